package virga.actors.directory;

import java.util.List;
import virga.actors.switchboard.Target;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.NodeId;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Verified;

/** A node that holds records: a super, or the operator. */
record Holder(NodeId id, List<Candidate> candidates) {
    Holder {
        candidates = List.copyOf(candidates);
    }

    static Holder of(Verified<SuperNodeRecord> record) {
        return new Holder(record.body().id(), record.body().candidates());
    }

    Target target() {
        return Target.node(id, candidates);
    }
}
