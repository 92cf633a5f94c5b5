package virga.actors.settings;

import java.io.IOException;
import java.util.Optional;
import virga.protocol.membership.Membership;

/** The node's admission as it stands now; empty until an operator admitted it. Thread safe. */
public final class OwnMembership {
    /** Puts a membership where the next start finds it; durable when it returns. May block. */
    @FunctionalInterface
    public interface Persistence {
        void write(Membership membership) throws IOException;
    }

    private volatile Optional<Membership> current;
    private final Persistence persistence;

    public OwnMembership(Optional<Membership> loaded, Persistence persistence) {
        this.current = loaded;
        this.persistence = persistence;
    }

    public Optional<Membership> current() {
        return current;
    }

    /**
     * Writes {@code renewed} to the home, then makes it current. Blocks: call it on an executor.
     *
     * @throws IOException it could not be written; the old one stays current
     */
    public synchronized void replace(Membership renewed) throws IOException {
        persistence.write(renewed);
        current = Optional.of(renewed);
    }
}
