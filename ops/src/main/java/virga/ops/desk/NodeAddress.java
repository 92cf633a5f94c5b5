package virga.ops.desk;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import virga.actors.node.NodeContext;
import virga.ops.admin.Document;
import virga.protocol.carrier.AddressText;
import virga.protocol.carrier.Candidate;

/** How a node's addresses are written: {@code 192.0.2.1:7000} or {@code [2001:db8::1]:7000}. */
public final class NodeAddress {
    private NodeAddress() {}

    public static String text(InetSocketAddress address) {
        return AddressText.of(address);
    }

    static Document.CandidateLine line(Candidate candidate) {
        return new Document.CandidateLine(
                candidate.carrier().word(), candidate.address().toString());
    }

    /** Where the node listens, in the words of whoever set it; empty without listener. */
    public static Optional<String> listening(NodeContext node) {
        return node.listening().map(bound -> text(asGiven(node.settings().listen(), bound)));
    }

    /** A socket bound to all addresses says {@code [::]}, though it was given {@code 0.0.0.0}. */
    static InetSocketAddress asGiven(Optional<InetSocketAddress> given, InetSocketAddress bound) {
        Optional<InetAddress> asked = given.map(InetSocketAddress::getAddress);
        boolean anyIpv4 =
                asked.filter(InetAddress::isAnyLocalAddress)
                        .filter(Inet4Address.class::isInstance)
                        .isPresent();
        return anyIpv4 && bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(asked.get(), bound.getPort())
                : bound;
    }
}
