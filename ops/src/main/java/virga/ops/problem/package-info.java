/** What goes wrong for a person: one line, what to do, and an exit code. */
@NullMarked
package virga.ops.problem;

import org.jspecify.annotations.NullMarked;
