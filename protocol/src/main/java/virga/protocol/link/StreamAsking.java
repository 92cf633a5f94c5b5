package virga.protocol.link;

import io.netty.channel.EventLoop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import virga.protocol.mux.OpeningStream;

/** A stream asked for from any thread; all that happens, happens on the event loop in order. */
final class StreamAsking implements OpeningStream {
    private final EventLoop loop;
    private @Nullable OpeningStream opening;

    StreamAsking(EventLoop loop) {
        this.loop = loop;
    }

    void begin(Supplier<OpeningStream> open) {
        run(() -> opening = open.get());
    }

    @Override
    public void cancel() {
        run(
                () -> {
                    OpeningStream begun = opening;
                    if (begun != null) {
                        begun.cancel();
                    }
                });
    }

    private void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
