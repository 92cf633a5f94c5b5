@NullMarked
package virga.actors.settings;

import org.jspecify.annotations.NullMarked;
