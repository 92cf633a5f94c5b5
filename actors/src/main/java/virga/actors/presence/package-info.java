/** What a node says about itself, and how it stays admitted. */
@NullMarked
package virga.actors.presence;

import org.jspecify.annotations.NullMarked;
