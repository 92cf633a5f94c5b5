package virga.supernode.plan;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import virga.protocol.identity.DomainId;
import virga.protocol.record.KeyRange;

/**
 * How many entries there are about which keys, as the operator's registry tells: so many in each
 * domain, spread evenly over its keys, since those are hashes. Counts are rounded up to a half
 * power of two, so that a few entries more do not move others about.
 */
public final class Loads {
    private static final double DOMAIN_POSITIONS = 0x1p32;

    /** Ascending, unsigned. */
    private final int[] domains;

    private final double[] entries;

    /** {@code before[i]}: entries of all domains before the i-th. */
    private final double[] before;

    private Loads(int[] domains, double[] entries, double[] before) {
        this.domains = domains;
        this.entries = entries;
        this.before = before;
    }

    /** {@code entries}: of each domain, 0 or more. */
    public static Loads of(Map<DomainId, Long> entries) {
        TreeMap<DomainId, Long> sorted = new TreeMap<>(entries);
        sorted.values().removeIf(count -> count <= 0);
        int[] domains = new int[sorted.size()];
        double[] counts = new double[sorted.size()];
        double[] before = new double[sorted.size() + 1];
        int i = 0;
        for (Map.Entry<DomainId, Long> domain : sorted.entrySet()) {
            domains[i] = domain.getKey().value();
            counts[i] = rounded(domain.getValue());
            before[i + 1] = before[i] + counts[i];
            i++;
        }
        return new Loads(domains, counts, before);
    }

    private static double rounded(long count) {
        int power = Long.SIZE - Long.numberOfLeadingZeros(count - 1);
        double half = Math.rint(Math.scalb(Math.sqrt(0.5), power));
        return count <= half ? half : Math.scalb(1.0, power);
    }

    /** All entries. */
    double total() {
        return before[domains.length];
    }

    /** Entries in a range. */
    double in(KeyRange range) {
        int first = indexOf((int) (range.from() >>> Integer.SIZE));
        int last = indexAfter((int) (range.to() >>> Integer.SIZE));
        if (first >= last) {
            return 0;
        }
        double sum = before[last] - before[first];
        sum -= entries[first] * missing(first, range);
        if (last - 1 > first) {
            sum -= entries[last - 1] * missing(last - 1, range);
        }
        return sum;
    }

    /** Entries of one domain in a range. */
    double in(KeyRange range, DomainId domain) {
        int at = indexOf(domain.value());
        boolean known = at < domains.length && domains[at] == domain.value();
        if (!known || !range.meets(KeyRange.of(domain))) {
            return 0;
        }
        return entries[at] * (1 - missing(at, range));
    }

    /** What part of a domain's keys is outside of a range that meets them. */
    private double missing(int domain, KeyRange range) {
        KeyRange own = KeyRange.of(new DomainId(domains[domain]));
        double low = range.holds(own.from()) ? 0 : (double) (range.from() - own.from());
        double high = range.holds(own.to()) ? 0 : (double) (own.to() - range.to());
        return (low + high) / DOMAIN_POSITIONS;
    }

    /** Of the first domain that is not below {@code domain}. */
    private int indexOf(int domain) {
        int low = 0;
        int high = domains.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(domains[middle], domain) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int indexAfter(int domain) {
        return domain == -1 ? domains.length : indexOf(domain + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Loads loads
                && Arrays.equals(domains, loads.domains)
                && Arrays.equals(entries, loads.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(domains);
    }
}
