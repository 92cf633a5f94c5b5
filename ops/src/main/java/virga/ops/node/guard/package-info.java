/** The root of a process's actors: it holds the guardians of its nodes. */
@NullMarked
package virga.ops.node.guard;

import org.jspecify.annotations.NullMarked;
