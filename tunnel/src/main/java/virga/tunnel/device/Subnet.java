package virga.tunnel.device;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import virga.protocol.Bytes;

/**
 * Addresses with the same first {@code prefixLength} bits: CIDR notation (RFC 4632, RFC 4291). The
 * bits after them are zero in {@code network}, 4 or 16 bytes.
 */
public record Subnet(Bytes network, int prefixLength) {
    public Subnet {
        int bits = network.length() * Byte.SIZE;
        if (bits != 32 && bits != 128) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes");
        }
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "a prefix has 0 to " + bits + " bits, not " + prefixLength);
        }
        network = Bytes.owning(masked(network.toArray(), prefixLength));
    }

    public static Subnet of(InetAddress member, int prefixLength) {
        return new Subnet(Bytes.owning(member.getAddress()), prefixLength);
    }

    public boolean ipv4() {
        return network.length() == 4;
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.length()
                && Bytes.owning(masked(bytes, prefixLength)).equals(network);
    }

    /** The address with all bits after the prefix set, of IPv4; others have no broadcast. */
    public boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address
                && prefixLength < 31
                && contains(address)
                && hostPart(address.getAddress()) == (1L << (32 - prefixLength)) - 1;
    }

    /** The subnet's own address (all bits after the prefix zero), of IPv4. */
    public boolean isNetworkAddress(InetAddress address) {
        return address instanceof Inet4Address
                && prefixLength < 31
                && contains(address)
                && hostPart(address.getAddress()) == 0;
    }

    /**
     * The addresses that hosts of an IPv4 subnet may have, lowest first, {@code atMost} of them;
     * none for IPv6, whose subnets nobody can walk.
     */
    public List<InetAddress> hosts(int atMost) {
        List<InetAddress> hosts = new ArrayList<>();
        if (!ipv4()) {
            return hosts;
        }
        long first = Integer.toUnsignedLong(network.view().getInt());
        long size = 1L << (32 - prefixLength);
        long from = prefixLength < 31 ? 1 : 0;
        long to = prefixLength < 31 ? size - 1 : size;
        for (long i = from; i < to && hosts.size() < atMost; i++) {
            hosts.add(ipv4(first + i));
        }
        return hosts;
    }

    private long hostPart(byte[] ipv4) {
        long value = Integer.toUnsignedLong(Bytes.owning(ipv4).view().getInt());
        return value & ((1L << (32 - prefixLength)) - 1);
    }

    private static InetAddress ipv4(long value) {
        byte[] bytes = {
            (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        };
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static byte[] masked(byte[] address, int prefixLength) {
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(prefixLength - i * Byte.SIZE, 0, Byte.SIZE);
            address[i] = (byte) (address[i] & (0xff << (Byte.SIZE - kept)));
        }
        return address;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network.toArray()).getHostAddress()
                    + "/"
                    + prefixLength;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length was checked", e);
        }
    }
}
