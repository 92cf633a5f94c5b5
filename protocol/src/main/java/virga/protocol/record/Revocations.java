package virga.protocol.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;

/**
 * What a network took back: the newest list of each operator, of which the one with the highest
 * number is in force, and the operators that the root removed. Neither ends by its own expiry: who
 * withholds newer lists gains nothing. Immutable; {@link RecordVerifier} holds the present one.
 *
 * <pre>
 *   list with a higher number            in force; older ones of other operators are kept
 *   list with the same number or less    changes nothing of what is enforced
 *   removal of an operator               its lists go; the next highest is in force, whatever
 *                                        its number: a thief's number bars nobody's way
 * </pre>
 */
public final class Revocations {
    public static final Revocations NONE = new Revocations(List.of(), Map.of());

    /** Lists kept, each of another operator; those with the lowest numbers make room. */
    public static final int LISTS_MAX = 4;

    /** Removed operators kept; those that expire first make room. */
    public static final int REMOVED_MAX = 64;

    private static final Comparator<Verified<RevocationListRecord>> HIGHEST_FIRST =
            Comparator.<Verified<RevocationListRecord>>comparingLong(list -> list.body().number())
                    .reversed();

    private final List<Verified<RevocationListRecord>> lists;
    private final Map<Bytes, Verified<TombstoneRecord>> removed;

    private Revocations(
            List<Verified<RevocationListRecord>> lists,
            Map<Bytes, Verified<TombstoneRecord>> removed) {
        this.lists = lists;
        this.removed = removed;
    }

    /** The list in force. */
    public Optional<Verified<RevocationListRecord>> list() {
        return lists.stream().findFirst();
    }

    /** Number of the list in force; 0: none. */
    public long number() {
        return lists.isEmpty() ? 0 : lists.getFirst().body().number();
    }

    /** All lists that are kept, the one in force first. */
    public List<Verified<RevocationListRecord>> lists() {
        return lists;
    }

    /** Removals of operators, in the order of their keys' hashes. */
    public Collection<Verified<TombstoneRecord>> removedOperators() {
        return removed.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether nothing is taken back: there is no list, or one without keys. */
    public boolean isEmpty() {
        return removed.isEmpty()
                && (lists.isEmpty() || lists.getFirst().body().keyHashes().isEmpty());
    }

    /** Whether the list in force names the key with this SHA-256. */
    public boolean names(Bytes keyHash) {
        return !lists.isEmpty() && lists.getFirst().body().keyHashes().contains(keyHash);
    }

    /** Whether the root removed the operator with this key, as of a record with this version. */
    boolean removes(Bytes operatorKeyHash, long version) {
        Verified<TombstoneRecord> removal = removed.get(operatorKeyHash);
        return removal != null && version <= removal.body().version();
    }

    /** Whether both enforce the same: a list that was only signed again is no news. */
    public boolean enforcesAs(Revocations other) {
        return removed.keySet().equals(other.removed.keySet())
                && list().map(list -> list.body().keyHashes())
                        .equals(other.list().map(list -> list.body().keyHashes()));
    }

    /** With {@code list}; this where its operator has one with that number or a higher one. */
    Revocations withList(Verified<RevocationListRecord> list) {
        PublicKey operator = list.body().operator();
        List<Verified<RevocationListRecord>> next = new ArrayList<>(lists);
        for (Verified<RevocationListRecord> old : lists) {
            if (old.body().operator().equals(operator)) {
                if (list.body().number() <= old.body().number()) {
                    return this;
                }
                next.remove(old);
            }
        }
        next.add(list);
        // Stable: of two operators' lists with one number the first stays in force.
        next.sort(HIGHEST_FIRST);
        return new Revocations(
                List.copyOf(next.subList(0, Math.min(LISTS_MAX, next.size()))), removed);
    }

    /** With the removal of an operator; this where it is known, or a later one. */
    Revocations withRemoval(Verified<TombstoneRecord> removal) {
        Bytes keyHash = removal.body().key().hash();
        if (removes(keyHash, removal.body().version())) {
            return this;
        }
        Map<Bytes, Verified<TombstoneRecord>> next = new LinkedHashMap<>(removed);
        next.put(keyHash, removal);
        if (next.size() > REMOVED_MAX) {
            next.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().body().expires()))
                    .map(Map.Entry::getKey)
                    .ifPresent(next::remove);
        }
        return new Revocations(lists, Map.copyOf(next));
    }

    /** Without the lists of this operator. */
    Revocations without(Bytes operatorKeyHash) {
        List<Verified<RevocationListRecord>> others =
                lists.stream()
                        .filter(list -> !list.body().operator().hash().equals(operatorKeyHash))
                        .toList();
        return others.size() == lists.size() ? this : new Revocations(others, removed);
    }
}
