@NullMarked
package virga.actors.presence;

import org.jspecify.annotations.NullMarked;
