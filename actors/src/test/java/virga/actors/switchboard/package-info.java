@NullMarked
package virga.actors.switchboard;

import org.jspecify.annotations.NullMarked;
