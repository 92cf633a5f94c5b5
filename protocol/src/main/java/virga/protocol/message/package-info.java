@NullMarked
package virga.protocol.message;

import org.jspecify.annotations.NullMarked;
