package virga.protocol.link;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import virga.protocol.tls.LinkTls;

/** What all links of one endpoint share. */
record LinkContext(
        LinkSettings settings,
        LinkTls tls,
        LinkCounters counters,
        LinkPlaces places,
        AtomicLong lastNumber,
        Set<LinkHandler> handlers) {

    static LinkContext of(LinkSettings settings) {
        LinkSettings.Environment environment = settings.environment();
        return new LinkContext(
                settings,
                new LinkTls(
                        environment.tls(),
                        settings.key(),
                        environment.ed25519(),
                        environment.random(),
                        environment.clock()),
                new LinkCounters(),
                new LinkPlaces(settings.limits()),
                new AtomicLong(),
                ConcurrentHashMap.newKeySet());
    }
}
