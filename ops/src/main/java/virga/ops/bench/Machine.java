package virga.ops.bench;

import java.lang.management.ManagementFactory;

/** Where a benchmark ran: {@code load} is the one-minute average before it began. */
public record Machine(int cores, double load) {
    /** The machine as it is now; a load of 0 where the system tells none. */
    public static Machine now() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double load = Math.max(0, system.getSystemLoadAverage());
        return new Machine(system.getAvailableProcessors(), Math.round(load * 100) / 100.0);
    }
}
