package virga.ops.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import virga.actors.node.NodeLimits;
import virga.actors.node.NodeSettings;
import virga.protocol.identity.Role;

/** What the machine gives: Java and file descriptors. */
public final class MachineChecks {
    /** The release that the program is built for. */
    static final int JAVA_NEEDED = 25;

    /** Fewer descriptors than this do not carry any node. */
    static final long DESCRIPTORS_MIN = 256;

    static final String DESCRIPTORS = "open files";

    private MachineChecks() {}

    static Finding java(int feature) {
        return feature >= JAVA_NEEDED
                ? Finding.ok("java", "Java " + feature)
                : Finding.fail(
                        "java", "Java " + feature, "install a JDK " + JAVA_NEEDED + " or newer");
    }

    /**
     * Descriptors that a node needs where all that its settings allow is used up: a link takes one,
     * a tunnel connection two, which only users and tunnel nodes have.
     */
    public static long descriptorsFor(NodeSettings settings) {
        NodeLimits limits = settings.limits();
        boolean tunnels =
                settings.roles().contains(Role.USER) || settings.roles().contains(Role.TUNNEL);
        return DESCRIPTORS_MIN
                + limits.linksMax()
                + (tunnels ? 2L * limits.tunnelConnectionsMax() : 0);
    }

    /** What this process may open; empty where the system does not tell. */
    public static OptionalLong descriptorLimit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? OptionalLong.of(os.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** Judges the limit of this process for one node of it. */
    public static Finding descriptors(NodeSettings settings) {
        return descriptors(descriptorLimit(), descriptorsFor(settings));
    }

    /** Judges the limit against the number needed. */
    public static Finding descriptors(OptionalLong limit, long needed) {
        String name = DESCRIPTORS;
        if (limit.isEmpty()) {
            return Finding.ok(name, "the system does not tell its limit");
        }
        long may = limit.getAsLong();
        String detail =
                may + " files may be open, " + needed + " are needed for what the settings allow";
        if (may >= needed) {
            return Finding.ok(name, detail);
        }
        String hint = "raise it with `ulimit -n " + needed + "` before the node starts";
        return may < DESCRIPTORS_MIN
                ? Finding.fail(name, detail, hint)
                : Finding.warn(
                        name,
                        detail,
                        hint
                                + ", or lower limits.links and limits.tunnel-connections in"
                                + " virga.conf");
    }
}
