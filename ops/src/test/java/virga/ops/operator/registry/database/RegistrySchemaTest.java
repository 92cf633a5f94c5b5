package virga.ops.operator.registry.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RegistrySchemaTest {
    @ParameterizedTest
    @EnumSource
    void everyScriptOfAFolderIsNamedAndWritesItsNumber(RegistrySchema schema) throws IOException {
        Path folder =
                Path.of("src/main/resources/virga/ops/operator/registry")
                        .resolve(schema.name().toLowerCase(Locale.ROOT));
        try (var files = Files.list(folder)) {
            assertEquals(
                    RegistrySchema.SCRIPTS,
                    files.map(file -> String.valueOf(file.getFileName())).sorted().toList());
        }
        for (int number = 1; number <= RegistrySchema.newest(); number++) {
            String script =
                    Files.readString(folder.resolve(RegistrySchema.SCRIPTS.get(number - 1)));
            String last =
                    switch (schema) {
                        case SQLITE -> "PRAGMA user_version = " + number + ";";
                        case POSTGRESQL ->
                                "COMMENT ON TABLE network IS 'registry of version " + number + "';";
                    };
            assertTrue(script.stripTrailing().endsWith(last), script);
        }
    }
}
