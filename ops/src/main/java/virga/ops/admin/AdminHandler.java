package virga.ops.admin;

import virga.ops.problem.ProblemException;

/** Handles requests of the admin socket; called on a thread of the session. */
@FunctionalInterface
public interface AdminHandler {
    /**
     * Answers now or later through {@code session}. A {@link ProblemException} is told to the
     * client.
     */
    void handle(AdminRequest request, AdminSession session);
}
