package virga.protocol.identity;

/** Holds the library chosen once for the process; loading Corretto's costs 0.3 s, so: lazily. */
final class BestEd25519 {
    static final Ed25519 CHOSEN =
            CorrettoEd25519.load()
                    .<Ed25519>map(corretto -> corretto)
                    .orElseGet(BouncyCastleEd25519::new);

    private BestEd25519() {}
}
