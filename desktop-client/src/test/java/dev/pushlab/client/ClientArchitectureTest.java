package dev.pushlab.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The boundaries of the client that docs/architecture.md names. */
@AnalyzeClasses(packages = "dev.pushlab.client", importOptions = DoNotIncludeTests.class)
class ClientArchitectureTest {
    @ArchTest
    static final ArchRule JAVAFX_ONLY_WHERE_THINGS_ARE_SHOWN = noClasses()
            .that()
            .resideOutsideOfPackages("..client.screen..", "..client.web..", "..client.fx..")
            .and()
            .doNotHaveFullyQualifiedName("dev.pushlab.client.ClientMain")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javafx..", "dev.pushlab.fx..")
            .because("connections and keys must work, and be tested, without a window");

    @ArchTest
    static final ArchRule PLATFORM_ONLY_IN_FX = noClasses()
            .that()
            .resideOutsideOfPackages("..client.fx..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("javafx.application.Platform")
            .because("one place decides how values get onto the FX thread");

    @ArchTest
    static final ArchRule WEBVIEW_ONLY_IN_WEB = noClasses()
            .that()
            .resideOutsideOfPackages("..client.web..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javafx.scene.web..")
            .because("its defects are worked around in one place");

    @ArchTest
    static final ArchRule NETTY_NOT_IN_SCREENS_AND_COMMAND_LINE = noClasses()
            .that()
            .resideInAnyPackage("..client.screen..", "..client.cli..", "..client.fx..", "..client.keys..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule CONNECTION_KNOWS_NOBODY_WHO_USES_IT = noClasses()
            .that()
            .resideInAnyPackage("..client.connection..", "..client.keys..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..client.screen..", "..client.web..", "..client.cli..", "..client.fx..");

    @ArchTest
    static final ArchRule NO_SERVER =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.pushlab.server..");

    @ArchTest
    static final ArchRule STANDARD_OUTPUT_ONLY_AT_THE_ENTRANCE = noClasses()
            .that()
            .resideOutsideOfPackages("..client.cli..")
            .should()
            .accessField(System.class, "out");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.pushlab.client.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_CLIENT_ITSELF_IS_PUBLIC_OF_WHAT_DECIDES = classes()
            .that()
            .haveSimpleName("Conductor")
            .or()
            .haveSimpleName("Reversal")
            .or()
            .haveSimpleName("Link")
            .should()
            .bePackagePrivate();
}
