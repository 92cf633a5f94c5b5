/**
 * What a network's operator has registered: domains, tokens, nodes, devices, and the static records
 * that say so to the others; durable in one SQLite file (seed 003, 3.10.2).
 */
@NullMarked
package virga.ops.operator.registry;

import org.jspecify.annotations.NullMarked;
