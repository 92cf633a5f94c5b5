package virga.tunnel.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes hosts known to the neighbour tables: the system asks for a host's MAC before it can send to
 * it. What is sent is one empty UDP datagram to the discard port (RFC 863).
 */
@FunctionalInterface
public interface Poke {
    /** Sends to each; an address that cannot be sent to is left out. May block for a moment. */
    void send(Collection<InetAddress> addresses);

    /** Through the system's sockets. */
    static Poke ofSystem() {
        return Datagrams::send;
    }

    /** One socket for each batch. */
    final class Datagrams {
        private static final Logger LOG = LoggerFactory.getLogger(Poke.class);
        private static final int DISCARD_PORT = 9;

        private Datagrams() {}

        private static void send(Collection<InetAddress> addresses) {
            try (DatagramChannel channel = DatagramChannel.open()) {
                for (InetAddress address : addresses) {
                    sendOne(channel, address);
                }
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("reason", e.toString()).log("no datagram socket");
            }
        }

        private static void sendOne(DatagramChannel channel, InetAddress address) {
            try {
                channel.send(ByteBuffer.allocate(0), new InetSocketAddress(address, DISCARD_PORT));
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("reason", e.toString()).log("datagram not sent");
            }
        }
    }
}
