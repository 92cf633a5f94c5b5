/** What people touch. */
@NullMarked
package virga.ops;

import org.jspecify.annotations.NullMarked;
