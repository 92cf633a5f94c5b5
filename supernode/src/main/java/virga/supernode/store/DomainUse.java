package virga.supernode.store;

/** How much a domain has stored here and how much it may: entries. */
record DomainUse(long entries, long quota) {}
