@NullMarked
package virga.protocol.carrier;

import org.jspecify.annotations.NullMarked;
