package virga.protocol.record;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import virga.protocol.Bytes;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;

/** The keys that a record is found under: holders of any of them keep it. */
public final class Places {
    private Places() {}

    /** Its own key, and those of what it is looked up by. */
    public static Set<DhtKey> of(RecordBody body) {
        return switch (body) {
            case NodeInfoRecord info -> with(info.key(), info.locationKeys());
            case DeviceRecord device -> with(device.key(), Set.of(device.nameKey()));
            case TombstoneRecord gone -> with(gone.key(), gone.places());
            case NodeRecord _,
                    SuperNodeRecord _,
                    OperatorNodeRecord _,
                    RevocationListRecord _,
                    DomainRecord _ ->
                    Set.of(body.key());
        };
    }

    private static Set<DhtKey> with(DhtKey own, Collection<Bytes> others) {
        Set<DhtKey> places = new TreeSet<>();
        places.add(own);
        others.forEach(other -> places.add(new DhtKey(own.domain(), other)));
        return places;
    }
}
