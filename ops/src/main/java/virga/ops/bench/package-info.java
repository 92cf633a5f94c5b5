/**
 * Benchmarks: what is measured, beside the figure to beat and a yardstick of the same run. The
 * parties are processes of their own on the loopback.
 */
@NullMarked
package virga.ops.bench;

import org.jspecify.annotations.NullMarked;
