/** Rules of the project that the build checks. */
@NullMarked
package virga.ops.build;

import org.jspecify.annotations.NullMarked;
