/** What the user and tunnel roles add. */
@NullMarked
package virga.tunnel;

import org.jspecify.annotations.NullMarked;
