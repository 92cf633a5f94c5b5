@NullMarked
package virga.actors.directory;

import org.jspecify.annotations.NullMarked;
