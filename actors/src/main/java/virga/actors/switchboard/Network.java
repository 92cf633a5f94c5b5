package virga.actors.switchboard;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkEvents;

/** The protocol's links as the switchboard sees them. Nothing here blocks. */
public interface Network {
    /**
     * Begins: links of either side are told to {@code events}. Completes with the address listened
     * on, empty where this node has no listener; exceptionally with an {@link java.io.IOException}
     * whose message is for a person where the address cannot be had.
     */
    CompletionStage<Optional<InetSocketAddress>> open(LinkEvents events);

    /** Tries the target's candidates. The link, if any, is also told to the events, and first. */
    CompletionStage<Dialled> dial(Target target, Duration timeout);

    /** How often somebody was sent away since the start, by reason; only what happened. */
    Map<LinkEnd, Long> sentAway();

    /** Ends the listener and all links. */
    void close();

    /** What a dial led to. */
    sealed interface Dialled {
        record Up(Link link) implements Dialled {}

        record Failed(List<Tried> tried) implements Dialled {
            public Failed {
                tried = List.copyOf(tried);
            }
        }
    }
}
