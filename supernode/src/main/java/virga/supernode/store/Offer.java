package virga.supernode.store;

import virga.protocol.record.RecordBody;
import virga.protocol.record.Verified;

/** A verified record and who wants it stored. */
record Offer(AdmittedPeer writer, Verified<? extends RecordBody> record) {}
