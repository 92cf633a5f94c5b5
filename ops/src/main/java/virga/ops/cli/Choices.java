package virga.ops.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import virga.protocol.identity.Role;

/** What the shell completes where an argument is one of a few words. */
abstract class Choices implements Iterable<String> {
    private final List<String> words;

    private Choices(String... words) {
        this.words = List.of(words);
    }

    @Override
    public final Iterator<String> iterator() {
        return words.iterator();
    }

    static final class Roles extends Choices {
        Roles() {
            super(Arrays.stream(Role.values()).map(Role::word).toArray(String[]::new));
        }
    }

    /** Roles that a token may give. */
    static final class Admitted extends Choices {
        Admitted() {
            super("user", "tunnel", "super");
        }
    }

    static final class OnOff extends Choices {
        OnOff() {
            super("on", "off");
        }
    }

    static final class Anonymity extends Choices {
        Anonymity() {
            super("off");
        }
    }

    static final class Carriers extends Choices {
        Carriers() {
            super("auto", "direct");
        }
    }

    static final class Checks extends Choices {
        Checks() {
            super("live", "ready");
        }
    }

    static final class Shells extends Choices {
        Shells() {
            super("bash", "zsh");
        }
    }
}
