/** Round trips a second between two nodes, beside a plain echo of the same envelopes. */
@NullMarked
package virga.ops.bench.messages;

import org.jspecify.annotations.NullMarked;
