package org.relais.api;

/** A {@link Problem} on its way to the edge. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What the state of the thing does not allow, in words for the caller. */
    public static ProblemException conflict(String detail) {
        return new ProblemException(Problem.conflict(detail));
    }

    public Problem problem() {
        return problem;
    }
}
