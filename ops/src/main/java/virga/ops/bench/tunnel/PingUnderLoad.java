package virga.ops.bench.tunnel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.Document;
import virga.ops.bench.BenchNode;
import virga.ops.bench.Result;
import virga.ops.bench.Samples;

/** Round trips of Pings on the link that carries a full tunnel, both ways at once. */
record PingUnderLoad(BenchNode user, BenchNode site, TunnelSettings settings) {
    private static final double PERCENT = 99;

    Result measure(Way tunnel) throws IOException {
        String peer = site.door().status().node();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> up = fill(tunnel, Wish.Kind.TAKE, over);
        CompletableFuture<Void> down = fill(tunnel, Wish.Kind.GIVE, over);
        List<Double> millis = new ArrayList<>();
        try {
            while (millis.size() < settings.pings()) {
                int count = Math.min(AdminRequest.Ping.COUNT_MAX, settings.pings() - millis.size());
                millis.addAll(
                        user.door()
                                .ask(new AdminRequest.Ping(peer, count), Document.Ping.class)
                                .rttMillis());
            }
        } finally {
            over.set(true);
        }
        CompletableFuture.allOf(up, down).join();
        return Result.of("ping-under-load-p99", Samples.percentile(millis, PERCENT), "ms");
    }

    private CompletableFuture<Void> fill(Way tunnel, Wish.Kind kind, AtomicBoolean over) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        while (!over.get()) {
                            Transfer.megabytesASecond(
                                    tunnel.address(), kind, settings.lengthBytes(), 1);
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }
}
