package virga.tunnel.serve;

import java.time.Instant;
import java.util.Optional;

/**
 * One connection that this node carried.
 *
 * @param peer text of the node id that asked; {@code peerName} may be empty
 * @param bytesToDevice and {@code bytesFromDevice}: zero while the connection is open, and where
 *     the node was killed with it
 * @param ended empty while it is open, and where the node was killed with it
 * @param end why it ended, for a person; empty while it is open
 */
public record TunnelLogEntry(
        long id,
        Instant opened,
        String peer,
        String peerName,
        String device,
        int port,
        String carrier,
        long bytesToDevice,
        long bytesFromDevice,
        Optional<Instant> ended,
        String end) {}
