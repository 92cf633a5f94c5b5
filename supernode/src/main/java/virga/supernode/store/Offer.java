package virga.supernode.store;

import virga.protocol.record.RecordBody;
import virga.protocol.record.Verified;

/**
 * A verified record and who wants it stored. A {@code proof} is a Node record without which another
 * that comes behind it would not be believed: it is stored whatever keys are held here.
 */
record Offer(AdmittedPeer writer, Verified<? extends RecordBody> record, boolean proof) {
    Offer(AdmittedPeer writer, Verified<? extends RecordBody> record) {
        this(writer, record, false);
    }
}
