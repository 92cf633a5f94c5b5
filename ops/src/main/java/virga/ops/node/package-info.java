/** Starts nodes: from flags and configuration to a serving process. */
@NullMarked
package virga.ops.node;

import org.jspecify.annotations.NullMarked;
