package virga.tunnel.serve;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.mux.StreamRefusal;
import virga.tunnel.bridge.Bridge;
import virga.tunnel.bridge.BridgeEnd;
import virga.tunnel.bridge.BridgeLoops;

/** What all connections through this tunnel node share: their count, their log, their caps. */
final class Visits {
    private static final Logger LOG = LoggerFactory.getLogger(Visits.class);

    private final StreamCounts counts;
    private final TunnelLog log;
    private final BridgeLoops bridges;
    private final InstantSource clock;

    Visits(StreamCounts counts, TunnelLog log, BridgeLoops bridges, InstantSource clock) {
        this.counts = counts;
        this.log = log;
        this.bridges = bridges;
        this.clock = clock;
    }

    StreamCounts counts() {
        return counts;
    }

    BridgeLoops bridges() {
        return bridges;
    }

    void refused(Visit visit, StreamRefusal why) {
        counts.release(visit.peer());
        LOG.atInfo()
                .addKeyValue("peer", visit.peer())
                .addKeyValue("reason", why)
                .log("connection refused");
    }

    long opened(Visit visit) {
        return log.opened(
                clock.instant(),
                visit.peer().toString(),
                visit.caller().name(),
                new TunnelLog.Connection(
                        visit.device(), visit.target().port(), visit.link().carrier().word()));
    }

    void ended(Visit visit, long logId, Bridge bridge, BridgeEnd end) {
        counts.release(visit.peer());
        log.ended(logId, clock.instant(), bridge.bytesIn(), bridge.bytesOut(), end.hint());
    }
}
