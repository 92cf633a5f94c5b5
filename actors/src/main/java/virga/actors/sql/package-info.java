/** What work on a database needs to know of it, whichever one it is. */
@NullMarked
package virga.actors.sql;

import org.jspecify.annotations.NullMarked;
