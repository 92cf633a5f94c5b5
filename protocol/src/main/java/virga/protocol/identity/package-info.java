/** Keys, the ids made of them, and the files that keep them. */
@NullMarked
package virga.protocol.identity;

import org.jspecify.annotations.NullMarked;
