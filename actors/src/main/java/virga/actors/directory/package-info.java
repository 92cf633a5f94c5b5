/** Asking the distributed hash table: whom to ask, in what order, and whom to believe. */
@NullMarked
package virga.actors.directory;

import org.jspecify.annotations.NullMarked;
