package virga.protocol.link;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import virga.protocol.identity.DomainId;
import virga.protocol.mux.UnreadRoom;
import virga.protocol.mux.UnsentRoom;
import virga.protocol.tls.LinkTls;

/** What all links of one endpoint share. */
record LinkContext(
        LinkSettings settings,
        LinkTls tls,
        LinkCounters counters,
        LinkPlaces places,
        UnreadRoom unread,
        UnsentRoom unsent,
        SharedRoom replies,
        SharedRoom torn,
        AtomicLong lastNumber,
        Set<LinkHandler> handlers) {
    /** Bytes of replies to frames that the peers of all links may leave unread together. */
    private static final long REPLIES_MAX_BYTES = 32L * 1024 * 1024;

    /** Bytes that are held for torn frames of all links, whose rest the peers may hold back. */
    private static final long TORN_MAX_BYTES = 64L * 1024 * 1024;

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
                new LinkPlaces(settings.limits(), () -> ownDomain(settings)),
                new UnreadRoom(UnreadRoom.MAX_BYTES),
                new UnsentRoom(),
                new SharedRoom(REPLIES_MAX_BYTES),
                new SharedRoom(TORN_MAX_BYTES),
                new AtomicLong(),
                ConcurrentHashMap.newKeySet());
    }

    private static Optional<DomainId> ownDomain(LinkSettings settings) {
        return settings.admission().get().map(own -> own.node().body().id().domain());
    }
}
