@NullMarked
package virga.actors.sqlite;

import org.jspecify.annotations.NullMarked;
