package virga.ops.bench;

/** A figure to beat and who published it; the unit is that of the result beside it. */
public record Beat(String source, double value) {
    /** Ping round trips a second on a two-core laptop, neither signed nor encrypted (6.2.2). */
    public static final Beat PING = new Beat("seed 003, unsigned and unencrypted", 121_288);

    /** Node records answered from SQLite, a second (6.2.2). */
    public static final Beat GET_NODE = new Beat("seed 003, unsigned and unencrypted", 72_125);

    /** scp of 1 GB through a tunnel over scp without one (6.2.4). */
    public static final Beat SCP = new Beat("seed 003", 0.98);

    /** Tunnels one node held before it ran out of descriptors (6.2.5). */
    public static final Beat HELD = new Beat("seed 003, too many open files", 750);
}
