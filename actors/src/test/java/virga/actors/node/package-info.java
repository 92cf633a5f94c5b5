@NullMarked
package virga.actors.node;

import org.jspecify.annotations.NullMarked;
