/** Who may be a node, and the records that say so (seed 003, 3.8.4). */
@NullMarked
package virga.ops.operator.admission;

import org.jspecify.annotations.NullMarked;
