package virga.ops.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import virga.ops.admin.AdminClient;
import virga.ops.admin.AdminJson;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/**
 * One running node as the verbs see it: everything goes through the admin socket in its home, as
 * when a person types it. What goes wrong is a {@link ProblemException}.
 */
public record AdminDoor(Path home) {
    private static final long TOKEN_SECONDS = 3_600;
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final String ANY_PORT = "127.0.0.1:0";
    private static final Duration TRY_EVERY = Duration.ofMillis(20);

    /** Sends the request and waits for its document. */
    public <T extends Document> T ask(AdminRequest request, Class<T> kind) {
        try (AdminClient node = AdminClient.connect(home, System.getenv())) {
            return AdminJson.read(node.ask(request, step -> {}), kind);
        }
    }

    public Document.Status status() {
        return ask(new AdminRequest.Status(), Document.Status.class);
    }

    /** Asks an operator for a new domain; the quota is its entries in the network. */
    public void addDomain(String name, int quota) {
        ask(new AdminRequest.DomainAdd(name), Document.DomainAdded.class);
        ask(new AdminRequest.DomainSet(name, quota), Document.DomainAdded.class);
    }

    /** Asks an operator for a join token, good for an hour. */
    public String createToken(String domain, List<String> roles, int uses, List<String> labels) {
        return ask(
                        new AdminRequest.TokenCreate(domain, roles, uses, TOKEN_SECONDS, labels),
                        Document.Token.class)
                .token();
    }

    /** Registers with an operator a device that is reached by its address; ports as `631/ipp`. */
    public void registerDevice(
            String name, String domain, String host, List<String> ports, String location) {
        var device =
                new AdminRequest.Device(
                        name, domain, null, host, location, ports, List.of(), List.of());
        ask(new AdminRequest.DeviceApply(List.of(device), false), Document.DevicesApplied.class);
    }

    /** The id of a location that the node is at by this label, as soon as it has found it. */
    public String location(String label) {
        return await(
                "the location " + label,
                WAIT_MAX,
                () ->
                        served(new AdminRequest.Location(), Document.Locations.class)
                                .flatMap(found -> location(found, label)));
    }

    private static Optional<String> location(Document.Locations found, String label) {
        return found.locations().stream()
                .filter(line -> label.equals(line.label()))
                .findFirst()
                .map(Document.LocationLine::id);
    }

    /**
     * Waits until the node knows who can carry a tunnel to the device, and opens one that stays.
     */
    public Document.TunnelOpened openTunnelWhenReachable(String device, int port) {
        awaitReachable(device);
        return ask(
                new AdminRequest.TunnelOpen(
                        device + ":" + port, ANY_PORT, "auto", true, false, false),
                Document.TunnelOpened.class);
    }

    /** Waits until a tunnel node has announced that it is where {@code device} is. */
    public void awaitReachable(String device) {
        await(
                "a tunnel node for " + device,
                WAIT_MAX,
                () ->
                        served(new AdminRequest.Devices(), Document.Devices.class)
                                .filter(found -> reachable(found, device)));
    }

    private static boolean reachable(Document.Devices found, String device) {
        return found.devices().stream()
                .anyMatch(line -> line.name().equals(device) && !line.reachableBy().isEmpty());
    }

    /** The answer; empty where the services of the node's roles have not started yet. */
    private <T extends Document> Optional<T> served(AdminRequest request, Class<T> kind) {
        try {
            return Optional.of(ask(request, kind));
        } catch (ProblemException e) {
            if (e.problem().exit() == Exit.REFUSED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The node's links, one line each. */
    public List<Document.LinkLine> links() {
        return ask(new AdminRequest.Peers(), Document.Peers.class).links();
    }

    /**
     * Asks again until there is an answer.
     *
     * @throws ProblemException of kind no-path: {@code what} did not come in time
     */
    public static <T> T await(String what, Duration timeout, Supplier<Optional<T>> question) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > end) {
                throw Problem.noPath(
                                what + " did not come within " + timeout.toSeconds() + " s", "")
                        .asException();
            }
            LockSupport.parkNanos(TRY_EVERY.toNanos());
        }
    }
}
