package virga.ops.operator.registry.database;

import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a registry on PostgreSQL is, {@code jdbc:postgresql://HOST:PORT/DATABASE?KEY=VALUE&...},
 * and what its driver needs to connect. What is shown of it has no password, nor anything else that
 * stands behind the database's name.
 */
public final class PostgresUrl {
    /** What every one of them begins with. */
    public static final String SCHEME = "jdbc:postgresql://";

    /** A server that does not take a connection within it is not there. */
    private static final String CONNECT_SECONDS_MAX = "3";

    /** Nor is one that is silent for so long in the middle of an answer. */
    private static final String SILENCE_SECONDS_MAX = "20";

    private static final String SECRET_KEYS = "password|sslpassword|sslkey|sslcert";
    private static final Pattern SECRET =
            Pattern.compile("(?i)((?:" + SECRET_KEYS + ")=)[^&\\s\"']*|(?<=://)[^/@\\s\"']*@");

    // Held, for the driver's level is forgotten with it: it would say URLs on standard error.
    private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

    static {
        DRIVER_LOG.setLevel(Level.OFF);
    }

    private final String text;
    private final Properties connection;

    private PostgresUrl(String text, Properties connection) {
        this.text = text;
        this.connection = connection;
    }

    /**
     * Reads a URL as the driver does, {@code ~/.pgpass} included.
     *
     * @throws IllegalArgumentException it is none; the message shows nothing of it
     */
    public static PostgresUrl parse(String text) {
        return parse(text, new Properties());
    }

    private static PostgresUrl parse(String text, Properties usual) {
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("not " + SCHEME + "HOST:PORT/DATABASE");
        }
        if (text.substring(SCHEME.length()).split("[/?]", 2)[0].contains("@")) {
            throw new IllegalArgumentException(
                    "write user and password as ?user=NAME&password=TEXT, or better the password"
                            + " in PGPASSWORD or ~/.pgpass");
        }
        Properties read = Driver.parseURL(text, usual);
        if (read == null) {
            throw new IllegalArgumentException("not " + SCHEME + "HOST:PORT/DATABASE");
        }
        Properties all = new Properties();
        read.stringPropertyNames().forEach(key -> all.setProperty(key, read.getProperty(key)));
        all.putIfAbsent(PGProperty.CONNECT_TIMEOUT.getName(), CONNECT_SECONDS_MAX);
        all.putIfAbsent(PGProperty.LOGIN_TIMEOUT.getName(), CONNECT_SECONDS_MAX);
        all.putIfAbsent(PGProperty.SOCKET_TIMEOUT.getName(), SILENCE_SECONDS_MAX);
        all.putIfAbsent(PGProperty.APPLICATION_NAME.getName(), "virga");
        return new PostgresUrl(text, all);
    }

    /** With user and password of libpq's variables, where the URL itself has none. */
    public PostgresUrl with(Map<String, String> environment) {
        Properties usual = new Properties();
        if (environment.containsKey("PGUSER")) {
            usual.setProperty(PGProperty.USER.getName(), environment.get("PGUSER"));
        }
        if (environment.containsKey("PGPASSWORD")) {
            usual.setProperty(PGProperty.PASSWORD.getName(), environment.get("PGPASSWORD"));
        }
        return parse(text, usual);
    }

    private static String places(String hosts, String ports) {
        String[] host = hosts.split(",", -1);
        String[] port = ports.split(",", -1);
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < host.length; i++) {
            places.append(i == 0 ? "" : ",").append(host[i]);
            places.append(i < port.length ? ":" + port[i] : "");
        }
        return places.toString();
    }

    /** Takes what should not be seen out of a text in which such a URL may stand. */
    public static String redact(String text) {
        return SECRET.matcher(text).replaceAll("$1...");
    }

    /** Connects with the password, which nothing shows. */
    DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            for (String key : connection.stringPropertyNames()) {
                source.setProperty(key, connection.getProperty(key));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the driver does not know its own properties", e);
        }
        return source;
    }

    /** {@code text} without this URL's password, in whatever form it stands there. */
    String hide(String text) {
        String password = connection.getProperty(PGProperty.PASSWORD.getName(), "");
        return password.isEmpty() ? redact(text) : redact(text.replace(password, "..."));
    }

    /** Host, port and database. */
    @Override
    public String toString() {
        String hosts = connection.getProperty(PGProperty.PG_HOST.getName(), "localhost");
        String ports = connection.getProperty(PGProperty.PG_PORT.getName(), "5432");
        String database = connection.getProperty(PGProperty.PG_DBNAME.getName(), "");
        return "postgresql://" + places(hosts, ports) + (database.isEmpty() ? "" : "/" + database);
    }
}
