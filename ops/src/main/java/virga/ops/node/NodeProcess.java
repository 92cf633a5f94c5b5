package virga.ops.node;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import virga.actors.node.NodeHome;
import virga.ops.admin.Document;
import virga.ops.config.ConfigFile;
import virga.ops.config.NodeFlags;
import virga.ops.doctor.Finding;
import virga.ops.doctor.MachineChecks;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** A process that runs nodes until it is interrupted. */
public final class NodeProcess {
    private NodeProcess() {}

    /** How the nodes of a process are started. */
    interface Start {
        List<Document.Ready> in(Nodes nodes);
    }

    /** Runs one node until the process is interrupted. */
    public static int run(NodeFlags flags, boolean debug, NodeVoice voice) {
        // Before the log is opened: that of a home in use is another node's.
        HomeHold.take(HomeHold.open(flags.home())).close();
        return run(
                flags,
                1,
                debug,
                voice,
                nodes -> List.of(nodes.start(new NodeAssembly(flags, voice::say)).ready()));
    }

    /**
     * Starts the nodes and waits until the process is interrupted or a node is lost. What stands in
     * the way is a {@link ProblemException}.
     *
     * @param flags of the node, or of all; the {@code log} folder of their home gets the log
     */
    static int run(NodeFlags flags, int count, boolean debug, NodeVoice voice, Start start) {
        NodeHome folder = HomeHold.open(flags.home());
        NodeLog.open(folder.logFolder(), debug);
        Finding descriptors = descriptors(flags, count);
        Nodes nodes = new Nodes(voice.environment(), Clock.systemUTC());
        Thread stop = new Thread(nodes::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            List<Document.Ready> ready = start.in(nodes);
            // Not before: who cannot start has one line to read.
            if (descriptors.state() == Finding.State.WARN) {
                voice.say(descriptors.detail() + ": " + descriptors.hint());
            }
            voice.ready(ready);
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

    /** Too few for any node are a {@link ProblemException}. */
    private static Finding descriptors(NodeFlags flags, int nodes) {
        long needed = nodes * MachineChecks.descriptorsToBegin(ConfigFile.read(flags).settings());
        Finding finding = MachineChecks.descriptorsAtStart(MachineChecks.descriptorLimit(), needed);
        if (finding.state() == Finding.State.FAIL) {
            throw Problem.failed(finding.detail(), finding.hint()).asException();
        }
        return finding;
    }
}
