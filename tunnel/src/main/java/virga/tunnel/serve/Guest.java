package virga.tunnel.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import virga.protocol.record.Sealed;

/** A visit whose device is known and may be used; {@code tried}: addresses that failed. */
record Guest(
        Visit visit, Sealed.Device device, List<InetAddress> addresses, Set<InetAddress> tried) {
    Guest {
        addresses = List.copyOf(addresses);
        tried = Set.copyOf(tried);
    }

    static Guest of(Visit visit, Sealed.Device device) {
        return new Guest(visit, device, List.of(), Set.of());
    }

    /** At the address that the device is registered with. */
    Guest atHost(Sealed.DeviceAddress.Host host) {
        try {
            return at(List.of(InetAddress.getByAddress(host.ip().toArray())));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length was checked", e);
        }
    }

    /** Where the device's certificate is looked at: at the first of its addresses. */
    KnownCertificates.Place placeToCheck() {
        int port = CertificateCheck.portToCheck(device, visit.target().port());
        return new KnownCertificates.Place(addresses.getFirst(), port);
    }

    Guest at(List<InetAddress> found) {
        return new Guest(visit, device, found, tried);
    }

    Guest notAt(List<InetAddress> failed) {
        Set<InetAddress> all = new HashSet<>(tried);
        all.addAll(failed);
        return new Guest(visit, device, List.of(), all);
    }
}
