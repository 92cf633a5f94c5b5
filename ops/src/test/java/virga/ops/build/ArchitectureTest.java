package virga.ops.build;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms and the arrows between them, and what a core may know. */
final class ArchitectureTest {
    /** Classes and packages at the edge, where time, chance and waiting come from. */
    private static final List<String> EDGES =
            List.of(
                    "virga.actors.switchboard.SwitchboardStart",
                    "virga.ops.desk.Pinging",
                    "virga.ops.bench.",
                    "virga.ops.cli.",
                    "virga.ops.demo.",
                    "virga.ops.lab.",
                    "virga.ops.node.");

    /** Where protobuf types may be seen: the wire's border and the admin socket's. */
    private static final String[] BORDERS = {"virga.v1..", "virga.protocol..", "virga.ops.admin.."};

    /** The algorithms as plain state machines; what an actor or handler runs. */
    private static final Set<String> CORES =
            Set.of(
                    "virga.protocol.link.Dialer",
                    "virga.protocol.mux.LinkBudget",
                    "virga.protocol.mux.ReceiveWindow",
                    "virga.actors.switchboard.OpenQuestions",
                    "virga.actors.switchboard.LinkTable",
                    "virga.actors.switchboard.Shares",
                    "virga.actors.switchboard.AskRate",
                    "virga.actors.switchboard.DialBackOff",
                    "virga.actors.directory.QueryPlan",
                    "virga.actors.directory.SuperList",
                    "virga.actors.presence.Presence",
                    "virga.supernode.store.StoreRules",
                    "virga.tunnel.device.AddressSearch",
                    "virga.tunnel.open.TunnelPlan",
                    "virga.tunnel.serve.AddressRules",
                    "virga.tunnel.serve.DeviceLookups",
                    "virga.tunnel.serve.TunnelGate",
                    "virga.ops.operator.admission.Admission",
                    "virga.supernode.plan.PartitionPlan",
                    "virga.supernode.plan.PlanChange",
                    "virga.supernode.range.Comparison",
                    "virga.supernode.range.Reception",
                    "virga.supernode.range.RangeWork",
                    "virga.supernode.offer.Offering",
                    "virga.ops.operator.feed.RecordFeed");

    private static final Map<Class<?>, Set<String>> HIDDEN_INPUTS =
            Map.of(
                    System.class, Set.of("currentTimeMillis", "nanoTime"),
                    Thread.class, Set.of("sleep"),
                    Math.class, Set.of("random"),
                    Instant.class, Set.of("now"),
                    Clock.class, Set.of("systemUTC", "systemDefaultZone", "system"),
                    InstantSource.class, Set.of("system"),
                    Random.class, Set.of("<init>"),
                    ThreadLocalRandom.class, Set.of("current"));

    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/test-classes/"))
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("virga");

    @Test
    void arrowsBetweenRoomsRunOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("proto")
                .definedBy("virga.v1..")
                .layer("protocol")
                .definedBy("virga.protocol..")
                .layer("actors")
                .definedBy("virga.actors..")
                .layer("supernode")
                .definedBy("virga.supernode..")
                .layer("tunnel")
                .definedBy("virga.tunnel..")
                .layer("ops")
                .definedBy("virga.ops..")
                .whereLayer("ops")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("supernode")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("tunnel")
                .mayOnlyBeAccessedByLayers("ops")
                .whereLayer("actors")
                .mayOnlyBeAccessedByLayers("supernode", "tunnel", "ops")
                .whereLayer("protocol")
                .mayOnlyBeAccessedByLayers("actors", "supernode", "tunnel", "ops")
                .check(CODE);
    }

    @Test
    void packagesOfARoomFormNoCircle() {
        check(slices().matching("virga.(*).(*)..").should().beFreeOfCycles());
    }

    @Test
    void everyClassIsInARoom() {
        check(
                classes()
                        .should()
                        .resideInAnyPackage(
                                "virga.v1..",
                                "virga.protocol..",
                                "virga.actors..",
                                "virga.supernode..",
                                "virga.tunnel..",
                                "virga.ops.."));
    }

    @Test
    void protobufStaysAtTheBorder() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(BORDERS)
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("virga.v1..", "com.google.protobuf..")));
    }

    /** Cores decide; they know no actor, socket, file, database, thread or logger. */
    @Test
    void coresHaveNoInputOrOutput() {
        check(
                noClasses()
                        .that(is("a core", ArchitectureTest::isCore))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "akka..",
                                "io.netty.channel..",
                                "io.netty.handler..",
                                "org.slf4j..",
                                "java.io..",
                                "java.nio.channels..",
                                "java.nio.file..",
                                "java.sql..",
                                "java.util.concurrent.."));
    }

    /** A core that was renamed or moved must not slip out of the rule above. */
    @Test
    void everyNamedCoreExists() {
        Set<String> present = CODE.stream().map(JavaClass::getName).collect(Collectors.toSet());
        assertEquals(
                Set.of(),
                CORES.stream().filter(core -> !present.contains(core)).collect(Collectors.toSet()));
    }

    @Test
    void timeAndChanceAreArguments() {
        check(
                noClasses()
                        .that(is("not at an edge", c -> !isEdge(c)))
                        .should()
                        .callMethodWhere(
                                reaches("a method that reads a clock or chance, or sleeps"))
                        .orShould()
                        .callConstructorWhere(reaches("a hidden random source")));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CODE);
    }

    private static DescribedPredicate<JavaClass> is(
            String description, java.util.function.Predicate<JavaClass> test) {
        return DescribedPredicate.describe(description, test);
    }

    private static <T extends JavaAccess<?>> DescribedPredicate<T> reaches(String description) {
        return DescribedPredicate.describe(
                description,
                access ->
                        HIDDEN_INPUTS.entrySet().stream()
                                .filter(e -> access.getTargetOwner().isEquivalentTo(e.getKey()))
                                .anyMatch(e -> e.getValue().contains(access.getName())));
    }

    private static boolean isEdge(JavaClass type) {
        String name = topLevel(type).getName();
        return EDGES.stream().anyMatch(e -> e.endsWith(".") ? name.startsWith(e) : name.equals(e));
    }

    private static boolean isCore(JavaClass type) {
        return isIn(CORES, type);
    }

    private static boolean isIn(Set<String> names, JavaClass type) {
        return names.contains(topLevel(type).getName());
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(type);
    }
}
