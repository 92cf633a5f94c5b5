package virga.tunnel.serve;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.Sealed;

/**
 * A visit whose device is known and may be used.
 *
 * @param tried addresses that failed
 * @param portClosed the device refused the connection: it is there
 */
record Guest(
        Visit visit,
        Sealed.Device device,
        List<InetAddress> addresses,
        Set<InetAddress> tried,
        boolean portClosed) {
    Guest {
        addresses = List.copyOf(addresses);
        tried = Set.copyOf(tried);
    }

    static Guest of(Visit visit, Sealed.Device device) {
        return new Guest(visit, device, List.of(), Set.of(), false);
    }

    /** Where the device's certificate is looked at: at the first of its addresses. */
    KnownCertificates.Place placeToCheck() {
        int port = CertificateCheck.portToCheck(device, visit.target().port());
        return new KnownCertificates.Place(addresses.getFirst(), port);
    }

    Guest at(List<InetAddress> found) {
        return new Guest(visit, device, found, tried, false);
    }

    Guest notAt(List<InetAddress> failed) {
        Set<InetAddress> all = new HashSet<>(tried);
        all.addAll(failed);
        return new Guest(visit, device, List.of(), all, portClosed);
    }

    /** {@code refused}: the device was there, and refused the connection. */
    Guest unreached(boolean refused) {
        return new Guest(visit, device, addresses, tried, refused);
    }

    /** Where its certificate was to be seen; that may be another port than the one asked for. */
    Guest unchecked(boolean refused) {
        KnownCertificates.Place place = placeToCheck();
        return at(List.of(place.address()))
                .unreached(refused && place.port() == visit.target().port());
    }

    /** Why the device is not reached, where no other address of it is known. */
    StreamRefusal whyNot() {
        if (portClosed) {
            return StreamRefusal.PORT_CLOSED;
        }
        boolean knownNowhere = addresses.isEmpty() && tried.isEmpty();
        return knownNowhere ? StreamRefusal.ADDRESS_NOT_FOUND : StreamRefusal.NO_ANSWER;
    }
}
