package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import virga.ops.operator.admission.AdmissionDesk;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.database.DatabaseException;
import virga.ops.operator.registry.database.PostgresUrl;
import virga.ops.operator.registry.database.RegistryPlace;
import virga.protocol.Bytes;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;

/** Several operators on one PostgreSQL, and a PostgreSQL that is not there. */
@Timeout(60)
final class PostgresRegistryTest {
    private final PostgresServer server = PostgresServer.shared();
    private final RegistryPlace place = server.place();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        threads.close();
    }

    private static CompletionStage<AdmissionDesk.Result> ask(
            Registry registry, RegistryFixture operator, PublicKey key, Bytes secret) {
        Message.Admit question = new Message.Admit(secret, Set.of(Role.USER), List.of(), "");
        return registry.change(tables -> operator.desk.admit(tables, key, question, operator.now));
    }

    private static OperatorException refused(RegistryPlace place) {
        return assertThrows(OperatorException.class, () -> Registry.open(place, Runnable::run));
    }

    @Test
    void lastUseOfATokenGoesToOneOfTheManyThatAskTwoOperators() {
        try (RegistryFixture operator = RegistryFixture.begin(place);
                Registry one = Registry.open(place, threads);
                Registry other = Registry.open(place, threads)) {
            operator.addDomain("acme");
            for (int round = 0; round < 10; round++) {
                Bytes secret = operator.token("acme", 1, Role.USER);
                List<CompletionStage<AdmissionDesk.Result>> asked =
                        IntStream.range(0, 20)
                                .mapToObj(
                                        i ->
                                                ask(
                                                        i % 2 == 0 ? one : other,
                                                        operator,
                                                        RegistryFixture.newPublicKey(),
                                                        secret))
                                .toList();
                List<Message.Answer> answers =
                        asked.stream()
                                .map(each -> RegistryFixture.done(each).answer().orElseThrow())
                                .toList();
                assertEquals(
                        1, answers.stream().filter(Message.Admitted.class::isInstance).count());
                var usedUp = new Message.Refused(RefusalReason.TOKEN_USED_UP);
                assertEquals(19, answers.stream().filter(usedUp::equals).count());
            }
        }
    }

    @Test
    void readerOfTheFeedSeesEveryChangeOfTwoOperatorsOnceAndInOrder() {
        try (RegistryFixture operator = RegistryFixture.begin(place);
                Registry one = Registry.open(place, threads);
                Registry other = Registry.open(place, threads)) {
            operator.addDomain("acme");
            Bytes secret = operator.token("acme", 600, Role.USER);
            long before = operator.lastChange();
            CompletableFuture<?>[] asked =
                    IntStream.range(0, 400)
                            .mapToObj(
                                    i ->
                                            ask(
                                                            i % 2 == 0 ? one : other,
                                                            operator,
                                                            RegistryFixture.newPublicKey(),
                                                            secret)
                                                    .toCompletableFuture())
                            .toArray(CompletableFuture[]::new);
            List<Long> seen = new ArrayList<>();
            CompletableFuture<Void> all = CompletableFuture.allOf(asked);
            boolean whole = false;
            while (!whole) {
                whole = all.isDone();
                long after = seen.isEmpty() ? before : seen.getLast();
                for (StaticRecord record : operator.recordsSince(after)) {
                    seen.add(record.change());
                }
            }
            assertFalse(all.isCompletedExceptionally());
            assertEquals(LongStream.rangeClosed(before + 1, before + 400).boxed().toList(), seen);
        }
    }

    @Test
    void operatorHearsOfWhatAnotherWrote() {
        try (RegistryFixture operator = RegistryFixture.begin(place);
                Registry other = Registry.open(place, threads)) {
            CompletableFuture<Long> heard = new CompletableFuture<>();
            long before = operator.lastChange();
            other.onChange(
                    "test",
                    change -> {
                        if (change > before) {
                            heard.complete(change);
                        }
                    });
            operator.addDomain("acme");
            assertEquals(operator.lastChange(), heard.join());
        }
    }

    @Test
    void changeThatFailsLeavesThoseOfItsTransactionAlone() {
        try (RegistryFixture operator = RegistryFixture.begin(place);
                Registry shared = Registry.open(place, threads)) {
            List<CompletableFuture<Object>> stages =
                    IntStream.range(0, 40)
                            .mapToObj(i -> shared.change(t -> domain(operator, t, i)))
                            .map(CompletionStage::toCompletableFuture)
                            .toList();
            for (int i = 0; i < stages.size(); i++) {
                var stage = stages.get(i);
                if (i % 4 == 3) {
                    assertThrows(RuntimeException.class, () -> RegistryFixture.done(stage));
                } else {
                    RegistryFixture.done(stage);
                }
            }
            assertEquals(31, RegistryFixture.done(operator.commands.listDomains()).size());
        }
    }

    private static Object domain(RegistryFixture operator, RegistryTables tables, int number)
            throws SQLException {
        var made =
                new DomainRegistration(operator.identity)
                        .add(tables, "acme-" + number, operator.now);
        if (number % 8 == 3) {
            throw OperatorException.usage("no", "");
        }
        if (number % 8 == 7) {
            tables.domains().insert(made);
        }
        return made;
    }

    @Test
    void wrongPasswordIsSaidWithoutAnyPassword() {
        String text = server.text(server.emptySchema(), "a-wrong-password");
        OperatorException fault = refused(new RegistryPlace.OnServer(PostgresUrl.parse(text)));
        assertTrue(fault.line().contains("does not let this operator in"), fault.line());
        assertTrue(fault.hint().contains("PGPASSWORD"), fault.hint());
        assertFalse((fault.line() + fault.hint()).contains("a-wrong-password"), fault.line());
    }

    @Test
    void hostThatDoesNotExistIsNamed() {
        OperatorException fault =
                refused(
                        new RegistryPlace.OnServer(
                                PostgresUrl.parse(
                                        PostgresUrl.SCHEME + "no-such-host.invalid/virga")));
        assertTrue(fault.line().contains("cannot be reached"), fault.line());
        assertTrue(fault.line().contains("no-such-host.invalid"), fault.line());
    }

    @Test
    void databaseThatDoesNotExistIsSaid() {
        String text = server.text("public", PostgresServer.PASSWORD).replace("/postgres?", "/no?");
        OperatorException fault = refused(new RegistryPlace.OnServer(PostgresUrl.parse(text)));
        assertTrue(fault.line().endsWith("there is no such database"), fault.line());
    }

    @Test
    void tablesOfSomethingElseAreLeftAlone() {
        String schema = server.emptySchema();
        server.execute("CREATE TABLE " + schema + ".shop(id INTEGER)");
        String text = server.text(schema, PostgresServer.PASSWORD);
        OperatorException fault = refused(new RegistryPlace.OnServer(PostgresUrl.parse(text)));
        assertTrue(fault.line().contains("something else's tables"), fault.line());
    }

    @Test
    void registryOfANewerVersionIsRefused() {
        String schema = server.emptySchema();
        var url = PostgresUrl.parse(server.text(schema, PostgresServer.PASSWORD));
        Registry.open(new RegistryPlace.OnServer(url), Runnable::run).close();
        server.execute("COMMENT ON TABLE " + schema + ".network IS 'registry of version 99'");
        OperatorException fault = refused(new RegistryPlace.OnServer(url));
        assertTrue(fault.line().contains("newer version"), fault.line());
    }

    @Test
    void serverThatGoesAndComesBackIsSaidOnceEachAndNothingIsLost() throws Exception {
        try (PostgresServer own = PostgresServer.begin();
                LogOf log = LogOf.everything();
                RegistryFixture operator = RegistryFixture.begin(own.place())) {
            operator.addDomain("acme");
            own.stop();
            for (int i = 0; i < 3; i++) {
                OperatorOutcome.Failed<?> said =
                        assertInstanceOf(
                                OperatorOutcome.Failed.class,
                                OperatorOutcome.ofFault(
                                        assertThrows(
                                                DatabaseException.class,
                                                () -> operator.addDomain("initech"))));
                assertTrue(said.message().contains("cannot be reached"), said.message());
            }
            own.start();
            addWhenItIsBack(operator, "globex");
            assertEquals(
                    List.of("acme", "globex", "operator"),
                    RegistryFixture.done(operator.commands.listDomains()).stream()
                            .map(domain -> domain.name())
                            .toList());
            List<String> lines = log.lines();
            assertEquals(2, lines.size(), lines.toString());
            assertTrue(lines.getFirst().startsWith("registry went away"), lines.getFirst());
            assertTrue(lines.getLast().startsWith("registry is back"), lines.getLast());
            assertFalse(lines.toString().contains(PostgresServer.PASSWORD));
        }
    }

    private static void addWhenItIsBack(RegistryFixture operator, String name) {
        boolean back = false;
        while (!back) {
            try {
                operator.addDomain(name);
                back = true;
            } catch (DatabaseException stillAway) {
                assertTrue(DatabaseException.isOutage(stillAway), stillAway.line());
            }
        }
    }
}
