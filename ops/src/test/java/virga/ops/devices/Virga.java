package virga.ops.devices;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import virga.ops.bench.JavaCommand;
import virga.ops.cli.Main;
import virga.ops.cli.Typed;

/** The program at one place and with one home, as a person uses it. */
record Virga(Place place, Path home) {
    /** What the launcher gives a short verb. */
    private static final List<String> VERB_FLAGS =
            List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Soon ready; and every buffer that a node loses is in its log. */
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-Dio.netty.leakDetection.level=paranoid");

    /** Runs a verb in a process of its own. */
    Ran run(String... arguments) {
        return place.run(JavaCommand.of(VERB_FLAGS, Main.class, words(arguments)));
    }

    /** Starts a verb that stays, in a process of its own. */
    Child start(String... arguments) {
        return place.start(JavaCommand.of(VERB_FLAGS, Main.class, words(arguments)));
    }

    /**
     * Runs a verb in this process: quicker, and the same, as a home's socket is reached from every
     * namespace.
     */
    Ran type(String... arguments) {
        Typed typed = Typed.virga(words(arguments).toArray(String[]::new));
        return new Ran(String.join(" ", arguments), typed.exit(), typed.out(), typed.err());
    }

    /** Starts a node; it serves once {@code await("ready")} returns. */
    Child node(String... arguments) {
        List<String> flags = new ArrayList<>(JavaCommand.NODE_FLAGS);
        flags.addAll(QUICK_START);
        String[] all =
                Stream.concat(Stream.of("node"), Stream.of(arguments)).toArray(String[]::new);
        return place.start(JavaCommand.of(flags, Main.class, words(all)));
    }

    private List<String> words(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--home", home.toString())).toList();
    }
}
