package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.link.LinkEnd;
import virga.protocol.membership.JoinToken;
import virga.protocol.message.RefusalReason;

/** Whoever may not join is told why and what to do, in one line. */
final class JoinProblemTest {
    private static final Candidate OPERATOR = Candidate.direct("192.0.2.1", 7000);
    private static final JoinToken TOKEN =
            new JoinToken(
                    List.of(OPERATOR),
                    Bytes.ofHex("11".repeat(32)),
                    new DomainId(7),
                    Bytes.ofHex("22".repeat(16)),
                    Set.of(Role.USER, Role.TUNNEL),
                    List.of("office"),
                    Instant.parse("2026-11-21T00:00:00Z"));

    @Test
    void everyRefusalIsExitFourWithWhatToDo() {
        for (RefusalReason reason : RefusalReason.values()) {
            Problem problem = JoinProblem.refused(reason, TOKEN);
            assertEquals(Exit.REFUSED, problem.exit(), reason.name());
            assertFalse(problem.hint().isEmpty(), reason.name());
        }
    }

    @Test
    void anExpiredAndAUsedUpTokenAreTold() {
        String expired = JoinProblem.refused(RefusalReason.TOKEN_EXPIRED, TOKEN).line();
        assertTrue(expired.contains("expired at 2026-11-21T00:00:00Z"), expired);
        assertTrue(expired.contains("virga operator token create"), expired);
        String used = JoinProblem.refused(RefusalReason.TOKEN_USED_UP, TOKEN).line();
        assertTrue(used.contains("used as often as it may"), used);
    }

    @Test
    void aRoleOrLabelThatIsNotGivenIsToldWithThoseThatAre() {
        String role = JoinProblem.refused(RefusalReason.ROLE, TOKEN).line();
        assertTrue(role.contains("it gives user,tunnel"), role);
        String label = JoinProblem.refused(RefusalReason.LABEL, TOKEN).line();
        assertTrue(label.contains("it gives office"), label);
    }

    @Test
    void aTokenOfAnotherNetworkIsTold() {
        Problem problem = notReached(LinkEnd.REFUSED, LinkEnd.OTHER_NETWORK);
        assertEquals(Exit.REFUSED, problem.exit());
        assertTrue(problem.message().contains("pin mismatch"), problem.line());
    }

    @Test
    void aWrongClockIsTold() {
        Problem clock = notReached(LinkEnd.CLOCK);
        assertEquals(Exit.FAILED, clock.exit());
        assertTrue(clock.hint().contains("clock"), clock.line());
    }

    @Test
    void bothWireVersionsAreNamed() {
        String both = "another wire version: this node speaks 1, the other one 2";
        Problem problem =
                JoinProblem.notReached(List.of(new Tried(OPERATOR, LinkEnd.WIRE_VERSION, both)));
        assertEquals(Exit.FAILED, problem.exit());
        assertEquals(both, problem.message());
    }

    @Test
    void anOperatorThatDoesNotAnswerIsNoPathAndItsAddressIsNamed() {
        Problem problem = notReached(LinkEnd.TIMED_OUT);
        assertEquals(Exit.NO_PATH, problem.exit());
        assertTrue(problem.message().contains("192.0.2.1:7000"), problem.line());
    }

    private static Problem notReached(LinkEnd... ends) {
        return JoinProblem.notReached(
                List.of(ends).stream().map(end -> new Tried(OPERATOR, end, "")).toList());
    }
}
