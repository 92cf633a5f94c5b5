package virga.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.flight.FlightContext;
import virga.protocol.flight.FlightReader;
import virga.protocol.flight.FlightWriter;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.tls.PeerCertificate;

/** Decides what is said and believed between the end of TLS and the opening of the link. */
final class Greeter {
    /** Before a peer's clock is known, its certificate may be off by this much. */
    private static final Duration CERTIFICATE_TOLERANCE = Duration.ofDays(1);

    /** What comes after TLS. */
    sealed interface Begin {
        record Stop(LinkEnd reason, String detail) implements Begin {}

        /** The peer speaks first. */
        record Wait(LinkPhase.Greeting greeting) implements Begin {}

        record Speak(LinkPhase.Greeting greeting) implements Begin {}
    }

    /** What comes after the peer's first frame. */
    sealed interface Answer {
        record Stop(LinkEnd reason, String detail, boolean tell) implements Answer {}

        record Welcome(LinkPeer peer, boolean streams, Hello theirs) implements Answer {}
    }

    private final LinkContext context;
    private final Attempt attempt;
    private final Optional<Admission> admission;

    Greeter(LinkContext context, Attempt attempt) {
        this.context = context;
        this.attempt = attempt;
        this.admission = context.settings().admission().get();
    }

    Begin begin(PeerCertificate peer) {
        return switch (peer) {
            case PeerCertificate.Refused(String why) -> new Begin.Stop(LinkEnd.NOT_VIRGA, why);
            case PeerCertificate.Shown shown -> begin(shown);
        };
    }

    Answer read(LinkPhase.Greeting greeting, ByteBuf payload) {
        int version = Hello.wireVersion(payload);
        if (version != Hello.WIRE_VERSION) {
            String detail = "this node speaks " + Hello.WIRE_VERSION + ", the other one " + version;
            return new Answer.Stop(LinkEnd.WIRE_VERSION, detail, false);
        }
        try {
            Hello theirs = Hello.decode(payload);
            HelloCheck.Side side =
                    new HelloCheck.Side(
                            attempt.expected(), admission, context.settings().policy(), ed25519());
            return switch (HelloCheck.check(side, greeting.shown(), theirs, now())) {
                case HelloCheck.Outcome.Turned(LinkEnd end, String detail, boolean tell) ->
                        new Answer.Stop(end, detail, tell);
                case HelloCheck.Outcome.Welcome(LinkPeer peer, boolean streams) ->
                        new Answer.Welcome(peer, streams, theirs);
            };
        } catch (Malformed e) {
            return new Answer.Stop(LinkEnd.FRAME_DAMAGED, "its first frame", false);
        }
    }

    OpenLink.Parts link(
            LinkPhase.Greeting greeting,
            Hello theirs,
            LinkPeer peer,
            boolean streams,
            Channel channel) {
        PublicKey key = peer.publicKey();
        FlightContext outgoing =
                new FlightContext(
                        ownId(),
                        peer.id().orElseGet(() -> FlightContext.unadmitted(key)),
                        greeting.own().random(),
                        theirs.random());
        Ed25519.Verifier verifier =
                ed25519()
                        .verifier(key)
                        .orElseThrow(() -> new IllegalStateException("TLS has verified with it"));
        return new OpenLink.Parts(
                context,
                peer,
                attempt.asker(),
                attempt.carrier(),
                streams,
                channel,
                new FlightWriter(outgoing, context.settings().key(), channel.alloc()),
                new FlightReader(outgoing.reversed(), verifier, channel.alloc()));
    }

    /** How long a link with {@code peer} may stay. */
    Duration life(LinkPeer peer) {
        return peer.node()
                .map(record -> Duration.between(now(), record.body().expires()))
                .orElse(context.settings().limits().unadmittedLife());
    }

    /** What it means that the peer closes before the link is open. */
    LinkEnd closedEarly() {
        return attempt.asker() && admission.isEmpty() && attempt.expected().isPresent()
                ? LinkEnd.WE_ARE_NOT_ADMITTED
                : LinkEnd.CLOSED_BY_PEER;
    }

    /** What a person is told of a handshake that took too long. */
    String whileWaiting(LinkPhase phase) {
        return switch (phase) {
            case LinkPhase.Securing securing -> "";
            case LinkPhase.Greeting greeting -> "it does not say who it is";
            case LinkPhase.Open open -> "";
            case LinkPhase.Over over -> "";
        };
    }

    /** The peer's name for a log line, as far as it is known. */
    String name(LinkPhase phase) {
        return switch (phase) {
            case LinkPhase.Greeting greeting -> greeting.shown().identity().toString();
            case LinkPhase.Open(OpenLink link) ->
                    link.peer().id().map(NodeId::toString).orElse("unadmitted");
            case LinkPhase.Securing securing -> "unknown";
            case LinkPhase.Over over -> "unknown";
        };
    }

    private Begin begin(PeerCertificate.Shown shown) {
        if (!shown.validAt(now(), CERTIFICATE_TOLERANCE)) {
            return new Begin.Stop(LinkEnd.CLOCK, "the other node's certificate is of another time");
        }
        LinkPhase.Greeting greeting = new LinkPhase.Greeting(shown, ownHello(), false);
        return switch (attempt.expected().orElse(null)) {
            case ExpectedPeer.Node(NodeId id) ->
                    shown.identity().hash().equals(id.keyHash())
                            ? new Begin.Speak(greeting)
                            : new Begin.Stop(LinkEnd.OTHER_NODE, "");
            case ExpectedPeer.OperatorUnder operator -> new Begin.Wait(greeting);
            // An operator shows itself to strangers, who ask it for admission; nobody else does.
            case null ->
                    admission.map(Admission::isOperators).orElse(false)
                            ? new Begin.Speak(greeting)
                            : new Begin.Wait(greeting);
        };
    }

    private Hello ownHello() {
        byte[] random = new byte[Hello.RANDOM_LENGTH_BYTES];
        context.settings().environment().random().nextBytes(random);
        return new Hello(
                admission.map(own -> own.node().signed()),
                admission.map(own -> own.operatorNode().signed()),
                Bytes.owning(random),
                now(),
                context.settings().revocationNumber().getAsLong());
    }

    private NodeId ownId() {
        return admission
                .map(own -> own.node().body().id())
                .orElseGet(() -> FlightContext.unadmitted(context.settings().key().publicKey()));
    }

    private Ed25519 ed25519() {
        return context.settings().environment().ed25519();
    }

    private Instant now() {
        return context.settings().environment().clock().instant();
    }
}
