package virga.tunnel.serve;

import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.protocol.Bytes;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.Sealed;
import virga.tunnel.device.AddressSearchActor;
import virga.tunnel.device.InterfaceSubnet;
import virga.tunnel.location.LocationActor;

/**
 * The way of a guest to its device: where that is now, whether it is the right one, a connection.
 * Runs in the actor of {@link Hands}. Not thread safe.
 */
final class DevicePath {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePath.class);

    /** What only an actor can do or know. */
    interface Hands {
        /** Empty while this node is not admitted. */
        Optional<TunnelGate> gate();

        LocationActor.Locations here();

        long nowMillis();

        /** Has the device searched; {@link #onFoundAt} hears of it. */
        void search(Bytes mac, List<InterfaceSubnet> subnets, Set<InetAddress> tried);

        /** From any thread: comes back as the call of this class that is named like it. */
        void tell(ServeActor.Command command);
    }

    private final Hands hands;
    private final CertificateCheck certificates = new CertificateCheck();
    private final KnownAddresses knownAddresses = new KnownAddresses();
    private final KnownCertificates knownCertificates = new KnownCertificates();
    private final WaitingRoom<Bytes, Guest> awaitingAddress = new WaitingRoom<>();

    DevicePath(Hands hands) {
        this.hands = hands;
    }

    /** Leads the guest to its device, or refuses it where that is not to be reached. */
    void lead(Guest guest) {
        switch (guest.device().address()) {
            case Sealed.DeviceAddress.Host host ->
                    connect(guest.at(HostAddresses.of(host, hands.here(), guest.device())));
            case Sealed.DeviceAddress.Mac mac ->
                    knownAddresses
                            .of(mac.mac(), hands.nowMillis())
                            .ifPresentOrElse(
                                    known -> connect(guest.at(known)),
                                    () -> search(guest, mac.mac()));
        }
    }

    private void search(Guest guest, Bytes mac) {
        if (!awaitingAddress.enter(mac, guest)) {
            return;
        }
        List<InterfaceSubnet> subnets =
                hands.here()
                        .at(guest.device().location())
                        .map(view -> view.subnets())
                        .orElse(List.of());
        hands.search(mac, subnets, guest.tried());
    }

    void onFoundAt(ServeActor.FoundAt answer) {
        AddressSearchActor.Addresses found = answer.found();
        if (found != null) {
            knownAddresses.put(answer.mac(), found.addresses(), hands.nowMillis());
        }
        for (Guest guest : awaitingAddress.leave(answer.mac())) {
            if (found == null) {
                guest.visit().refuse(StreamRefusal.UNSPECIFIED);
            } else if (found.addresses().isEmpty()) {
                guest.visit().refuse(guest.whyNot());
            } else {
                connect(guest.at(found.addresses()));
            }
        }
    }

    private void connect(Guest guest) {
        List<InetAddress> permitted =
                hands.gate()
                        .map(gate -> gate.permitted(guest.addresses(), hands.here().subnets()))
                        .orElse(List.of());
        if (permitted.isEmpty()) {
            guest.visit().refuse(StreamRefusal.ADDRESS_DENIED);
        } else if (guest.device().tlsSha256().isEmpty()) {
            dial(guest.at(permitted));
        } else {
            check(guest.at(permitted));
        }
    }

    private void check(Guest guest) {
        KnownCertificates.Place place = guest.placeToCheck();
        Optional<Bytes> known = knownCertificates.at(place, hands.nowMillis());
        if (known.isPresent()) {
            onChecked(new ServeActor.Checked(guest, known));
            return;
        }
        certificates.ask(
                guest.visit().link().eventLoop(),
                place.address(),
                place.port(),
                sha256 -> hands.tell(new ServeActor.Checked(guest, sha256)),
                refused -> hands.tell(new ServeActor.NotReached(guest.unchecked(refused))));
    }

    void onChecked(ServeActor.Checked checked) {
        Guest guest = checked.guest();
        checked.sha256()
                .ifPresent(
                        hash ->
                                knownCertificates.put(
                                        guest.placeToCheck(), hash, hands.nowMillis()));
        if (checked.sha256().filter(guest.device().tlsSha256()::contains).isPresent()) {
            // Only the address whose certificate was seen.
            dial(guest.at(List.of(guest.addresses().getFirst())));
        } else {
            LOG.atWarn().addKeyValue("device", guest.device().name()).log("wrong certificate");
            guest.visit()
                    .refuse(
                            checked.sha256().isPresent()
                                    ? StreamRefusal.CERTIFICATE
                                    : StreamRefusal.NO_CERTIFICATE);
        }
    }

    private void dial(Guest guest) {
        DeviceDialer.dial(
                guest.visit().link().eventLoop(),
                guest.addresses(),
                guest.visit().target().port(),
                new DeviceDialer.Outcome() {
                    @Override
                    public void connected(SocketChannel socket, InetAddress address) {
                        if (guest.device().address() instanceof Sealed.DeviceAddress.Mac mac) {
                            hands.tell(new ServeActor.Reached(mac.mac(), address));
                        }
                        guest.visit().accept(socket, guest.device());
                    }

                    @Override
                    public void failed(boolean refused) {
                        hands.tell(new ServeActor.NotReached(guest.unreached(refused)));
                    }
                });
    }

    /** A table may name an address that the device has left: it is searched for once more. */
    void onNotReached(Guest guest) {
        if (guest.device().address() instanceof Sealed.DeviceAddress.Mac mac
                && guest.tried().isEmpty()) {
            knownAddresses.forget(mac.mac());
            search(guest.notAt(guest.addresses()), mac.mac());
        } else {
            guest.visit().refuse(guest.whyNot());
        }
    }
}
