package virga.ops.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that only stands before verbs: `virga tunnel` alone is wrong usage. */
abstract class Group implements Runnable {
    @Spec @Nullable CommandSpec spec;

    @Override
    public final void run() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it runs");
        }
        throw new ParameterException(
                spec.commandLine(),
                "a verb is missing after "
                        + spec.name()
                        + ": "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
