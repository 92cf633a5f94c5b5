package virga.protocol.record;

import virga.protocol.Bytes;

/**
 * Which of two records under one key holds: the higher version; of equal versions the one whose
 * body has the lower SHA-256, so that all nodes agree, and the writer's fault is counted.
 */
public enum RecordOrder {
    /** The same body: nothing to do. */
    SAME,
    NEWER,
    OLDER,
    /** The writer used one version twice; the candidate has the lower hash. */
    WINS_TIE,
    /** The writer used one version twice; the stored one has the lower hash. */
    LOSES_TIE;

    /** How {@code candidate} stands to {@code stored}. */
    public static RecordOrder of(Verified<?> candidate, Verified<?> stored) {
        return of(
                candidate.body().version(),
                candidate.signed().body(),
                stored.body().version(),
                stored.signed().body());
    }

    /** As above, of a version and the signed body's bytes. */
    public static RecordOrder of(
            long candidateVersion, Bytes candidate, long storedVersion, Bytes stored) {
        if (candidateVersion != storedVersion) {
            return candidateVersion > storedVersion ? NEWER : OLDER;
        }
        if (candidate.equals(stored)) {
            return SAME;
        }
        Bytes hash = Bytes.sha256(candidate.borrowed());
        return hash.compareTo(Bytes.sha256(stored.borrowed())) < 0 ? WINS_TIE : LOSES_TIE;
    }

    /** Whether the candidate takes the stored one's place. */
    public boolean replaces() {
        return this == NEWER || this == WINS_TIE;
    }

    /** Whether the writer broke the rule that a version is used once. */
    public boolean writersFault() {
        return this == WINS_TIE || this == LOSES_TIE;
    }
}
