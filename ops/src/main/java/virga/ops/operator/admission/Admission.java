package virga.ops.operator.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.TokenEntry;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DnsLabel;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Versions;

/**
 * Who becomes a node of a domain (seed 003, 3.8.1 and 3.8.4). Pure: what the registry knows and the
 * request go in, the decision comes out.
 *
 * <pre>
 * secret unknown ------------------------------------> Silence (a stranger learns nothing)
 * token expired, used up, asked too much, name taken -> Refused
 * key already admitted by this token ----------------> Granted, no use taken (its answer was lost)
 * otherwise -----------------------------------------> Granted, one use taken
 * </pre>
 */
public final class Admission {
    /** Life of a Node record; nodes renew at two thirds of it. */
    public static final Duration NODE_LIFE = Duration.ofDays(30);

    private final PublicKey operator;

    public Admission(PublicKey operator) {
        this.operator = operator;
    }

    /** What a peer that proved {@code key} asks for. */
    public record Request(PublicKey key, Set<Role> roles, List<String> labels, String name) {
        public Request {
            roles = Set.copyOf(roles);
            labels = labels.stream().distinct().sorted().toList();
        }
    }

    /**
     * What the registry holds for a request: the secret's token, its domain, the node with the same
     * key in that domain, and the node that holds the name asked for.
     */
    record Known(
            Optional<TokenEntry> token,
            Optional<DomainEntry> domain,
            Optional<NodeEntry> node,
            Optional<NodeEntry> nameHolder) {}

    sealed interface Decision {}

    /**
     * Sign {@code body}; take a use off the token when {@code takesUse}; {@code losesName} is an
     * expired node whose name goes to this one.
     */
    record Granted(NodeRecord body, boolean takesUse, Optional<NodeId> losesName)
            implements Decision {}

    record Refused(RefusalReason reason) implements Decision {}

    /** No answer at all; counted by reason. */
    record Silence(SilenceReason reason) implements Decision {}

    public enum SilenceReason {
        UNKNOWN_SECRET,
        NOT_A_NODE,
        EXPIRED_NODE,
        TOO_FAST,
        NOT_FOR_THIS_PEER,
        REGISTRY_FAILED;

        /** As a person reads it: {@code unknown-secret}. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    Decision admit(Request request, Known known, Instant now) {
        if (known.token().isEmpty()) {
            return new Silence(SilenceReason.UNKNOWN_SECRET);
        }
        TokenEntry token = known.token().get();
        if (known.domain().isEmpty()) {
            return new Refused(RefusalReason.DOMAIN_GONE);
        }
        DomainEntry domain = known.domain().get();
        boolean again = known.node().filter(n -> n.token().equals(token.secretHash())).isPresent();
        Optional<RefusalReason> refusal = refusal(request, known, token, again, now);
        if (refusal.isEmpty() && known.node().isEmpty() && domain.entries() >= domain.quota()) {
            refusal = Optional.of(RefusalReason.QUOTA);
        }
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        NodeId id = NodeId.of(domain.id(), request.key());
        Optional<NodeId> losesName =
                known.nameHolder().map(NodeEntry::id).filter(holder -> !holder.equals(id));
        long last = known.node().map(NodeEntry::version).orElse(0L);
        return new Granted(body(id, request, last, now), !again, losesName);
    }

    private static Optional<RefusalReason> refusal(
            Request request, Known known, TokenEntry token, boolean again, Instant now) {
        if (!token.expires().isAfter(now)) {
            return Optional.of(RefusalReason.TOKEN_EXPIRED);
        }
        if (token.usesLeft() <= 0 && !again) {
            return Optional.of(RefusalReason.TOKEN_USED_UP);
        }
        if (request.roles().isEmpty()
                || request.roles().contains(Role.OPERATOR)
                || !token.roles().containsAll(request.roles())) {
            return Optional.of(RefusalReason.ROLE);
        }
        if (!token.labels().containsAll(request.labels())) {
            return Optional.of(RefusalReason.LABEL);
        }
        if (!request.name().isEmpty() && !DnsLabel.isValid(request.name())) {
            return Optional.of(RefusalReason.UNSPECIFIED);
        }
        boolean taken =
                known.nameHolder()
                        .filter(holder -> !holder.publicKey().equals(request.key()))
                        .filter(holder -> !holder.expiredAt(now))
                        .isPresent();
        return taken ? Optional.of(RefusalReason.NAME_TAKEN) : Optional.empty();
    }

    /** A node that the registry knows and that has not expired gets 30 days more. */
    Decision renew(Optional<NodeEntry> known, Instant now) {
        if (known.isEmpty()) {
            return new Silence(SilenceReason.NOT_A_NODE);
        }
        NodeEntry node = known.get();
        if (node.expiredAt(now)) {
            return new Silence(SilenceReason.EXPIRED_NODE);
        }
        Request same = new Request(node.publicKey(), node.roles(), node.labels(), node.name());
        return new Granted(body(node.id(), same, node.version(), now), false, Optional.empty());
    }

    /** The Node record of {@code request}, newer than version {@code last}. */
    public NodeRecord body(NodeId id, Request request, long last, Instant now) {
        return new NodeRecord(
                id,
                request.key(),
                request.roles(),
                request.labels(),
                request.name(),
                Versions.next(last, now),
                RecordLife.expiry(now, NODE_LIFE),
                operator);
    }
}
