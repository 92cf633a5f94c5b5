package virga.ops.node;

import java.util.List;
import java.util.stream.Collectors;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.ops.problem.Problem;
import virga.protocol.link.LinkEnd;
import virga.protocol.membership.JoinToken;
import virga.protocol.message.RefusalReason;

/** What a person is told when a node could not join. */
final class JoinProblem {
    private static final String NEW_TOKEN =
            "ask the operator for a new one (`virga operator token create`)";

    private JoinProblem() {}

    static Problem noToken() {
        return Problem.refused(
                "this node is not admitted to a network",
                "start it with --join TOKEN, --join @FILE or VIRGA_JOIN_TOKEN");
    }

    static Problem unreadable(JoinToken.Fault fault) {
        return Problem.usage(fault.hint(), NEW_TOKEN);
    }

    /** The operator said no. */
    static Problem refused(RefusalReason reason, JoinToken token) {
        return switch (reason) {
            case TOKEN_EXPIRED ->
                    Problem.refused("the join token expired at " + token.expires(), NEW_TOKEN);
            case TOKEN_USED_UP ->
                    Problem.refused("the join token has been used as often as it may", NEW_TOKEN);
            case ROLE ->
                    Problem.refused(
                            "the join token does not give all the roles asked for",
                            "it gives " + roles(token) + ": ask for those with --roles");
            case LABEL ->
                    Problem.refused(
                            "the join token does not give all the location labels asked for",
                            token.labels().isEmpty()
                                    ? "it gives none: leave --location-label out"
                                    : "it gives " + String.join(", ", token.labels()));
            case NAME_TAKEN ->
                    Problem.refused(
                            "another node of the domain has this name", "choose one with --name");
            case QUOTA ->
                    Problem.refused(
                            "the domain's entries are used up",
                            "have the operator raise its quota (`virga operator domain set`)");
            case DOMAIN_GONE -> Problem.refused("the token's domain exists no more", NEW_TOKEN);
            case REVOKED ->
                    Problem.refused(
                            "this node's key was revoked: no token admits it again",
                            "if it was not stolen, join with an empty --home: that makes another"
                                    + " key");
            case NOT_A_SUPER, UNSPECIFIED ->
                    Problem.refused("the operator refused the admission", NEW_TOKEN);
        };
    }

    /**
     * The operator's link ended, or it kept silent, as it does to a secret that it does not know.
     */
    static Problem silent() {
        return Problem.refused(
                "the operator does not know this join token, or does not answer",
                NEW_TOKEN + ", or try again in a moment");
    }

    /** None of the operator's addresses led to it. */
    static Problem notReached(List<Tried> tried) {
        if (ended(tried, LinkEnd.OTHER_NETWORK)) {
            return Problem.refused(
                    "what answers at the token's address belongs to another network than the"
                            + " token (pin mismatch)",
                    "do not use this token there; " + NEW_TOKEN);
        }
        if (ended(tried, LinkEnd.CLOCK)) {
            return Problem.failed(
                    "this machine's clock and the operator's differ by more than five minutes",
                    "set this machine's clock, with NTP");
        }
        for (Tried each : tried) {
            if (each.end() == LinkEnd.WIRE_VERSION) {
                return Problem.failed(each.detail(), "install the same version of virga");
            }
        }
        String addresses =
                tried.stream()
                        .map(each -> each.candidate() + ": " + each.end().hint())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return Problem.noPath(
                "no operator answers (" + addresses + ")",
                "check that it runs and that this machine may dial it");
    }

    private static boolean ended(List<Tried> tried, LinkEnd end) {
        return tried.stream().anyMatch(each -> each.end() == end);
    }

    private static String roles(JoinToken token) {
        return token.roles().stream()
                .sorted()
                .map(role -> role.word())
                .collect(Collectors.joining(","));
    }
}
