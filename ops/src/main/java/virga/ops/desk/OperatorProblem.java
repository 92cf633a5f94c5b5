package virga.ops.desk;

import virga.ops.operator.registry.OperatorException;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;

/** What an operator refused, as the command line says it. */
public final class OperatorProblem {
    private OperatorProblem() {}

    public static Problem of(OperatorException refusal) {
        return new Problem(exit(refusal.kind()), refusal.line(), refusal.hint());
    }

    static Exit exit(OperatorException.Kind kind) {
        return switch (kind) {
            case FAILED -> Exit.FAILED;
            case USAGE -> Exit.USAGE;
            case NOT_FOUND -> Exit.NOT_FOUND;
            case REFUSED -> Exit.REFUSED;
        };
    }
}
