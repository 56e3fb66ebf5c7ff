package dev.pushlab.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The boundaries of docs/architecture.md that concern shared-protocol. */
@AnalyzeClasses(packages = "dev.pushlab", importOptions = ImportOption.DoNotIncludeTests.class)
class ProtocolArchitectureTest {
    private static final String NETTY = "io.netty..";
    private static final String JAVAFX = "javafx..";

    @ArchTest
    static final ArchRule the_core_knows_neither_netty_nor_javafx = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.pushlab.protocol.event..",
                    "dev.pushlab.protocol.message..",
                    "dev.pushlab.protocol.noise..",
                    "dev.pushlab.protocol.keys..",
                    "dev.pushlab.protocol.observe..",
                    "dev.pushlab.protocol.catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, JAVAFX, "atlantafx..", "org.kordamp..");

    @ArchTest
    static final ArchRule noise_needs_nothing_but_the_jdk = classes()
            .that()
            .resideInAPackage("dev.pushlab.protocol.noise..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.pushlab.protocol.noise..", "java..", "javax.crypto..", "javax.security.auth..");

    @ArchTest
    static final ArchRule javafx_stays_in_fx = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pushlab.fx..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JAVAFX, "atlantafx..", "org.kordamp..");

    @ArchTest
    static final ArchRule fx_knows_no_network = noClasses()
            .that()
            .resideInAPackage("dev.pushlab.fx..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(NETTY);

    @ArchTest
    static final ArchRule no_package_cycles =
            slices().matching("dev.pushlab.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothing_prints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
