package virga.tunnel.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;

/** Recorded output of real systems. */
class NeighbourTextTest {
    private static List<String> lines(List<Neighbour> neighbours) {
        return neighbours.stream()
                .map(
                        each ->
                                each.address().getHostAddress()
                                        + " "
                                        + each.mac()
                                        + " "
                                        + each.interfaceName())
                .toList();
    }

    @Test
    void procArpGivesCompleteEntriesOnly() {
        String text =
                """
                IP address       HW type     Flags       HW address            Mask     Device
                192.168.1.1      0x1         0x2         02:fc:00:00:00:05     *        eth0
                192.168.1.7      0x1         0x0         00:00:00:00:00:00     *        eth0
                192.168.1.8      0x1         0x6         00:11:22:33:44:55     *        wlan0
                """;
        assertEquals(
                List.of("192.168.1.1 02fc00000005 eth0", "192.168.1.8 001122334455 wlan0"),
                lines(NeighbourText.procArp(text)));
    }

    @Test
    void ipNeighLeavesOutWhatDidNotAnswer() {
        String text =
                """
                fd00::1 dev eth0 FAILED
                fd00::9 dev eth0 lladdr 00:11:22:33:44:56 router REACHABLE
                2001:db8::5 dev wlan0 lladdr 00:11:22:33:44:57 STALE
                fd00::8 dev eth0 INCOMPLETE
                fd00::7 dev eth0 lladdr 00:11:22:33:44:58 FAILED
                """;
        assertEquals(
                List.of(
                        "fd00:0:0:0:0:0:0:9 001122334456 eth0",
                        "2001:db8:0:0:0:0:0:5 001122334457 wlan0"),
                lines(NeighbourText.ipNeigh(text)));
    }

    @Test
    void linkLocalNeighbourHasTheScopeOfItsInterface() {
        List<Neighbour> found =
                NeighbourText.ipNeigh("fe80::9 dev lo lladdr 00:11:22:33:44:56 STALE");
        assertEquals(1, found.size());
        assertEquals(true, found.getFirst().address().getHostAddress().startsWith("fe80"));
    }

    @Test
    void arpOfMacosLeavesOutLeadingZeros() {
        String text =
                """
                ? (192.168.1.1) at 0:11:a:33:44:5 on en0 ifscope [ethernet]
                ? (192.168.1.9) at (incomplete) on en0 ifscope [ethernet]
                ? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
                """;
        assertEquals(
                List.of("192.168.1.1 00110a334405 en0", "224.0.0.251 01005e0000fb en0"),
                lines(NeighbourText.arpCommand(text)));
    }

    @Test
    void ndpOfMacosNamesTheInterfaceTwice() {
        String text =
                """
                Neighbor                        Linklayer Address  Netif Expire    St Flgs Prbs
                2001:db8::1                     0:11:22:33:44:55   en0   23h58m10s S  R
                2001:db8::2                     (incomplete)       en0   permanent N
                """;
        assertEquals(
                List.of("2001:db8:0:0:0:0:0:1 001122334455 en0"),
                lines(NeighbourText.ndpCommand(text)));
    }

    @Test
    void macIsSixNumbersAndNotAllZero() {
        assertEquals(
                Optional.of(Bytes.ofHex("001122334455")), NeighbourText.mac("00-11-22-33-44-55"));
        assertEquals(Optional.empty(), NeighbourText.mac("00:00:00:00:00:00"));
        assertEquals(Optional.empty(), NeighbourText.mac("00:11:22:33:44"));
        assertEquals(Optional.empty(), NeighbourText.mac("00:11:22:33:44:5g"));
    }

    @Property
    void anyTextIsReadWithoutAFault(@ForAll String text) {
        NeighbourText.procArp(text);
        NeighbourText.ipNeigh(text);
        NeighbourText.arpCommand(text);
        NeighbourText.ndpCommand(text);
    }
}
