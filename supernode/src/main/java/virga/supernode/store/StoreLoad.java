package virga.supernode.store;

import virga.actors.switchboard.Shares;

/** How much waits for the disk, of which each peer and each domain has a share. Not thread safe. */
final class StoreLoad {
    /** Lookups and listings that wait to be read. */
    static final int READS_MAX = 32_768;

    /** Records that wait to be verified and written. */
    static final int STORES_MAX = 16_384;

    /** Of each, what a peer has besides its share. */
    static final int OWN_MIN = 16;

    private final Shares reads = new Shares(READS_MAX, OWN_MIN);
    private final Shares stores = new Shares(STORES_MAX, OWN_MIN);

    /** Takes room for what a flight asks of the disk, and has what does not fit answered Busy. */
    void take(Shares.Holder peer, FlightQuestions questions) {
        questions.keepReads(reads.take(peer, questions.reads()));
        questions.keepStores(stores.take(peer, questions.stores.size()));
    }

    void read(Shares.Holder peer, int questions) {
        reads.giveBack(peer, questions);
    }

    void stored(Shares.Holder peer, int records) {
        stores.giveBack(peer, records);
    }

    /** Nothing uses the file. */
    boolean idle() {
        return reads.held() == 0 && stores.held() == 0;
    }
}
