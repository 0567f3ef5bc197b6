package io.naestro.json;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An input that was refused: a plan, a policy, a schema, or a value that does not fit its record. The message has one
 * line for each problem, the first {@value #MOST_SHOWN} of them.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_SHOWN = 20;

    private final transient List<InputProblem> problems;

    /**
     * Refuses an input.
     *
     * @param problems why; at least one
     * @throws IllegalArgumentException if the list is empty
     */
    public InputException(List<InputProblem> problems) {
        super(lines(problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * Refuses an input for one reason.
     *
     * @param problem the reason
     */
    public InputException(InputProblem problem) {
        this(List.of(problem));
    }

    /** Why the input was refused; at least one problem. */
    public List<InputProblem> problems() {
        return problems;
    }

    /**
     * Refuses a text or value as a whole.
     *
     * @param value what was found
     * @param message what is wrong with it, in a few words that read on after the value
     * @param allowed what may stand there instead
     */
    public static InputException of(String value, String message, String... allowed) {
        return new InputException(
                new InputProblem("", Position.UNKNOWN, Pointer.ROOT, value, message, List.of(allowed)));
    }

    private static String lines(List<InputProblem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an input is refused for at least one problem");
        }
        var shown =
                problems.stream().limit(MOST_SHOWN).map(InputProblem::toString).collect(Collectors.joining("\n"));
        var rest = problems.size() - MOST_SHOWN;
        return rest > 0 ? shown + "\nand " + rest + " more" : shown;
    }
}
