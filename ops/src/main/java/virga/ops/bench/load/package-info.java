/** Asks a node as fast as it answers, and counts. */
@NullMarked
package virga.ops.bench.load;

import org.jspecify.annotations.NullMarked;
