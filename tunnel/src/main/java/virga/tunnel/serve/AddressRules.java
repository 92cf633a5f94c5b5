package virga.tunnel.serve;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import virga.actors.settings.AddressBlock;
import virga.tunnel.device.InterfaceSubnet;

/**
 * The owner's word on which addresses this node connects to: {@code --tunnel-allow} and {@code
 * --tunnel-deny}. Without rules: hosts in the subnets of its own interfaces, never the machine
 * itself, so that a stolen registry does not open every LAN (design.md, Trust).
 */
public record AddressRules(List<AddressBlock> allow, List<AddressBlock> deny) {
    public static final AddressRules NONE = new AddressRules(List.of(), List.of());

    public AddressRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /** Whether a connection to {@code address} may be made from a machine with {@code own}. */
    public boolean permits(InetAddress address, List<InterfaceSubnet> own) {
        if (namesNoHost(address, own) || contains(deny, address)) {
            return false;
        }
        if (contains(allow, address)) {
            return true;
        }
        boolean itself =
                address.isLoopbackAddress()
                        || own.stream().anyMatch(each -> sameBytes(each.own(), address));
        return !itself && own.stream().anyMatch(each -> onLink(each, address));
    }

    /** Any, multicast and broadcast: no rule makes a host of them. */
    private static boolean namesNoHost(InetAddress address, List<InterfaceSubnet> own) {
        byte[] bytes = address.getAddress();
        boolean limitedBroadcast = bytes.length == 4 && address.getHostAddress().startsWith("255.");
        return address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || limitedBroadcast
                || own.stream()
                        .map(InterfaceSubnet::subnet)
                        .anyMatch(
                                each ->
                                        each.isBroadcast(address)
                                                || each.isNetworkAddress(address));
    }

    private static boolean onLink(InterfaceSubnet each, InetAddress address) {
        return !each.own().isLoopbackAddress() && each.subnet().contains(address);
    }

    private static boolean sameBytes(InetAddress a, InetAddress b) {
        return Arrays.equals(a.getAddress(), b.getAddress());
    }

    private static boolean contains(List<AddressBlock> blocks, InetAddress address) {
        return blocks.stream().anyMatch(each -> each.contains(address));
    }
}
