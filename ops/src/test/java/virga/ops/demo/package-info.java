@NullMarked
package virga.ops.demo;

import org.jspecify.annotations.NullMarked;
