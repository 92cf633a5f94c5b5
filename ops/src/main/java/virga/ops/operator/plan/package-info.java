/** Who is a super, what each holds, and how that changes (seed 003, 3.8.4 and 3.10.1). */
@NullMarked
package virga.ops.operator.plan;

import org.jspecify.annotations.NullMarked;
