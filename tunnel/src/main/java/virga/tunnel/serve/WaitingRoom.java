package virga.tunnel.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who waits for the one answer to a question: all that ask the same while it is under way. Bounded
 * by who is let in, not here. Not thread safe.
 */
final class WaitingRoom<K, V> {
    private final Map<K, List<V>> waiting = new HashMap<>();

    /** True for the first: the question is to be asked. */
    boolean enter(K question, V who) {
        List<V> all = waiting.computeIfAbsent(question, first -> new ArrayList<>());
        all.add(who);
        return all.size() == 1;
    }

    /** The question is answered: all that waited, in their order. */
    List<V> leave(K question) {
        List<V> all = waiting.remove(question);
        return all == null ? List.of() : all;
    }
}
