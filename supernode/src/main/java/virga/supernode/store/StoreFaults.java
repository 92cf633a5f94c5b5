package virga.supernode.store;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import virga.protocol.record.RejectReason;

/** Counts faults since the start. Thread safe. */
final class StoreFaults {
    private final Map<StoreFault, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<RejectReason, LongAdder> rejects = new ConcurrentHashMap<>();

    void count(StoreFault fault) {
        count(fault, 1);
    }

    void count(StoreFault fault, int times) {
        counts.computeIfAbsent(fault, first -> new LongAdder()).add(times);
    }

    /** A record was not believed. */
    void count(RejectReason reason) {
        count(StoreFault.UNBELIEVABLE);
        rejects.computeIfAbsent(reason, first -> new LongAdder()).increment();
    }

    /** Those that happened. */
    Map<StoreFault, Long> seen() {
        Map<StoreFault, Long> seen = new EnumMap<>(StoreFault.class);
        counts.forEach((fault, times) -> seen.put(fault, times.sum()));
        return seen;
    }

    /** Why records were not believed, of the reasons that happened. */
    Map<RejectReason, Long> rejected() {
        Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
        rejects.forEach((reason, times) -> rejected.put(reason, times.sum()));
        return rejected;
    }
}
