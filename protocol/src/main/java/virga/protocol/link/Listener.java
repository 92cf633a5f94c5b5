package virga.protocol.link;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** An open listener. */
public interface Listener {
    /** Where it listens, with the port that the system chose where 0 was asked for. */
    InetSocketAddress address();

    /** Accepts no more; links that it accepted stay. Done when the port is free again. */
    CompletionStage<Void> close();
}
