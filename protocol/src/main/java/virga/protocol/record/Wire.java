package virga.protocol.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.PublicKey;
import virga.v1.Record;

/**
 * Between what several messages share and its protobuf form. Nothing of protobuf passes the
 * protocol's codecs; of what comes in, a wrong value is {@link Malformed} or, from a constructor's
 * check, an {@link IllegalArgumentException}: both are the peer's fault there.
 */
public final class Wire {
    private Wire() {}

    /** Shares the array. */
    public static ByteString toProto(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.borrowed());
    }

    public static Bytes bytes(ByteString bytes) {
        return Bytes.owning(bytes.toByteArray());
    }

    public static PublicKey publicKey(ByteString bytes) {
        return new PublicKey(bytes(bytes));
    }

    public static DhtKey key(int domain, ByteString hash) {
        return new DhtKey(new DomainId(domain), bytes(hash));
    }

    public static virga.v1.KeyRange toProto(KeyRange range) {
        return virga.v1.KeyRange.newBuilder().setFrom(range.from()).setTo(range.to()).build();
    }

    public static List<virga.v1.KeyRange> toProto(KeyRanges ranges) {
        return ranges.ranges().stream().map(Wire::toProto).toList();
    }

    public static KeyRange range(virga.v1.KeyRange range) {
        return new KeyRange(range.getFrom(), range.getTo());
    }

    public static KeyRanges ranges(List<virga.v1.KeyRange> ranges, int max) throws Malformed {
        if (ranges.size() > max) {
            throw new Malformed("too many ranges");
        }
        return new KeyRanges(ranges.stream().map(Wire::range).toList());
    }

    /** Seconds since 1970. */
    public static Instant seconds(long seconds) throws Malformed {
        if (seconds < 0 || seconds > Limits.LAST.getEpochSecond()) {
            throw new Malformed("a time is out of range");
        }
        return Instant.ofEpochSecond(seconds);
    }

    public static RecordKind kind(int number) throws Malformed {
        return RecordKind.ofNumber(number)
                .orElseThrow(() -> new Malformed("an unknown kind of record"));
    }

    /** Of the enum's number, since a kind's number is signed. */
    public static virga.v1.RecordKind toProto(RecordKind kind) {
        return virga.v1.RecordKind.forNumber(kind.number());
    }

    public static Record toProto(SignedRecord record) {
        return Record.newBuilder()
                .setBody(toProto(record.body()))
                .setSignature(toProto(record.signature()))
                .build();
    }

    public static List<Record> toProto(List<SignedRecord> records) {
        return records.stream().map(Wire::toProto).toList();
    }

    public static SignedRecord record(RecordKind kind, Record record) {
        return new SignedRecord(kind, bytes(record.getBody()), bytes(record.getSignature()));
    }

    public static List<SignedRecord> records(RecordKind kind, List<Record> records, int max)
            throws Malformed {
        if (records.size() > max) {
            throw new Malformed("too many records");
        }
        List<SignedRecord> all = new ArrayList<>(records.size());
        for (Record record : records) {
            all.add(record(kind, record));
        }
        return all;
    }

    public static virga.v1.Candidate toProto(Candidate candidate) {
        virga.v1.Candidate.Builder to =
                virga.v1.Candidate.newBuilder()
                        .setCarrier(toProto(candidate.carrier()))
                        .setPort(candidate.address().port());
        switch (candidate.address()) {
            case CandidateAddress.Ip ip -> to.setIp(toProto(ip.ip()));
            case CandidateAddress.Onion onion -> to.setOnion(onion.host());
        }
        return to.build();
    }

    public static List<virga.v1.Candidate> candidatesToProto(List<Candidate> candidates) {
        return candidates.stream().map(Wire::toProto).toList();
    }

    /** Leaves out those by a carrier that this version does not know. */
    public static List<Candidate> candidates(List<virga.v1.Candidate> from) throws Malformed {
        if (from.size() > Candidate.PER_RECORD_MAX) {
            throw new Malformed("too many candidates");
        }
        List<Candidate> candidates = new ArrayList<>(from.size());
        for (virga.v1.Candidate candidate : from) {
            Optional<Carrier> carrier = carrier(candidate.getCarrier());
            if (carrier.isPresent()) {
                candidates.add(new Candidate(carrier.get(), address(candidate)));
            }
        }
        return candidates;
    }

    private static virga.v1.Carrier toProto(Carrier carrier) {
        return switch (carrier) {
            case DIRECT -> virga.v1.Carrier.CARRIER_DIRECT;
            case REVERSED -> virga.v1.Carrier.CARRIER_REVERSED;
            case MAPPED -> virga.v1.Carrier.CARRIER_MAPPED;
            case PUNCHED -> virga.v1.Carrier.CARRIER_PUNCHED;
            case RELAYED -> virga.v1.Carrier.CARRIER_RELAYED;
            case ONION -> virga.v1.Carrier.CARRIER_ONION;
        };
    }

    private static Optional<Carrier> carrier(virga.v1.Carrier from) {
        return switch (from) {
            case CARRIER_DIRECT -> Optional.of(Carrier.DIRECT);
            case CARRIER_REVERSED -> Optional.of(Carrier.REVERSED);
            case CARRIER_MAPPED -> Optional.of(Carrier.MAPPED);
            case CARRIER_PUNCHED -> Optional.of(Carrier.PUNCHED);
            case CARRIER_RELAYED -> Optional.of(Carrier.RELAYED);
            case CARRIER_ONION -> Optional.of(Carrier.ONION);
            case CARRIER_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static CandidateAddress address(virga.v1.Candidate candidate) throws Malformed {
        if (candidate.getOnion().isEmpty()) {
            return new CandidateAddress.Ip(bytes(candidate.getIp()), candidate.getPort());
        }
        if (!candidate.getIp().isEmpty()
                || candidate.getCarrier() != virga.v1.Carrier.CARRIER_ONION) {
            throw new Malformed("an onion address with another");
        }
        return new CandidateAddress.Onion(candidate.getOnion(), candidate.getPort());
    }
}
