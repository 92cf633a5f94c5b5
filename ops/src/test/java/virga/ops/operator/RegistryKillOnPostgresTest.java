package virga.ops.operator;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same on PostgreSQL. */
final class RegistryKillOnPostgresTest extends RegistryKillTest {
    RegistryKillOnPostgresTest(@TempDir Path folder) {
        super(folder);
    }

    @Override
    String argument(Path folder) {
        PostgresServer server = PostgresServer.shared();
        return server.text(server.emptySchema(), PostgresServer.PASSWORD);
    }
}
