package virga.supernode.store;

/** How much waits for the disk, and how much may. Not thread safe. */
final class StoreLoad {
    /** Lookups and listings that wait to be read. */
    static final int READS_MAX = 16_384;

    /** Records that wait to be verified and written. */
    static final int STORES_MAX = 8_192;

    private int reads;
    private int stores;

    /** Has what does not fit answered with Busy, reads and stores each as a whole. */
    void limit(FlightQuestions questions) {
        if (reads + questions.reads() > READS_MAX) {
            questions.refuseReads();
        }
        if (stores + questions.stores.size() > STORES_MAX) {
            questions.refuseStores();
        }
    }

    void reading(int questions) {
        reads += questions;
    }

    void read(int questions) {
        reads -= questions;
    }

    void storing(int records) {
        stores += records;
    }

    void stored(int records) {
        stores -= records;
    }

    /** Nothing uses the file. */
    boolean idle() {
        return reads == 0 && stores == 0;
    }
}
