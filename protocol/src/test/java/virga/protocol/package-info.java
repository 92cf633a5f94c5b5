@NullMarked
package virga.protocol;

import org.jspecify.annotations.NullMarked;
