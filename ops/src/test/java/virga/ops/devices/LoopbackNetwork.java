package virga.ops.devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operator, a tunnel node that may reach this machine's loopback, and a user, each a process of
 * its own on the loopback. They can be killed and started again.
 */
final class LoopbackNetwork implements AutoCloseable {
    static final String OP = "op";
    static final String SITE = "site";
    static final String ME = "me";

    private final Path folder;
    private final Map<String, List<String>> flags = new HashMap<>();
    private final Map<String, Child> nodes = new HashMap<>();

    LoopbackNetwork(Path folder) {
        this.folder = folder;
    }

    void start() throws IOException {
        flags.put(OP, List.of("--roles", "operator,super", "--listen", "127.0.0.1:0"));
        begin(OP);
        String ready = process(OP).await("ready ");
        String address = ready.substring(ready.lastIndexOf(' ') + 1);
        // The token names this address, so that it is the operator's for good.
        flags.put(OP, List.of("--roles", "operator,super", "--listen", address));
        virga(OP).type("operator", "domain", "add", "acme").done();
        Path token =
                Files.writeString(
                        folder.resolve("token"), token("--roles", "user,tunnel", "--uses", "2"));
        flags.put(
                SITE,
                List.of(
                        "--roles",
                        "tunnel",
                        "--join",
                        "@" + token,
                        "--listen",
                        "127.0.0.1:0",
                        "--location-label",
                        "desk",
                        "--tunnel-allow",
                        "127.0.0.1/32"));
        flags.put(ME, List.of("--roles", "user", "--join", "@" + token));
        begin(SITE);
        begin(ME);
        awaitReady(SITE);
        awaitReady(ME);
    }

    Virga virga(String node) {
        return new Virga(Place.HERE, folder.resolve(node));
    }

    /** A join token for nodes that may claim the label. */
    String token(String... more) {
        List<String> words = new ArrayList<>(List.of("operator", "token", "create"));
        words.addAll(List.of("--domain", "acme", "--location-label", "desk"));
        words.addAll(List.of(more));
        return virga(OP).type(words.toArray(String[]::new)).done().out().strip();
    }

    /** Registers a port of the loopback as a device. */
    Ran addDevice(String name, int port) {
        return virga(OP)
                .type(
                        "device",
                        "add",
                        name,
                        "--domain",
                        "acme",
                        "--host",
                        "127.0.0.1",
                        "--location",
                        "label:desk",
                        "--port",
                        Integer.toString(port));
    }

    void removeDevice(String name) {
        Ran unused = virga(OP).type("device", "remove", name, "--domain", "acme");
    }

    /** Opens a tunnel that stays; returns the local port. */
    int open(String device, String... more) {
        List<String> words =
                new ArrayList<>(List.of("tunnel", "open", device, "--detach", "--json"));
        words.addAll(List.of(more));
        // A device is known to the supers a moment after the operator has it.
        Ran opened =
                Eventually.get(
                        () ->
                                Optional.of(virga(ME).type(words.toArray(String[]::new)))
                                        .filter(ran -> ran.exit() == 0),
                        () -> "no tunnel to " + device + ": " + virga(ME).type("devices"));
        String listen = opened.json().get("listen").getAsString();
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    long pid(String node) {
        return process(node).pid();
    }

    /** SIGKILL. */
    void kill(String node) {
        process(node).kill();
    }

    void restart(String node) {
        begin(node);
        awaitReady(node);
    }

    /** All that the node has logged. */
    String log(String node) throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder.resolve(node).resolve("log"))) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Override
    public void close() {
        nodes.values().forEach(Child::close);
    }

    private void begin(String node) {
        List<String> arguments = flags.getOrDefault(node, List.of());
        nodes.put(node, virga(node).node(arguments.toArray(String[]::new)));
    }

    private void awaitReady(String node) {
        String unused = process(node).await("ready ");
    }

    private Child process(String node) {
        Child process = nodes.get(node);
        if (process == null) {
            throw new IllegalStateException(node + " was not started");
        }
        return process;
    }
}
