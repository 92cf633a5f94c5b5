/** What every node runs. */
@NullMarked
package virga.actors;

import org.jspecify.annotations.NullMarked;
