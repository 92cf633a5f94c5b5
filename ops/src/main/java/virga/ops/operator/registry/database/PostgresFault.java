package virga.ops.operator.registry.database;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** What PostgreSQL's errors mean to a person, by their SQLSTATE. */
final class PostgresFault {
    private final PostgresUrl url;

    PostgresFault(PostgresUrl url) {
        this.url = url;
    }

    DatabaseException of(SQLException met) {
        // The pool says only that it has waited; its cause says for what.
        SQLException fault =
                met instanceof SQLTransientConnectionException
                                && met.getCause() instanceof SQLException cause
                        ? cause
                        : met;
        String state = fault.getSQLState() == null ? "" : fault.getSQLState();
        String said = firstLine(fault);
        Meaning meaning = meaning(state, met);
        String message = "the registry " + url + " " + meaning.message().formatted(said);
        return meaning.outage()
                ? DatabaseException.outage(message, meaning.hint(), fault)
                : new DatabaseException(message, meaning.hint(), fault);
    }

    /** {@code message} may hold the server's own words. */
    private record Meaning(boolean outage, String message, String hint) {}

    private static Meaning meaning(String state, SQLException met) {
        return switch (state) {
            case "28P01", "28000" ->
                    new Meaning(
                            true,
                            "does not let this operator in (%s)",
                            "check user and password: in the URL, PGPASSWORD or ~/.pgpass");
            case "3D000" ->
                    new Meaning(
                            true,
                            "cannot be opened: there is no such database",
                            "make it with `createdb`, or name another");
            case "42501" ->
                    new Meaning(
                            false,
                            "allows this user too little (%s)",
                            "make the user the owner of the database or schema");
            case "25006" ->
                    new Meaning(
                            true,
                            "can only be read",
                            "name the primary server, or several with ?targetServerType=primary");
            case "53100" -> new Meaning(false, "has no room left", "make room on its disk");
            case "55P03" ->
                    new Meaning(false, "is held by another operator", "say it again in a moment");
            default -> unnamed(isOutage(state, met));
        };
    }

    private static Meaning unnamed(boolean outage) {
        return outage
                ? new Meaning(
                        true,
                        "cannot be reached (%s)",
                        "start its server, or check the URL; it is tried again by itself")
                : new Meaning(false, "did not take it (%s)", "see the node's log");
    }

    /** Connection lost or refused, a server that ends or begins, one with too many clients. */
    private static boolean isOutage(String state, SQLException met) {
        return met instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P0")
                || state.startsWith("53");
    }

    private String firstLine(SQLException fault) {
        if (fault.getCause() instanceof UnknownHostException) {
            return "no such host";
        }
        String message = fault.getMessage();
        return message == null
                ? "no reason given"
                : url.hide(message.lines().findFirst().orElse(""));
    }
}
