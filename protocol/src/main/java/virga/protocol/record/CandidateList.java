package virga.protocol.record;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.carrier.Candidate;
import virga.v1.NodeInfoSealed;

/** Candidates as bytes, for keeping them: as in the open part of a NodeInfo. */
public final class CandidateList {
    private CandidateList() {}

    public static Bytes encode(List<Candidate> candidates) {
        return Bytes.owning(
                NodeInfoSealed.newBuilder()
                        .addAllCandidates(Wire.candidatesToProto(candidates))
                        .build()
                        .toByteArray());
    }

    public static List<Candidate> decode(Bytes bytes) throws Malformed {
        try {
            return Wire.candidates(NodeInfoSealed.parseFrom(bytes.borrowed()).getCandidatesList());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new Malformed("candidates: " + e.getMessage());
        }
    }
}
