/** Reads {@code virga.conf}. */
@NullMarked
package virga.ops.config;

import org.jspecify.annotations.NullMarked;
