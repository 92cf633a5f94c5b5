package virga.tunnel.open;

import org.jspecify.annotations.Nullable;
import virga.protocol.link.Link;
import virga.protocol.mux.OpeningStream;

/** One search for a way, and the stream that it is trying to open. Not thread safe. */
final class WaySearch {
    final TunnelPlan plan;
    final long beganMillis;

    /** The place that is tried now. */
    TunnelPlan.Step.@Nullable TryPlace trying;

    private @Nullable OpeningStream opening;

    WaySearch(TunnelPlan plan, long beganMillis) {
        this.plan = plan;
        this.beganMillis = beganMillis;
    }

    void open(Link link, TunnelPlan.Step.TryPlace at, TrialStream trial) {
        OpeningStream asked = link.openStream(at.target(), trial);
        opening =
                () -> {
                    asked.cancel();
                    // It may have been opened just before.
                    link.eventLoop().execute(trial::drop);
                };
    }

    /** Lets go of the stream, however far it has come. */
    void cancel() {
        OpeningStream mine = opening;
        opening = null;
        if (mine != null) {
            mine.cancel();
        }
    }
}
