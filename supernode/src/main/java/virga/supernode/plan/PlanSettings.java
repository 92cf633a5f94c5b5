package virga.supernode.plan;

/**
 * How keys are parted.
 *
 * @param holders of each key: R
 * @param rangesEach ranges that there are for each super: more share the load better, and make
 *     longer SuperNode records
 * @param entriesMin a range with fewer than twice as many entries is not split
 */
public record PlanSettings(int holders, int rangesEach, int entriesMin) {
    public static final PlanSettings STANDARD = new PlanSettings(3, 8, 64);

    public PlanSettings {
        if (holders < 1 || rangesEach < 1 || entriesMin < 1) {
            throw new IllegalArgumentException("a plan has holders, ranges and entries");
        }
    }
}
