package virga.ops.operator;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.operator.registry.database.RegistryPlace;

/** The same on PostgreSQL. */
final class RegistryModelOnPostgresTest extends RegistryModelTest {
    RegistryModelOnPostgresTest(@TempDir Path folder) {
        super(folder);
    }

    @Override
    RegistryPlace place(Path folder) {
        return PostgresServer.shared().place();
    }
}
