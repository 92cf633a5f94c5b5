package virga.ops.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NodesTest {
    @Test
    void workUnderWayIsDoneBeforeTheProcessEndsAndIsNotCutOff() throws InterruptedException {
        Nodes nodes = new Nodes(Map.of(), Clock.systemUTC());
        CountDownLatch closing = new CountDownLatch(1);
        CompletableFuture<String> written = new CompletableFuture<>();
        nodes.blocking()
                .execute(
                        () -> {
                            try {
                                closing.await();
                                written.complete("written");
                            } catch (InterruptedException e) {
                                written.complete("cut off");
                            }
                        });
        Thread slow =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!nodes.blocking().isShutdown()) {
                                        Thread.onSpinWait();
                                    }
                                    closing.countDown();
                                });
        nodes.close();
        assertTrue(written.isDone(), "closed before the work was done");
        assertEquals("written", written.join());
        assertTrue(nodes.blocking().isTerminated());
        slow.join();
    }

    @Test
    void aSecondCloseDoesNothing() {
        Nodes nodes = new Nodes(Map.of(), Clock.systemUTC());
        nodes.close();
        nodes.close();
        assertTrue(nodes.blocking().isTerminated());
    }
}
