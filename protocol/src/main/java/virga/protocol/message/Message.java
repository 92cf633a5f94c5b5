package virga.protocol.message;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.record.DhtKey;
import virga.protocol.record.DomainKey;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.Limits;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;

/**
 * The body of one envelope, parsed and within its limits. Fields and meaning are those of
 * messages.proto. A question gets one answer with its id; both are fixed by the type.
 */
public sealed interface Message {
    /** Wants an answer. */
    sealed interface Question extends Message {}

    /** Answers a question. */
    sealed interface Answer extends Message {}

    /** Said once, one way: it has no answer and its envelope the id 0. */
    sealed interface Notice extends Message {}

    /** An answer that says why the question was not served; no larger than any question. */
    sealed interface Declined extends Answer {}

    record Busy() implements Declined {
        public static final Busy INSTANCE = new Busy();
    }

    record NotMine(long plan) implements Declined {
        public NotMine {
            Limits.notNegative("plan", plan);
        }
    }

    record NotFound() implements Declined {
        public static final NotFound INSTANCE = new NotFound();
    }

    record Refused(RefusalReason reason) implements Declined {}

    record Ping() implements Question {
        public static final Ping INSTANCE = new Ping();
    }

    record Reping() implements Answer {
        public static final Reping INSTANCE = new Reping();
    }

    record Lookup(RecordKind kind, DhtKey key) implements Question {}

    record Found(SignedRecord record) implements Answer {}

    /**
     * {@code locationKey} is empty for all of the domain's records of the kind; {@code cursor} is
     * empty for the first page.
     */
    record ListRecords(RecordKind kind, DomainId domain, Bytes locationKey, Bytes cursor, int limit)
            implements Question {
        public static final int LIMIT_MAX = 256;
        public static final int CURSOR_LENGTH_MAX_BYTES = 64;

        public ListRecords {
            if (!locationKey.isEmpty()) {
                Limits.hash("a location key", locationKey);
            }
            Limits.atMost("a cursor", cursor, CURSOR_LENGTH_MAX_BYTES);
            if (limit < 1 || limit > LIMIT_MAX) {
                throw new IllegalArgumentException("a page has 1 to 256 records, not " + limit);
            }
        }
    }

    /** {@code cursor} is empty on the last page. */
    record RecordPage(List<SignedRecord> records, Bytes cursor) implements Answer {
        public RecordPage {
            records = List.copyOf(records);
            Limits.atMost("records", records, ListRecords.LIMIT_MAX);
            if (!records.isEmpty()) {
                Limits.allOf(records.getFirst().kind(), records);
            }
            Limits.atMost("a cursor", cursor, ListRecords.CURSOR_LENGTH_MAX_BYTES);
        }
    }

    record Store(SignedRecord record) implements Question {}

    record Stored(long version) implements Answer {
        public Stored {
            Limits.notNegative("version", version);
        }
    }

    /** {@code KeyRange.WHOLE} asks for the holders of any key. */
    record GetSuperNodes(KeyRange range) implements Question {}

    record SuperNodes(List<SignedRecord> records, long plan) implements Answer {
        public static final int RECORDS_MAX = 256;

        public SuperNodes {
            records = List.copyOf(records);
            Limits.atMost("super nodes", records, RECORDS_MAX);
            Limits.allOf(RecordKind.SUPER_NODE, records);
            Limits.notNegative("plan", plan);
        }
    }

    record GetOperatorNodes() implements Question {
        public static final GetOperatorNodes INSTANCE = new GetOperatorNodes();
    }

    record OperatorNodes(List<SignedRecord> records) implements Answer {
        public static final int RECORDS_MAX = 64;

        public OperatorNodes {
            records = List.copyOf(records);
            Limits.atMost("operator nodes", records, RECORDS_MAX);
            Limits.allOf(RecordKind.OPERATOR_NODE, records);
        }
    }

    /** {@code store}: drawn when the store was made; another one has lost what it held. */
    record SubmitSuperNode(List<Candidate> candidates, Bytes store) implements Question {
        public static final int STORE_LENGTH_BYTES = 16;

        public SubmitSuperNode {
            Limits.length("a store's number", store, STORE_LENGTH_BYTES);
            candidates = List.copyOf(candidates);
            Limits.atMost("candidates", candidates, Candidate.PER_RECORD_MAX);
        }
    }

    record SuperNodeAssigned(SignedRecord record) implements Answer {
        public SuperNodeAssigned {
            Limits.allOf(RecordKind.SUPER_NODE, List.of(record));
        }
    }

    record Admit(Bytes secret, Set<Role> roles, List<String> labels, String name)
            implements Question {
        public static final int SECRET_LENGTH_BYTES = 16;

        public Admit {
            roles = Set.copyOf(roles);
            labels = List.copyOf(labels);
            Limits.length("a token's secret", secret, SECRET_LENGTH_BYTES);
            Limits.atMost("labels", labels, NodeRecord.LABELS_MAX);
            labels.forEach(LocationId.Label::new);
            Limits.text("a node's name", name, NodeRecord.NAME_LENGTH_MAX_BYTES);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Admit[roles=" + roles + ", name=" + name + "]";
        }
    }

    record Admitted(
            SignedRecord node,
            SignedRecord operatorNode,
            Bytes domainKey,
            String domainName,
            List<SignedRecord> superNodes)
            implements Answer {
        public static final int DOMAIN_NAME_LENGTH_MAX_BYTES = 63;

        public Admitted {
            superNodes = List.copyOf(superNodes);
            Limits.allOf(RecordKind.NODE, List.of(node));
            Limits.allOf(RecordKind.OPERATOR_NODE, List.of(operatorNode));
            Limits.length("a domain key", domainKey, DomainKey.LENGTH_BYTES);
            Limits.text("a domain's name", domainName, DOMAIN_NAME_LENGTH_MAX_BYTES);
            Limits.atMost("super nodes", superNodes, SuperNodes.RECORDS_MAX);
            Limits.allOf(RecordKind.SUPER_NODE, superNodes);
        }

        /** Without the domain key. */
        @Override
        public String toString() {
            return "Admitted[domainName=" + domainName + "]";
        }
    }

    record Renew() implements Question {
        public static final Renew INSTANCE = new Renew();
    }

    /**
     * The newest revocation list that the sender enforces, if any, and the root's removals of
     * operators.
     */
    record RevocationNotice(Optional<SignedRecord> list, List<SignedRecord> removedOperators)
            implements Notice {
        public static final int REMOVED_MAX = 64;

        /** All removals together: with the list they fit one flight. */
        public static final int REMOVED_LENGTH_MAX_BYTES = 32 * 1024;

        public RevocationNotice {
            removedOperators = List.copyOf(removedOperators);
            list.ifPresent(one -> Limits.allOf(RecordKind.REVOCATION_LIST, List.of(one)));
            Limits.atMost("removed operators", removedOperators, REMOVED_MAX);
            Limits.allOf(RecordKind.TOMBSTONE, removedOperators);
            int length = removedOperators.stream().mapToInt(SignedRecord::lengthBytes).sum();
            if (length > REMOVED_LENGTH_MAX_BYTES) {
                throw new IllegalArgumentException("removals of operators have 32 KiB at most");
            }
        }
    }

    record Renewed(SignedRecord node, SignedRecord operatorNode) implements Answer {
        public Renewed {
            Limits.allOf(RecordKind.NODE, List.of(node));
            Limits.allOf(RecordKind.OPERATOR_NODE, List.of(operatorNode));
        }
    }

    /** {@code cursor} is empty for the first page. */
    record GetRange(KeyRange range, Bytes cursor, int limit) implements Question {
        public static final int LIMIT_MAX = 256;
        public static final int CURSOR_LENGTH_MAX_BYTES = 73;

        public GetRange {
            Limits.atMost("a cursor", cursor, CURSOR_LENGTH_MAX_BYTES);
            if (limit < 1 || limit > LIMIT_MAX) {
                throw new IllegalArgumentException("a page has 1 to 256 entries, not " + limit);
            }
        }
    }

    /** {@code cursor} is empty on the last page. */
    record RangePage(List<SignedRecord> entries, Bytes cursor) implements Answer {
        public RangePage {
            entries = List.copyOf(entries);
            Limits.atMost("entries", entries, GetRange.LIMIT_MAX);
            Limits.atMost("a cursor", cursor, GetRange.CURSOR_LENGTH_MAX_BYTES);
        }
    }

    /** {@code digests}: one for each part, so one more than borders. */
    record CompareRange(KeyRange range, Instant at, List<Long> borders, List<Long> digests)
            implements Question {
        public static final int PARTS_MAX = 4_096;

        public CompareRange {
            at = Limits.seconds("a moment", at);
            borders = List.copyOf(borders);
            digests = List.copyOf(digests);
            Limits.atMost("parts", digests, PARTS_MAX);
            if (digests.size() != borders.size() + 1) {
                throw new IllegalArgumentException("each part has one digest");
            }
            long before = range.from();
            for (long border : borders) {
                if (Long.compareUnsigned(before, border) >= 0 || !range.holds(border)) {
                    throw new IllegalArgumentException("borders ascend within their range");
                }
                before = border;
            }
        }
    }

    record RangeDifferences(List<Integer> parts) implements Answer {
        public RangeDifferences {
            parts = List.copyOf(parts);
            Limits.atMost("parts", parts, CompareRange.PARTS_MAX);
        }
    }

    /** {@code cursor} is empty for the first page. */
    record GetSummaries(KeyRange range, Instant at, Bytes cursor) implements Question {
        public GetSummaries {
            at = Limits.seconds("a moment", at);
            Limits.atMost("a cursor", cursor, GetRange.CURSOR_LENGTH_MAX_BYTES);
        }
    }

    /** {@code cursor} is empty on the last page. */
    record Summaries(List<EntrySummary> summaries, Bytes cursor) implements Answer {
        public static final int SUMMARIES_MAX = 512;

        public Summaries {
            summaries = List.copyOf(summaries);
            Limits.atMost("summaries", summaries, SUMMARIES_MAX);
            Limits.atMost("a cursor", cursor, GetRange.CURSOR_LENGTH_MAX_BYTES);
        }
    }

    record GetRecords(KeyRange range, List<Slot> slots) implements Question {
        public GetRecords {
            slots = List.copyOf(slots);
            Limits.atMost("slots", slots, GetRange.LIMIT_MAX);
        }
    }

    record RangeWhole(long plan, KeyRanges ranges) implements Question {
        public RangeWhole {
            Limits.notNegative("plan", plan);
            Limits.atMost("ranges", ranges.ranges(), SuperNodeRecord.RANGES_MAX);
        }
    }

    record Noted() implements Answer {
        public static final Noted INSTANCE = new Noted();
    }
}
