package virga.ops.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import virga.ops.admin.Document;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/**
 * A whole network in this process, and the main job done with it: nodes are admitted with tokens, a
 * device is registered, a tunnel to it is opened, and its page fetched. The nodes are what {@code
 * virga node} runs, each with its own home, key, port and links over the loopback.
 */
final class Demo implements AutoCloseable {
    static final String DOMAIN = "acme";
    static final String PLACE = "second-floor";
    static final String DEVICE = "printer";

    static final String OPERATOR = "operator";
    static final String SITE = "site";
    static final String USER = "me";

    private static final int SUPERS = 3;
    private static final int QUOTA = 10_000;
    private static final int TOKEN_USES = 1;
    private static final int HTTP_OK = 200;

    private final DemoNodes nodes;
    private final Printer printer;
    private final StepListener listener;
    private final List<DemoDocument.Step> steps = new ArrayList<>();

    private Demo(DemoNodes nodes, Printer printer, StepListener listener) {
        this.nodes = nodes;
        this.printer = printer;
        this.listener = listener;
    }

    /** Starts the device; homes will stand below {@code folder}. */
    static Demo create(Path folder, Map<String, String> environment, StepListener listener) {
        Printer printer;
        try {
            printer = Printer.start();
        } catch (IOException e) {
            throw Problem.failed("the device cannot listen: " + e.getMessage(), "").asException();
        }
        return new Demo(new DemoNodes(folder, environment), printer, listener);
    }

    /** Does it all; a step that fails is a {@link ProblemException} that names it. */
    Outcome run() {
        step("network", this::startNetwork);
        step("supers joined", this::joinSupers);
        step("tunnel node announced", this::joinTunnelNode);
        step("device registered", this::registerDevice);
        step("user joined", () -> join(USER, "user", Map.of()));
        Document.TunnelOpened tunnel = step("tunnel opened", this::openTunnel);
        Page page = step("page fetched", () -> fetch(tunnel));
        return new Outcome(
                DemoDocument.done(steps, tunnel.via(), page.status(), page.body()),
                tunnel.listen(),
                printer.address());
    }

    /** The page that the device shows, to compare with what came. */
    Printer printer() {
        return printer;
    }

    /** The admin door of one of the nodes. */
    AdminDoor door(String node) {
        return nodes.door(node);
    }

    @Override
    public void close() {
        nodes.close();
        printer.close();
    }

    private Done<String> startNetwork() {
        String ready = nodes.start(OPERATOR, "operator", Optional.empty(), Map.of());
        nodes.door(OPERATOR).addDomain(DOMAIN, QUOTA);
        return new Done<>(ready, "operator " + ready);
    }

    private Done<String> joinSupers() {
        for (int number = 1; number <= SUPERS; number++) {
            join("super-" + number, "super", Map.of());
        }
        return new Done<>("", SUPERS + " supers, admitted with tokens");
    }

    private Done<String> joinTunnelNode() {
        Map<String, Object> keys =
                Map.of(
                        "location-label", List.of(PLACE),
                        "tunnel-allow", List.of(address() + "/32"));
        String ready = join(SITE, "tunnel", keys).value();
        return new Done<>(ready, ready + ", at " + PLACE);
    }

    private Done<String> registerDevice() {
        String location = nodes.door(SITE).location(PLACE);
        nodes.door(OPERATOR)
                .registerDevice(
                        DEVICE,
                        DOMAIN,
                        address(),
                        List.of(printer.address().getPort() + "/http"),
                        location);
        return new Done<>("", DEVICE + " at " + address() + ":" + printer.address().getPort());
    }

    private Done<Document.TunnelOpened> openTunnel() {
        Document.TunnelOpened opened =
                nodes.door(USER).openTunnelWhenReachable(DEVICE, printer.address().getPort());
        String detail = opened.listen() + " -> " + opened.device() + " via " + opened.via();
        return new Done<>(opened, detail);
    }

    private Done<Page> fetch(Document.TunnelOpened tunnel) throws IOException {
        Page page = Page.fetch(tunnel.listen());
        if (page.status() != HTTP_OK || !page.body().equals(printer.pageBytes())) {
            throw Problem.failed(
                            "the page came with status "
                                    + page.status()
                                    + " and "
                                    + page.body().length()
                                    + " bytes, which is not what the device shows",
                            "")
                    .asException();
        }
        return new Done<>(page, "status " + page.status() + ", " + page.body().length() + " bytes");
    }

    private Done<String> join(String name, String role, Map<String, Object> keys) {
        List<String> labels = keys.containsKey("location-label") ? List.of(PLACE) : List.of();
        String token = nodes.door(OPERATOR).createToken(DOMAIN, List.of(role), TOKEN_USES, labels);
        String ready = nodes.start(name, role, Optional.of(token), keys);
        return new Done<>(ready, ready);
    }

    private String address() {
        return printer.address().getAddress().getHostAddress();
    }

    private <T> T step(String name, Work<T> work) {
        long start = System.nanoTime();
        try {
            Done<T> done = work.run();
            var step = new DemoDocument.Step(name, (System.nanoTime() - start) / 1_000_000);
            steps.add(step);
            listener.onStep(step, done.detail());
            return done.value();
        } catch (ProblemException e) {
            Problem why = e.problem();
            throw new ProblemException(
                    Problem.failed("step `" + name + "` failed: " + why.message(), why.hint()), e);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.failed("step `" + name + "` failed: " + e.getMessage(), ""), e);
        }
    }

    /** What {@link #run} led to; {@code listen} is the tunnel's local end. */
    record Outcome(DemoDocument document, String listen, InetSocketAddress device) {}

    /** A step's result, and one line about it. */
    private record Done<T>(T value, String detail) {}

    @FunctionalInterface
    private interface Work<T> {
        Done<T> run() throws IOException;
    }
}
