package virga.actors.presence;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.carrier.Carrier;

/** Where a node can be dialled directly, from where it listens and which addresses it has. */
final class OwnCandidates {
    private OwnCandidates() {}

    /**
     * The best first: addresses that reach furthest. Loopback only where the machine has nothing
     * else; link-local IPv6 never, since its zone means nothing to others.
     *
     * @param listening empty for a node without listener
     * @param addresses of all interfaces that are up
     */
    static List<Candidate> of(Optional<InetSocketAddress> listening, List<InetAddress> addresses) {
        if (listening.isEmpty()) {
            return List.of();
        }
        InetAddress bound = listening.get().getAddress();
        int port = listening.get().getPort();
        if (!bound.isAnyLocalAddress()) {
            return List.of(candidate(bound, port));
        }
        boolean onlyFour = bound instanceof Inet4Address;
        List<InetAddress> usable =
                addresses.stream()
                        .filter(address -> !onlyFour || address instanceof Inet4Address)
                        .filter(address -> !address.isLinkLocalAddress())
                        .filter(address -> !address.isMulticastAddress())
                        .filter(address -> !address.isAnyLocalAddress())
                        .toList();
        List<InetAddress> away =
                usable.stream().filter(address -> !address.isLoopbackAddress()).toList();
        return (away.isEmpty() ? usable : away)
                .stream()
                        .sorted(Comparator.comparing(OwnCandidates::reach))
                        .map(address -> candidate(address, port))
                        .distinct()
                        .limit(Candidate.PER_RECORD_MAX)
                        .toList();
    }

    private static Candidate candidate(InetAddress address, int port) {
        return new Candidate(
                Carrier.DIRECT, CandidateAddress.Ip.of(new InetSocketAddress(address, port)));
    }

    // 0: the internet, 1: a site (RFC 1918, RFC 4193), 2: this machine.
    private static int reach(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return 2;
        }
        boolean uniqueLocal =
                !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc;
        return address.isSiteLocalAddress() || uniqueLocal ? 1 : 0;
    }
}
