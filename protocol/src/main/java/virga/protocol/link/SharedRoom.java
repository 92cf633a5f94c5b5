package virga.protocol.link;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import virga.protocol.identity.DomainId;

/**
 * Room for bytes that wait, shared by all links of a node. The links of a domain together may hold
 * half of what other domains leave free, and a link a part of what the others of its domain leave
 * of that: so those which do not move leave some to those which do. Many of them would leave
 * nothing, so each link has a little of its own besides. Strangers count as one domain. Thread
 * safe.
 */
public final class SharedRoom {
    /** A domain may hold this part of what the others leave. */
    private static final int DOMAIN_PARTS = 2;

    /** A link may hold this part of what the others leave of what its domain may hold. */
    static final int PARTS = 8;

    /** A link may always hold this: a record of the largest size, with what is around it. */
    public static final int FLOOR_BYTES = 20 * 1024;

    /** Far below what any part holds. */
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();
    private final Map<Optional<DomainId>, Domain> domains = new HashMap<>();

    private static final class Domain {
        final AtomicLong taken = new AtomicLong();
        int parts;
    }

    public SharedRoom(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Bytes taken by all. */
    public long takenBytes() {
        return taken.get();
    }

    /** Room for one link with a peer of {@code domain}, {@code partMaxBytes} at most. */
    public Part part(int partMaxBytes, Optional<DomainId> domain) {
        synchronized (domains) {
            Domain mine = domains.computeIfAbsent(domain, id -> new Domain());
            mine.parts++;
            return new Part(partMaxBytes, domain, mine);
        }
    }

    private void leave(Optional<DomainId> id, Domain domain) {
        synchronized (domains) {
            domain.parts--;
            if (domain.parts == 0) {
                domains.remove(id);
            }
        }
    }

    /** One link's. */
    public final class Part {
        private final int partMaxBytes;
        private final Optional<DomainId> domainId;
        private final Domain domain;
        private final AtomicInteger held = new AtomicInteger();

        private Part(int partMaxBytes, Optional<DomainId> domainId, Domain domain) {
            this.partMaxBytes = partMaxBytes;
            this.domainId = domainId;
            this.domain = domain;
        }

        /** Takes room, to be given back; false where there is none. */
        public boolean take(int bytes) {
            int mine = held.addAndGet(bytes);
            if (mine < 0) {
                held.addAndGet(-bytes);
                return false;
            }
            long inDomain = domain.taken.addAndGet(bytes);
            long otherDomains = taken.addAndGet(bytes) - inDomain;
            long domainMost = (maxBytes - otherDomains) / DOMAIN_PARTS;
            long most = Math.min(partMaxBytes, (domainMost - (inDomain - mine)) / PARTS);
            if (mine > Math.max(FLOOR_BYTES, most)) {
                giveBack(bytes);
                return false;
            }
            return true;
        }

        public void giveBack(int bytes) {
            if (held.addAndGet(-bytes) >= 0) {
                free(bytes);
            } else {
                // Closed: all was given back then.
                held.addAndGet(bytes);
            }
        }

        /** Holds {@code bytes} from now on, more or less than before; false where too much. */
        boolean hold(int bytes) {
            int more = bytes - heldBytes();
            if (more > 0) {
                return take(more);
            }
            if (more < 0) {
                giveBack(-more);
            }
            return true;
        }

        /** The link is over: gives back all that it holds, and takes no more. */
        public void close() {
            int last = held.getAndSet(CLOSED);
            if (last >= 0) {
                free(last);
                leave(domainId, domain);
            }
        }

        public int heldBytes() {
            return Math.max(0, held.get());
        }

        private void free(int bytes) {
            domain.taken.addAndGet(-bytes);
            taken.addAndGet(-bytes);
        }
    }
}
