package virga.ops.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** Pings one after the other until an answer came by the best carrier. */
final class DirectPings {
    /** Between two pings: a better carrier takes a while to be found. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String DIRECT = "direct";

    /** The carrier of a node that pings itself. */
    private static final String SELF = "this node";

    private final Supplier<Document.Ping> ping;
    private final Runnable pause;

    /** {@code ping}: asks for one answer; {@code pause}: waits for {@link #PAUSE}. */
    DirectPings(Supplier<Document.Ping> ping, Runnable pause) {
        this.ping = ping;
        this.pause = pause;
    }

    /**
     * All answers until the first direct one. Where {@code countMax} pings brought none, or no
     * answer at all, it is a {@link ProblemException} of kind no path.
     */
    Document.Ping await(int countMax) {
        List<Double> millis = new ArrayList<>();
        Problem last = null;
        for (int sent = 1; sent <= countMax; sent++) {
            try {
                Document.Ping answer = ping.get();
                millis.addAll(answer.rttMillis());
                if (answer.via().equals(DIRECT) || answer.via().equals(SELF)) {
                    return new Document.Ping(answer.peer(), answer.via(), List.copyOf(millis));
                }
                last = notDirect(answer);
            } catch (ProblemException e) {
                if (e.problem().exit() != Exit.NO_PATH) {
                    throw e;
                }
                last = e.problem();
            }
            if (sent < countMax) {
                pause.run();
            }
        }
        throw (last == null ? Problem.usage("no ping was asked for", "") : last).asException();
    }

    private static Problem notDirect(Document.Ping answer) {
        return Problem.noPath(
                answer.peer() + " answers via " + answer.via() + " and not directly",
                "see `virga doctor` at both nodes");
    }
}
