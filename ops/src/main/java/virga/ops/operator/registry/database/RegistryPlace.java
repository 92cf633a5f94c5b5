package virga.ops.operator.registry.database;

import java.nio.file.Path;

/** Where a registry is. */
public sealed interface RegistryPlace {
    /** An operator's own, in its home. */
    record InFile(Path path) implements RegistryPlace {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** On PostgreSQL, where several operators share it. */
    record OnServer(PostgresUrl url) implements RegistryPlace {
        @Override
        public String toString() {
            return url.toString();
        }
    }
}
