@NullMarked
package virga.ops.bench.messages;

import org.jspecify.annotations.NullMarked;
