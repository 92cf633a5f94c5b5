package virga.protocol.carrier;

/** One way to reach a node: a carrier and the address that it takes. */
public record Candidate(Carrier carrier, CandidateAddress address) {
    /** Most candidates that one record may name. */
    public static final int PER_RECORD_MAX = 16;

    public static Candidate direct(String host, int port) {
        return new Candidate(Carrier.DIRECT, CandidateAddress.Ip.parse(host, port));
    }

    @Override
    public String toString() {
        return carrier.word() + " " + address;
    }
}
