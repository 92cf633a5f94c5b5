package virga.supernode.store;

import virga.actors.switchboard.Shares;

/** How much waits for the disk, of which each peer and each domain has a share. Not thread safe. */
final class StoreLoad {
    /** Lookups that wait to be read. */
    static final int LOOKUPS_MAX = 32_768;

    /** Listings that do: each takes as long as a hundred lookups, which wait behind it. */
    static final int LISTINGS_MAX = 1_024;

    /** Records that wait to be verified and written. */
    static final int STORES_MAX = 16_384;

    /** Of each, what a peer has besides its share. */
    static final int OWN_MIN = 16;

    private final Shares lookups = new Shares(LOOKUPS_MAX, OWN_MIN);
    private final Shares listings = new Shares(LISTINGS_MAX, OWN_MIN);
    private final Shares stores = new Shares(STORES_MAX, OWN_MIN);
    private int uses;

    /** Takes room for what a flight asks of the disk, and has what does not fit answered Busy. */
    void take(Shares.Holder peer, FlightQuestions questions) {
        questions.keepLookups(lookups.take(peer, questions.lookups.size()));
        questions.keepListings(listings.take(peer, questions.listings.size()));
        questions.keepStores(stores.take(peer, questions.stores.size()));
    }

    void read(Shares.Holder peer, FlightQuestions questions) {
        lookups.giveBack(peer, questions.lookups.size());
        listings.giveBack(peer, questions.listings.size());
    }

    void stored(Shares.Holder peer, int records) {
        stores.giveBack(peer, records);
    }

    /** This node's own work on the file has begun. */
    void use() {
        uses++;
    }

    /** And ended. */
    void used() {
        uses--;
    }

    /** Nothing uses the file. */
    boolean idle() {
        return lookups.held() == 0 && listings.held() == 0 && stores.held() == 0 && uses == 0;
    }
}
