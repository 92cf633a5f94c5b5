package virga.ops.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import virga.actors.switchboard.AskFailure;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.Target;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.link.LinkEnd;

/** What a person is told of a node that does not answer. */
final class PingingTest {
    private static final NodeId PEER = NodeId.parse("dfe47365." + "a".repeat(52));

    @ParameterizedTest
    @CsvSource({
        "WIRE_VERSION, one version of virga on both",
        "CLOCK, set the clocks",
        "REFUSED, check that it runs",
        "TIMED_OUT, may dial it",
    })
    void whyANodeDoesNotAnswerSaysWhatToDo(LinkEnd end, String advice) {
        Problem problem = lost(List.of(Candidate.direct("192.0.2.1", 7000)), end);
        assertEquals(Exit.NO_PATH, problem.exit());
        assertEquals(PEER + " does not answer: " + end.hint(), problem.message());
        assertTrue(problem.hint().contains(advice), problem.hint());
    }

    @Test
    void nodeWithoutAnAddressIsSaidToHaveNone() {
        assertTrue(lost(List.of(), LinkEnd.REFUSED).message().contains("announced no address"));
    }

    private static Problem lost(List<Candidate> candidates, LinkEnd end) {
        return Pinging.lost(
                Target.node(PEER, candidates), new Outcome.Unanswered(1, AskFailure.NO_LINK, end));
    }
}
