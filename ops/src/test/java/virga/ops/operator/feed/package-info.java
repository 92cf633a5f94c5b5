@NullMarked
package virga.ops.operator.feed;

import org.jspecify.annotations.NullMarked;
