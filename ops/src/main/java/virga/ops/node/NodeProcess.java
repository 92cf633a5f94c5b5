package virga.ops.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import virga.actors.node.NodeHome;
import virga.actors.node.NodeLimits;
import virga.ops.admin.Document;
import virga.ops.admin.Problem;
import virga.ops.admin.ProblemException;
import virga.ops.config.NodeFlags;
import virga.ops.doctor.Finding;
import virga.ops.doctor.MachineChecks;

/** A process that runs nodes until it is interrupted. */
public final class NodeProcess {
    private NodeProcess() {}

    /** With fewer descriptors than this it is worth a word at each start; else `doctor` says it. */
    private static final long DESCRIPTORS_FEW = 8_192;

    /** How the nodes of a process are started. */
    interface Start {
        List<Document.Ready> in(Nodes nodes);
    }

    /** Runs one node until the process is interrupted. */
    public static int run(NodeFlags flags, boolean debug, NodeVoice voice) {
        return run(
                flags.home(),
                1,
                debug,
                voice,
                nodes -> List.of(nodes.start(new NodeAssembly(flags, voice::say)).ready()));
    }

    /**
     * Starts the nodes and waits until the process is interrupted or a node is lost. What stands in
     * the way is a {@link ProblemException}.
     *
     * @param home whose {@code log} folder gets the log
     */
    static int run(Path home, int count, boolean debug, NodeVoice voice, Start start) {
        NodeHome folder = HomeHold.open(home);
        NodeLog.open(folder.logFolder(), debug);
        checkDescriptors(count, voice);
        Nodes nodes = new Nodes(voice.environment(), Clock.systemUTC());
        Thread stop = new Thread(nodes::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            voice.ready(start.in(nodes));
            String lost = nodes.lost().get();
            throw Problem.failed(
                            "the node " + lost + " has ended",
                            "see the log in " + folder.logFolder())
                    .asException();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        } finally {
            nodes.close();
        }
    }

    private static void checkDescriptors(int nodes, NodeVoice voice) {
        long needed = nodes * MachineChecks.descriptorsFor(NodeLimits.DEFAULT);
        Finding finding = MachineChecks.descriptors(MachineChecks.descriptorLimit(), needed);
        boolean few = MachineChecks.descriptorLimit().orElse(needed) < DESCRIPTORS_FEW;
        switch (finding.state()) {
            case OK -> {}
            case WARN -> {
                if (few) {
                    voice.say(finding.detail() + ": " + finding.hint());
                }
            }
            case FAIL -> throw Problem.failed(finding.detail(), finding.hint()).asException();
        }
    }
}
