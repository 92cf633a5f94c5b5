/** Looks for what keeps a node from working. */
@NullMarked
package virga.ops.doctor;

import org.jspecify.annotations.NullMarked;
