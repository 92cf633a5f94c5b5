package virga.actors.switchboard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.NodeId;

/**
 * The open links of a node: at most one for each peer, asker and carrier. A link of a better
 * carrier, or a newer one of the same, takes the older one's place, which is then drained: new
 * flights no longer use it. Links that both sides asked for at once stand side by side.
 *
 * @param <L> what stands for a link
 */
final class LinkTable<L> {
    /**
     * One link.
     *
     * @param peer empty for a peer without admission
     * @param asker this node asked for the link
     */
    record Entry<L>(long number, Optional<NodeId> peer, boolean asker, Carrier carrier, L link) {}

    private static final class PeerLinks<L> {
        final List<Entry<L>> entries = new ArrayList<>(2);
        Optional<Entry<L>> best = Optional.empty();
    }

    // For flights: the best carrier, then a link of this node's own asking, then the newest.
    private static final Comparator<Entry<?>> BEST_FIRST =
            Comparator.<Entry<?>, Carrier>comparing(Entry::carrier)
                    .thenComparing(entry -> !entry.asker())
                    .thenComparing(entry -> -entry.number());

    private final Map<Long, Entry<L>> all = new LinkedHashMap<>();
    private final Map<NodeId, PeerLinks<L>> byPeer = new HashMap<>();

    /** Adds a link that opened, and returns those that it replaces: to be drained. */
    List<L> opened(Entry<L> entry) {
        all.put(entry.number(), entry);
        if (entry.peer().isEmpty()) {
            return List.of();
        }
        NodeId peer = entry.peer().get();
        PeerLinks<L> links = byPeer.computeIfAbsent(peer, id -> new PeerLinks<>());
        List<Entry<L>> replaced = links.entries.stream().filter(replacedBy(entry)).toList();
        links.entries.removeAll(replaced);
        links.entries.add(entry);
        links.best = links.entries.stream().min(BEST_FIRST);
        return replaced.stream().map(Entry::link).toList();
    }

    private static <L> Predicate<Entry<L>> replacedBy(Entry<L> newer) {
        return older ->
                older.asker() == newer.asker() && older.carrier().compareTo(newer.carrier()) >= 0;
    }

    /** Removes a link that ended; one not in the table changes nothing. */
    void closed(long number) {
        Entry<L> entry = all.remove(number);
        if (entry == null || entry.peer().isEmpty()) {
            return;
        }
        NodeId peer = entry.peer().get();
        PeerLinks<L> links = byPeer.get(peer);
        if (links != null) {
            links.entries.remove(entry);
            links.best = links.entries.stream().min(BEST_FIRST);
            if (links.entries.isEmpty()) {
                byPeer.remove(peer);
            }
        }
    }

    /** The link that flights to {@code peer} take. */
    Optional<L> best(NodeId peer) {
        PeerLinks<L> links = byPeer.get(peer);
        return links == null ? Optional.empty() : links.best.map(Entry::link);
    }

    /** The best link that this node asked for: the only kind on which it may open streams. */
    Optional<L> bestAsked(NodeId peer) {
        PeerLinks<L> links = byPeer.get(peer);
        return links == null
                ? Optional.empty()
                : links.entries.stream().filter(Entry::asker).min(BEST_FIRST).map(Entry::link);
    }

    /** All links, those being drained too, oldest first. */
    Collection<Entry<L>> all() {
        return all.values();
    }
}
