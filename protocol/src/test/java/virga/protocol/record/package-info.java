@NullMarked
package virga.protocol.record;

import org.jspecify.annotations.NullMarked;
