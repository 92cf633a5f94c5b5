package virga.supernode.store;

/** What a domain has stored and may. */
record DomainUse(long entries, long quota) {
    /** Of what is not counted. */
    static final DomainUse UNCOUNTED = new DomainUse(0, Long.MAX_VALUE);

    /** Of a domain's entries as many more may have keys in one part than its size lets expect. */
    private static final double UNEVEN = 1.25;

    /** And so many besides: small numbers are less even. */
    private static final int UNEVEN_MIN = 64;

    /**
     * The quota is for all of a domain's entries. Where only a part of its keys is held, that part
     * of it is: keys are hashes, and spread evenly.
     */
    DomainUse shared(double share) {
        if (share >= 1) {
            return this;
        }
        long part = (long) Math.ceil(quota * share * UNEVEN) + UNEVEN_MIN;
        return new DomainUse(entries, Math.min(quota, part));
    }
}
