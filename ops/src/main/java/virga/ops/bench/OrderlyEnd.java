package virga.ops.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a benchmark close what it opened (processes, folders) when its own process is told to end:
 * its thread is interrupted, and waited for.
 */
final class OrderlyEnd implements AutoCloseable {
    private static final int WAIT_MAX_SECONDS = 12;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread benchmark = Thread.currentThread();
    private final Thread hook = new Thread(this::end, "bench-end");

    OrderlyEnd() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        benchmark.interrupt();
        try {
            boolean _ = closed.await(WAIT_MAX_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The hook runs: it is what ended the benchmark.
        }
    }
}
