/**
 * What the operator role adds: beginning a network, its commands, and the renewal of what it has
 * signed (seed 003, 3.8.4 and 3.10).
 */
@NullMarked
package virga.ops.operator;

import org.jspecify.annotations.NullMarked;
