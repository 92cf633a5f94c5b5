package virga.ops.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import virga.actors.settings.NodeLimits;
import virga.actors.settings.NodeSettings;
import virga.protocol.identity.Role;

/** What the machine gives: Java and file descriptors. */
public final class MachineChecks {
    /** The release that the program is built for. */
    static final int JAVA_NEEDED = 25;

    /** Fewer descriptors than this do not carry any node. */
    static final long DESCRIPTORS_MIN = 256;

    /** Links that a node of the cloud has before anybody needs to think of a limit. */
    static final int LINKS_EVERYDAY = 1_024;

    /** The same of tunnel connections; a browser has a hundred. */
    static final int CONNECTIONS_EVERYDAY = 1_000;

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
        return descriptors(settings, limits.linksMax(), limits.tunnelConnectionsMax());
    }

    /**
     * Descriptors that a node needs in everyday use, with fewer of which its person is warned at
     * its start. A limit that was set in the configuration is wanted, and counts whole.
     */
    public static long descriptorsToBegin(NodeSettings settings) {
        return descriptors(
                settings,
                wanted(settings.limits().linksMax(), NodeLimits.DEFAULT.linksMax(), LINKS_EVERYDAY),
                wanted(
                        settings.limits().tunnelConnectionsMax(),
                        NodeLimits.DEFAULT.tunnelConnectionsMax(),
                        CONNECTIONS_EVERYDAY));
    }

    private static int wanted(int limit, int usual, int everyday) {
        return limit == usual ? everyday : limit;
    }

    private static long descriptors(NodeSettings settings, int links, int connections) {
        boolean tunnels =
                settings.roles().contains(Role.USER) || settings.roles().contains(Role.TUNNEL);
        return DESCRIPTORS_MIN + links + (tunnels ? 2L * connections : 0);
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

    /** Judges the limit against the number needed for all that the settings allow. */
    static Finding descriptors(OptionalLong limit, long needed) {
        return descriptors(
                limit,
                needed,
                "for what the settings allow",
                ", or lower limits.links and limits.tunnel-connections in virga.conf");
    }

    /** Judges the limit against the number needed in everyday use. */
    public static Finding descriptorsAtStart(OptionalLong limit, long needed) {
        return descriptors(
                limit,
                needed,
                "for everyday use",
                "; `virga doctor` says how many all that the settings allow would take");
    }

    private static Finding descriptors(
            OptionalLong limit, long needed, String what, String hintMore) {
        if (limit.isEmpty()) {
            return Finding.ok(DESCRIPTORS, "the system does not tell its limit");
        }
        long may = limit.getAsLong();
        String detail = may + " files may be open, " + needed + " are needed " + what;
        if (may >= needed) {
            return Finding.ok(DESCRIPTORS, detail);
        }
        String hint = "raise it with `ulimit -n " + needed + "` before the node starts";
        return may < DESCRIPTORS_MIN
                ? Finding.fail(DESCRIPTORS, detail, hint)
                : Finding.warn(DESCRIPTORS, detail, hint + hintMore);
    }
}
