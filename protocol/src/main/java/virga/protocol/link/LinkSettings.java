package virga.protocol.link;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.tls.TlsEngine;

/**
 * What a {@link LinkEndpoint} works with.
 *
 * @param key this node's identity
 * @param admission what this node shows of itself, asked anew for each link; empty until admitted
 * @param revocationNumber the newest revocation list that this node knows, 0: none
 * @param policy which peers may stay
 * @param events hears of every link
 * @param environment what the process has once
 */
public record LinkSettings(
        IdentityKey key,
        Supplier<Optional<Admission>> admission,
        LongSupplier revocationNumber,
        LinkPolicy policy,
        LinkEvents events,
        LinkLimits limits,
        Environment environment) {

    /** One of each in a process. */
    public record Environment(
            EventLoops loops,
            TlsEngine tls,
            Ed25519 ed25519,
            InstantSource clock,
            SecureRandom random) {
        /** With the fastest libraries that load on this machine. */
        public static Environment of(EventLoops loops, InstantSource clock, SecureRandom random) {
            return new Environment(loops, TlsEngine.best(), Ed25519.best(), clock, random);
        }
    }
}
