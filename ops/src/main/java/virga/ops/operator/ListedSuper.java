package virga.ops.operator;

import java.time.Instant;
import virga.protocol.record.RecordBody.SuperNodeRecord;

/** A super with its names; {@code lost}: it was silent for long and holds nothing. */
public record ListedSuper(
        SuperNodeRecord record, String name, String domain, Instant seen, boolean lost) {}
