package virga.actors.switchboard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts one flight's items by whom they concern. Most flights concern one; the rest few.
 *
 * @param <K> whom, compared by identity
 * @param <V> an item
 */
final class FlightSorter<K, V> {
    private final List<K> owners = new ArrayList<>(1);
    private final List<List<V>> piles = new ArrayList<>(1);
    private final int expected;
    private @Nullable K last;
    private List<V> lastPile = List.of();

    /** {@code expected} items at most come together. */
    FlightSorter(int expected) {
        this.expected = expected;
    }

    void add(K owner, V item) {
        if (owner != last) {
            turnTo(owner);
        }
        lastPile.add(item);
    }

    // Owners of one flight are few, so they are looked through and not hashed.
    private void turnTo(K owner) {
        last = owner;
        for (int i = owners.size() - 1; i >= 0; i--) {
            if (owners.get(i) == owner) {
                lastPile = piles.get(i);
                return;
            }
        }
        lastPile = new ArrayList<>(owners.isEmpty() ? expected : 1);
        owners.add(owner);
        piles.add(lastPile);
    }

    interface Pile<K, V> {
        void take(K owner, List<V> items);
    }

    void forEach(Pile<K, V> taker) {
        for (int i = 0; i < owners.size(); i++) {
            taker.take(owners.get(i), piles.get(i));
        }
    }
}
