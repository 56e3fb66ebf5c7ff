package dev.pushlab.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The boundaries of docs/architecture.md that concern the server. */
@AnalyzeClasses(packages = "dev.pushlab.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ServerArchitectureTest {
    private static final String NETTY = "io.netty..";
    private static final String JAVAFX = "javafx..";
    private static final String ROOMS = "dev.pushlab.server.technique.*..";

    @ArchTest
    static final ArchRule rooms_do_not_know_each_other =
            slices().matching("dev.pushlab.server.technique.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule rooms_know_no_windows_and_no_catalog = noClasses()
            .that()
            .resideInAPackage("dev.pushlab.server.technique..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    JAVAFX, "dev.pushlab.fx..", "dev.pushlab.server.console..", "dev.pushlab.server.catalog..");

    @ArchTest
    static final ArchRule demonstrations_do_not_know_each_other =
            slices().matching("dev.pushlab.server.demonstration.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule demonstrations_know_no_rooms_no_windows_and_no_catalog = noClasses()
            .that()
            .resideInAPackage("dev.pushlab.server.demonstration..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    JAVAFX,
                    "dev.pushlab.fx..",
                    "dev.pushlab.server.console..",
                    "dev.pushlab.server.catalog..",
                    "dev.pushlab.server.technique..");

    @ArchTest
    static final ArchRule only_the_catalog_knows_demonstrations = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.pushlab.server", "dev.pushlab.server.catalog..", "dev.pushlab.server.demonstration..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.pushlab.server.demonstration..");

    @ArchTest
    static final ArchRule what_rooms_stand_upon_does_not_know_them = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.pushlab.server.access..",
                    "dev.pushlab.server.admin..",
                    "dev.pushlab.server.hub..",
                    "dev.pushlab.server.fanout..",
                    "dev.pushlab.server.net..",
                    "dev.pushlab.server.keys..",
                    "dev.pushlab.server.session..",
                    "dev.pushlab.server.publish..",
                    "dev.pushlab.server.ticker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pushlab.server.technique..", "dev.pushlab.server.catalog..");

    @ArchTest
    static final ArchRule only_the_catalog_knows_the_web_rooms = classes()
            .that()
            .resideInAPackage("dev.pushlab.server.technique.*..")
            .and()
            .resideOutsideOfPackages("dev.pushlab.server.technique.binary..", "dev.pushlab.server.technique.reverse..")
            .should()
            .onlyBeAccessed()
            .byAnyPackage(ROOMS, "dev.pushlab.server.catalog..");

    @ArchTest
    static final ArchRule nothing_stands_upon_broken_code = noClasses()
            .that()
            .resideOutsideOfPackage("..broken..")
            .and()
            .doNotHaveFullyQualifiedName("dev.pushlab.server.catalog.BrokenParts")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..broken..");

    @ArchTest
    static final ArchRule broken_code_knows_no_events = noClasses()
            .that()
            .resideInAPackage("..broken..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pushlab.server.hub..", "dev.pushlab.server.fanout..", "dev.pushlab.server.keys..");

    @ArchTest
    static final ArchRule the_hub_knows_neither_netty_nor_javafx = noClasses()
            .that()
            .resideInAPackage("dev.pushlab.server.hub..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, JAVAFX, "dev.pushlab.server.fanout..", "dev.pushlab.server.net..");

    @ArchTest
    static final ArchRule rights_know_no_protocol = noClasses()
            .that()
            .resideInAPackage("dev.pushlab.server.access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY, JAVAFX, "dev.pushlab.server.net..", "dev.pushlab.server.session..");

    @ArchTest
    static final ArchRule nobody_puts_a_handler_before_the_tap = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.pushlab.server.net.TappedInitializer")
            .should()
            .callMethodWhere(describe(
                    "addFirst of a pipeline",
                    call -> call.getTarget().getName().equals("addFirst")
                            && call.getTargetOwner().isAssignableTo("io.netty.channel.ChannelPipeline")));

    @ArchTest
    static final ArchRule javafx_stays_in_windows = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pushlab.server.console..", "dev.pushlab.server.fx..")
            .and()
            .doNotHaveFullyQualifiedName("dev.pushlab.server.ServerMain")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JAVAFX);

    @ArchTest
    static final ArchRule platform_stays_in_fx = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pushlab.server.fx..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("javafx.application.Platform");

    @ArchTest
    static final ArchRule only_the_command_line_speaks_to_standard_streams = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pushlab.server.cli..", "dev.pushlab.server.bench.cli..")
            .and()
            // They hand them to the command line.
            .doNotHaveFullyQualifiedName("dev.pushlab.server.ServerMain")
            .and()
            .doNotHaveFullyQualifiedName("dev.pushlab.server.bench.BenchMain")
            .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule nothing_stands_upon_the_measurements = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pushlab.server.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.pushlab.server.bench..");

    @ArchTest
    static final ArchRule measurements_know_the_server_by_its_sockets_only = noClasses()
            .that()
            .resideInAPackage("dev.pushlab.server.bench..")
            .should()
            .dependOnClassesThat(describe(
                    "classes of the server other than its event loops",
                    it -> it.getPackageName().startsWith("dev.pushlab.server")
                            && !it.getPackageName().startsWith("dev.pushlab.server.bench")
                            && !it.getName().equals("dev.pushlab.server.net.EventLoops")
                            && !it.getName().equals("dev.pushlab.server.net.Transport")));

    @ArchTest
    static final ArchRule no_package_cycles =
            slices().matching("dev.pushlab.server.(**)").should().beFreeOfCycles();
}
