package virga.ops.operator.registry.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The registry's tables and how those of an older version become this one's: scripts in a folder
 * for each database, each applied once, in order, by Flyway, which keeps account in a table. The
 * scripts are named here, so that no class path is searched, and Flyway is left out where all of
 * them were applied.
 *
 * <p>Each script also writes its number into the database itself. Flyway keeps its account by a
 * transaction of its own: killed between the two, it would apply a script twice. That number
 * counts.
 */
enum RegistrySchema {
    SQLITE,
    POSTGRESQL;

    /** One for each version of the tables; a script that was released is never changed. */
    static final List<String> SCRIPTS =
            List.of("V1__tables.sql", "V2__operators.sql", "V3__revocations.sql", "V4__supers.sql");

    private static final String HISTORY = "schema_history";

    /** Of PostgreSQL, where several operators may start at one moment. */
    private static final long LOCK = 0x7669_7267_6132L;

    static int newest() {
        return SCRIPTS.size();
    }

    /**
     * Applies what was not applied yet.
     *
     * @param place as it is shown to a person
     * @throws DatabaseException a newer version was here, or something else's tables are
     */
    void bringUpToDate(DataSource database, String place) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (applied(connection, place) == newest()) {
                return;
            }
            if (this == POSTGRESQL) {
                // Held until the connection is closed.
                run(connection, "SELECT pg_advisory_lock(" + LOCK + ")");
            }
            int applied = applied(connection, place);
            if (applied < newest()) {
                forgetWrongHistory(connection, applied);
                migrate(database, place, applied);
            }
        }
    }

    private static DatabaseException newer(String place) {
        return new DatabaseException(
                "the registry " + place + " was written by a newer version of virga",
                "run that version, or restore a backup made by this one");
    }

    /** The last script that was applied; 0 where there is nothing of the registry. */
    private int applied(Connection connection, String place) throws SQLException {
        int applied =
                switch (this) {
                    case SQLITE -> number(connection, "PRAGMA user_version");
                    case POSTGRESQL ->
                            number(
                                    connection,
                                    "SELECT substring(obj_description(to_regclass('network'),"
                                            + " 'pg_class') FROM 'registry of version (.*)')");
                };
        if (applied > newest()) {
            throw newer(place);
        }
        return applied;
    }

    private void forgetWrongHistory(Connection connection, int applied) throws SQLException {
        boolean wrong =
                number(connection, historyExists()) > 0
                        && number(
                                        connection,
                                        "SELECT max(CAST(version AS INTEGER)) FROM " + HISTORY)
                                != applied;
        if (wrong) {
            run(connection, "DROP TABLE " + HISTORY);
        }
    }

    private String historyExists() {
        return switch (this) {
            case SQLITE ->
                    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '"
                            + HISTORY
                            + "'";
            case POSTGRESQL -> "SELECT count(to_regclass('" + HISTORY + "'))";
        };
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private void migrate(DataSource database, String place, int applied) throws SQLException {
        FluentConfiguration configuration =
                Flyway.configure()
                        .dataSource(database)
                        .table(HISTORY)
                        .loggers("slf4j")
                        .communityDBSupportEnabled(true)
                        .resourceProvider(new Scripts(name().toLowerCase(Locale.ROOT)))
                        .javaMigrationClassProvider(List::of);
        if (applied > 0) {
            configuration
                    .baselineOnMigrate(true)
                    .baselineVersion(MigrationVersion.fromVersion("" + applied));
        }
        try {
            var result = configuration.load().migrate();
            if (!result.success) {
                throw new IllegalStateException("the registry's tables were not made");
            }
        } catch (FlywayException e) {
            throw fault(e, place);
        }
    }

    private static RuntimeException fault(FlywayException e, String place) throws SQLException {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof SQLException sql) {
                throw sql;
            }
            cause = cause.getCause();
        }
        String said = String.valueOf(e.getMessage());
        if (said.contains("non-empty schema")) {
            return new DatabaseException(
                    "the registry " + place + " holds something else's tables",
                    "give it a database, or a schema with ?currentSchema=NAME, of its own",
                    e);
        }
        return new DatabaseException(
                "the tables of the registry "
                        + place
                        + " cannot be brought up to date ("
                        + said.lines().findFirst().orElse("")
                        + ")",
                "restore a backup of it, or use the version of virga that wrote it",
                e);
    }

    /** The scripts of one database, without a search. */
    private record Scripts(String folder) implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return SCRIPTS.contains(name) ? new Script(folder, name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return SCRIPTS.stream()
                    .filter(name -> name.startsWith(prefix))
                    .filter(name -> Arrays.stream(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(name -> new Script(folder, name))
                    .toList();
        }
    }

    private static final class Script extends LoadableResource {
        private final String folder;
        private final String name;

        Script(String folder, String name) {
            this.folder = folder;
            this.name = name;
        }

        @Override
        public Reader read() {
            String path = "/virga/ops/operator/registry/" + folder + "/" + name;
            try (InputStream script = RegistrySchema.class.getResourceAsStream(path)) {
                if (script == null) {
                    throw new IllegalStateException("this virga lacks " + path);
                }
                return new StringReader(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("this virga's " + path + " cannot be read", e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return folder + "/" + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
