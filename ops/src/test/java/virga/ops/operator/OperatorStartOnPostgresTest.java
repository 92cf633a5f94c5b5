package virga.ops.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.actors.node.HomeException;
import virga.actors.node.NodeHome;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.database.PostgresUrl;

/** The same where the registry is on PostgreSQL, but for what concerns its file. */
final class OperatorStartOnPostgresTest extends OperatorStartTest {
    OperatorStartOnPostgresTest(@TempDir Path folder) throws HomeException {
        super(folder);
    }

    @Override
    Optional<PostgresUrl> server() {
        return Optional.of(PostgresServer.shared().url());
    }

    @Override
    @Test
    void lostRegistryIsNotReplacedByANewNetwork() {
        open(HUB);
        server = server();
        assertSaidEmpty();
    }

    @Override
    @Test
    void emptiedRegistryIsNotReplacedByANewNetwork() {
        open(HUB);
        String schema = PostgresServer.shared().lastSchema();
        PostgresServer.shared()
                .execute("TRUNCATE " + schema + ".network, " + schema + ".operators");
        assertSaidEmpty();
    }

    private void assertSaidEmpty() {
        String said = refused(() -> open(HUB)).line();
        String expected =
                "this home has a membership but nothing stands in its registry postgresql://";
        assertTrue(said.startsWith(expected), said);
    }

    @Test
    void registryOfAnotherNetworkIsRefused(@TempDir Path elsewhere) throws Exception {
        open(HUB);
        server = server();
        OperatorStart.Opened unused =
                new OperatorStart(
                                NodeHome.open(elsewhere.resolve("other")),
                                server,
                                RegistryFixture.newKey(),
                                new SecureRandom(),
                                () -> RegistryFixture.START)
                        .open(HUB, Runnable::run);
        unused.registry().close();
        OperatorException fault = refused(() -> open(HUB));
        assertEquals(OperatorException.Kind.REFUSED, fault.kind());
        assertTrue(fault.line().endsWith("is another network's than this home's"), fault.line());
    }
}
