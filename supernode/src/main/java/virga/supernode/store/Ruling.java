package virga.supernode.store;

import java.time.Instant;

/** What becomes of a record that is offered to the store. */
sealed interface Ruling {
    /** It takes the slot and is kept until then. */
    record Accept(Instant keptUntil) implements Ruling {}

    /** This version is held already, or a higher one: nothing changes. */
    record AlreadyNewer(long version) implements Ruling {}

    /**
     * The writer gave one version to two records: its fault, counted. The lower hash wins, so that
     * all holders keep the same one; {@code replaces} says whether that is the offered one.
     */
    record SameVersionConflict(long version, boolean replaces, Instant keptUntil)
            implements Ruling {}

    /** The domain's entries are used up. */
    record Quota() implements Ruling {}

    /** Nobody believes it any more. */
    record Expired() implements Ruling {}

    /** None of the keys that it is found under is held here. */
    record NotMine() implements Ruling {}

    /** This writer may not store it. */
    record NotAdmitted() implements Ruling {}
}
