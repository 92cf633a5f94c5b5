package virga.ops.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.HomeException;
import virga.actors.node.NodeHome;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** A home that this process holds: nobody else starts a node in it. */
final class HomeHold implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HomeHold.class);
    private static final String PID = "node.pid";

    private final NodeHome home;
    private final AutoCloseable lock;

    private HomeHold(NodeHome home, AutoCloseable lock) {
        this.home = home;
        this.lock = lock;
    }

    /**
     * Makes the home where it is missing; one that cannot be used is a {@link ProblemException}.
     */
    static NodeHome open(Path folder) {
        try {
            return NodeHome.open(folder);
        } catch (HomeException e) {
            throw new ProblemException(problem(e), e);
        }
    }

    /** Takes hold of the home. */
    static HomeHold take(NodeHome home) {
        try {
            HomeHold hold = new HomeHold(home, home.lock());
            Files.writeString(home.folder().resolve(PID), ProcessHandle.current().pid() + "\n");
            return hold;
        } catch (HomeException e) {
            Problem problem = e.fault() == HomeException.Fault.IN_USE ? inUse(home) : problem(e);
            throw new ProblemException(problem, e);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed(
                            "cannot write in " + home.folder(), String.valueOf(e.getMessage())),
                    e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(home.folder().resolve(PID));
            lock.close();
        } catch (Exception e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("home not released");
        }
    }

    private static Problem inUse(NodeHome home) {
        String pid;
        try {
            pid = Files.readString(home.folder().resolve(PID)).strip();
        } catch (IOException e) {
            pid = "unknown";
        }
        return Problem.failed(
                "a node already runs in this home (pid " + pid + ")",
                "stop it, or name another home with --home");
    }

    private static Problem problem(HomeException e) {
        String hint =
                switch (e.fault()) {
                    case NOT_WRITABLE -> "name another home with --home, or become its owner";
                    case NOT_A_FOLDER -> "name a folder with --home";
                    case OPEN_TO_OTHERS -> "close it with `chmod 700`, or name another with --home";
                    case IN_USE -> "stop the node in it, or name another with --home";
                    case DISK_FULL -> "make room on that disk";
                };
        return Problem.failed(String.valueOf(e.getMessage()), hint);
    }
}
