package dev.pushlab.server.net;

/** Thrown by whoever answers a request and cannot; the router answers with the problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.reason().code() + " " + problem.arguments(), null, false, false);
        this.problem = problem;
    }

    public ProblemException(Problem.Reason reason, Object... arguments) {
        this(Problem.of(reason, arguments));
    }

    public Problem problem() {
        return problem;
    }
}
