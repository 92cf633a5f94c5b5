package virga.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

final class DirectPingsTest {
    private static final String SILENT = "";

    private final Deque<String> carriers = new ArrayDeque<>();
    private int pauses;

    @Test
    void pingsEndWithTheFirstDirectAnswer() {
        carriers.addAll(List.of("relayed", "relayed", "direct", "direct"));
        Document.Ping answers = pings().await(10);
        assertEquals(new Document.Ping("site", "direct", List.of(1.5, 1.5, 1.5)), answers);
        assertEquals(2, pauses);
        assertEquals(1, carriers.size());
    }

    @Test
    void whoNeverAnswersDirectlyIsToldWithItsCarrier() {
        carriers.addAll(List.of("relayed", "relayed"));
        Problem problem = problem(2);
        assertEquals(Exit.NO_PATH, problem.exit());
        assertTrue(problem.line().startsWith("site answers via relayed and not directly"));
        assertEquals(1, pauses);
    }

    @Test
    void aSilentNodeIsPingedAgain() {
        carriers.addAll(List.of(SILENT, "direct"));
        assertEquals(List.of(1.5), pings().await(2).rttMillis());
        carriers.addAll(List.of(SILENT, SILENT));
        assertEquals("site does not answer", problem(2).message());
    }

    private Problem problem(int countMax) {
        return assertThrows(ProblemException.class, () -> pings().await(countMax)).problem();
    }

    private DirectPings pings() {
        return new DirectPings(this::answer, () -> pauses++);
    }

    private Document.Ping answer() {
        String via = carriers.remove();
        if (via.equals(SILENT)) {
            throw Problem.noPath("site does not answer", "").asException();
        }
        return new Document.Ping("site", via, List.of(1.5));
    }
}
