package io.naestro.core;

/**
 * The name of a step, or of one element of a map step ({@code fetch[3]}).
 *
 * @param step the id of the step in the plan
 * @param element the number of the element, or {@link #WHOLE} for the step itself
 */
record StepName(String step, int element) {
    static final int WHOLE = -1;

    static StepName of(String text) {
        var bracket = text.indexOf('[');
        return bracket < 0
                ? new StepName(text, WHOLE)
                : new StepName(text.substring(0, bracket), Integer.parseInt(text, bracket + 1, text.length() - 1, 10));
    }

    /** The name of a step itself. */
    static StepName whole(String step) {
        return new StepName(step, WHOLE);
    }

    /** The step that this is, or is an element of. */
    StepName whole() {
        return whole(step);
    }

    boolean isElement() {
        return element != WHOLE;
    }

    @Override
    public String toString() {
        return isElement() ? step + "[" + element + "]" : step;
    }
}
