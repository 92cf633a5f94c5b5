/** The command line. */
@NullMarked
package virga.ops.cli;

import org.jspecify.annotations.NullMarked;
