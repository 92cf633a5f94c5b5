/** The embedded database: one file, one writer, group commit. */
@NullMarked
package virga.actors.sqlite;

import org.jspecify.annotations.NullMarked;
