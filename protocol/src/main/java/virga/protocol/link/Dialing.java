package virga.protocol.link;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One dial, from the first packet to the link or to the reason why there is none. */
final class Dialing implements Attempt.Fate {
    private final CompletableFuture<Link> result = new CompletableFuture<>();
    private volatile @Nullable LinkHandler handler;

    Dialing() {
        CompletableFuture<Link> unused =
                result.whenComplete(
                        (link, failure) -> {
                            if (result.isCancelled()) {
                                giveUp();
                            }
                        });
    }

    CompletableFuture<Link> result() {
        return result;
    }

    /** The connection is being made. */
    void begun(LinkHandler making) {
        handler = making;
        if (result.isCancelled()) {
            giveUp();
        }
    }

    void connected(ChannelFuture connected) {
        Throwable cause = connected.cause();
        if (cause != null) {
            String detail = Objects.requireNonNullElse(cause.getMessage(), "");
            LinkHandler making = handler;
            if (making == null) {
                failed(reason(cause), detail);
            } else {
                making.onLoop(() -> making.end(reason(cause), detail));
            }
        }
    }

    @Override
    public void opened(Link link) {
        if (!result.complete(link)) {
            link.close(LinkEnd.CLOSED_HERE);
        }
    }

    @Override
    public void failed(LinkEnd end, String detail) {
        result.completeExceptionally(new LinkException(end, detail));
    }

    private void giveUp() {
        LinkHandler making = handler;
        if (making != null) {
            making.onLoop(() -> making.end(LinkEnd.CLOSED_HERE, ""));
        }
    }

    private static LinkEnd reason(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException late -> LinkEnd.TIMED_OUT;
            case ConnectException refused -> LinkEnd.REFUSED;
            default -> LinkEnd.LOST;
        };
    }
}
