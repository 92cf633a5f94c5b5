package virga.ops.bench;

import java.io.IOException;

/** A child that repeats what it hears, and fails when told to. */
final class EchoingChild {
    private EchoingChild() {}

    public static void main(String[] arguments) {
        Commands.say("ready " + String.join(",", arguments));
        Commands.serve(
                words -> {
                    if (words[0].equals("fail")) {
                        throw new IOException("told to fail");
                    }
                    Commands.say(String.join(" ", words));
                });
    }
}
