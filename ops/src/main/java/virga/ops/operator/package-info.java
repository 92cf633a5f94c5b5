/**
 * What the operator role adds: the registry of domains, tokens, nodes and devices; admission; and
 * the feed that carries every static record to the supers (seed 003, 3.8.4 and 3.10).
 */
@NullMarked
package virga.ops.operator;

import org.jspecify.annotations.NullMarked;
