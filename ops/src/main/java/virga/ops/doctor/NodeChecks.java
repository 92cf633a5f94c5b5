package virga.ops.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.protocol.link.LinkEnd;

/** Judges what a running node knows of itself and its peers. */
public final class NodeChecks {
    /** A clock that is off by more is worth a word. */
    static final Duration CLOCK_WARN = Duration.ofSeconds(60);

    /** Peers refuse flights that are off by more. */
    static final Duration CLOCK_FAIL = Duration.ofMinutes(5);

    /** An admission that ends sooner has not renewed itself as it should have. */
    static final Duration ADMISSION_WARN = Duration.ofDays(7);

    private static final String CLOCK_HINT = "set this machine's clock, with NTP";

    private NodeChecks() {}

    /** {@code offsets}: each peer's clock minus this machine's. */
    public static Finding clock(List<Duration> offsets) {
        if (offsets.isEmpty()) {
            return Finding.warn(
                    "clock", "no peer to compare it with", "link to another node first");
        }
        List<Duration> sorted = offsets.stream().sorted().toList();
        Duration median = sorted.get(sorted.size() / 2);
        String detail =
                "peers' clocks are "
                        + median.abs().toSeconds()
                        + " s "
                        + (median.isNegative() ? "behind" : "ahead");
        if (median.abs().compareTo(CLOCK_FAIL) > 0) {
            return Finding.fail("clock", detail, CLOCK_HINT);
        }
        return median.abs().compareTo(CLOCK_WARN) > 0
                ? Finding.warn("clock", detail, CLOCK_HINT)
                : Finding.ok("clock", detail);
    }

    /** Where no link is open: {@code tried} says why none could be. */
    public static Finding clockUnlinked(List<Tried> tried) {
        return tried.stream()
                .filter(each -> each.end() == LinkEnd.CLOCK)
                .findFirst()
                .map(each -> Finding.fail("clock", each.detail(), CLOCK_HINT))
                .orElseGet(() -> clock(List.of()));
    }

    public static Finding admission(Instant until, Instant now) {
        String detail = "admitted until " + until;
        if (!until.isAfter(now)) {
            return Finding.fail("admission", detail, "start the node with --join and a new token");
        }
        return Duration.between(now, until).compareTo(ADMISSION_WARN) < 0
                ? Finding.warn("admission", detail, "see why the operator does not answer")
                : Finding.ok("admission", detail);
    }

    /** {@code signed}: when the newest revocation list was; {@code self}: it is about this node. */
    public static Finding revocations(Optional<Instant> signed, boolean old, boolean self) {
        if (self) {
            return Finding.fail(
                    "revocations",
                    "this node's key, or the operator that admitted it, was revoked",
                    "ask whoever runs the operator; a new --home makes another key");
        }
        String detail =
                signed.map(moment -> "newest list of " + moment).orElse("no list is known yet");
        return old
                ? Finding.warn(
                        "revocations",
                        detail + ", more than 24 hours ago",
                        "see why the operator signs none, or why no super answers")
                : Finding.ok("revocations", detail);
    }

    /** {@code trouble}: why the last announcement failed. */
    public static Finding presence(Optional<Instant> announced, Optional<String> trouble) {
        if (trouble.isPresent()) {
            return Finding.fail(
                    "presence", trouble.get(), "check that the operator and a super run");
        }
        return announced
                .map(moment -> Finding.ok("presence", "announced at " + moment))
                .orElseGet(() -> Finding.ok("presence", "nothing to announce"));
    }

    /** {@code reachable}: empty where the node has no listener. */
    public static Finding listener(Optional<String> listen, boolean reachable) {
        if (listen.isEmpty()) {
            return Finding.ok("listener", "none: this node only dials");
        }
        return reachable
                ? Finding.ok("listener", listen.get() + " answers on this machine")
                : Finding.fail(
                        "listener",
                        listen.get() + " does not answer on this machine",
                        "look for a firewall rule or an address that has gone");
    }

    /** {@code whom}: {@code operator} or {@code supers}. */
    public static Finding answering(String whom, int answered, int known) {
        String detail = answered + " of " + known + " answered";
        String hint = "check that they run and that this machine may dial them";
        if (known == 0) {
            return Finding.warn(whom, "none is known", hint);
        }
        if (answered == 0) {
            return Finding.fail(whom, detail, hint);
        }
        return answered < known ? Finding.warn(whom, detail, hint) : Finding.ok(whom, detail);
    }
}
