@NullMarked
package virga.protocol.flight;

import org.jspecify.annotations.NullMarked;
