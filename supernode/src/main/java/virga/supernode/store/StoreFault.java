package virga.supernode.store;

/** What a store counts besides what it answers. */
public enum StoreFault {
    /** A question without an answer: the asker is not admitted, or no more. */
    STRANGER,
    /** A question without an answer: a length, kind or limit that no node of ours sends. */
    MALFORMED,
    /** A record whose bytes, signature, signer or times do not hold; dropped. */
    UNBELIEVABLE,
    /** A record that nobody believes any more; dropped. */
    EXPIRED,
    /** A record that its writer may not store; dropped. */
    NOT_ADMITTED,
    /** A writer gave one version to two records; the lower hash was kept. */
    VERSION_CONFLICT,
    /** A domain's entries were used up; refused. */
    QUOTA,
    /** A question of holders, by one who is none of them; refused. */
    NOT_A_HOLDER,
    /** A question about another domain's nodes or devices; answered as if nothing was there. */
    FOREIGN_DOMAIN,
    /** Too much waited, or the disk did not take it; answered Busy. */
    BUSY
}
