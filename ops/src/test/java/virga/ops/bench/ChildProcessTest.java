package virga.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import virga.ops.problem.ProblemException;

final class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void childIsToldAndAnswersByLines() {
        try (ChildProcess child = child()) {
            assertEquals("a,b", child.await("ready ", LONG));
            assertEquals("5", child.ask("count 5", LONG));
        }
    }

    @Test
    void lastWordsOfAChildThatFailsAreTold() {
        try (ChildProcess child = child()) {
            child.await("ready ", LONG);
            child.say("fail now");
            ProblemException problem =
                    assertThrows(ProblemException.class, () -> child.await("never ", LONG));
            String line = problem.problem().line();
            assertTrue(line.contains("told to fail"), line);
        }
    }

    @Test
    void childThatSaysNothingIsNotWaitedForLonger() {
        try (ChildProcess child = child()) {
            child.await("ready ", LONG);
            assertThrows(ProblemException.class, () -> child.await("never ", Duration.ZERO));
        }
    }

    @Test
    void closedChildIsGone() {
        ChildProcess child = child();
        child.await("ready ", LONG);
        assertTrue(child.handle().isAlive());
        assertTrue(Usage.residentBytes(child.handle().pid()) > 1_000_000);
        child.close();
        assertFalse(child.handle().isAlive());
    }

    @Test
    void programThatIsNotThereIsAProblemForAPerson() {
        assertThrows(
                ProblemException.class,
                () -> ChildProcess.start("nothing", List.of("/nowhere/nothing")));
    }

    private static ChildProcess child() {
        return ChildProcess.java(
                "child", List.of("-Xmx64m"), EchoingChild.class, List.of("a", "b"));
    }
}
