package virga.ops.devices;

import java.util.ArrayList;
import java.util.List;

/** A machine to run programs on: this one, or a network namespace of it. */
record Place(List<String> prefix) {
    static final Place HERE = new Place(List.of());

    Place {
        prefix = List.copyOf(prefix);
    }

    static Place namespace(String name) {
        return new Place(List.of("ip", "netns", "exec", name));
    }

    /** The command that runs {@code words} at this place. */
    List<String> command(List<String> words) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        return all;
    }

    /** Runs a program to its end. */
    Ran run(String... words) {
        return run(List.of(words));
    }

    Ran run(List<String> words) {
        try (Child child = start(words)) {
            return child.awaitEnd();
        }
    }

    Child start(List<String> words) {
        return Child.start(command(words));
    }
}
