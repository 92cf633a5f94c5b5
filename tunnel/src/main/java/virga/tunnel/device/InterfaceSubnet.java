package virga.tunnel.device;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** An address of this machine, the interface that has it, and the subnet it is in. */
public record InterfaceSubnet(String interfaceName, InetAddress own, Subnet subnet) {

    /** All addresses of all interfaces that are up, loopback too. */
    public static List<InterfaceSubnet> ofThisMachine() {
        List<InterfaceSubnet> all = new ArrayList<>();
        try {
            Enumeration<NetworkInterface> interfaces = NetworkInterface.getNetworkInterfaces();
            while (interfaces.hasMoreElements()) {
                NetworkInterface each = interfaces.nextElement();
                if (each.isUp()) {
                    addAll(each, all);
                }
            }
        } catch (SocketException gone) {
            // An interface that went away while it was read: the next look is right again.
            return List.copyOf(all);
        }
        return List.copyOf(all);
    }

    private static void addAll(NetworkInterface of, List<InterfaceSubnet> all) {
        for (InterfaceAddress address : of.getInterfaceAddresses()) {
            InetAddress own = address.getAddress();
            int bits = own.getAddress().length * Byte.SIZE;
            int prefixLength = address.getNetworkPrefixLength();
            // Some systems report -1 or 0 for point-to-point interfaces: just the address then.
            int checked = prefixLength < 1 || prefixLength > bits ? bits : prefixLength;
            all.add(new InterfaceSubnet(of.getName(), own, Subnet.of(own, checked)));
        }
    }
}
