package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.util.List;

/**
 * A value that was read from a text, with the place in the text of everything in it, so that a problem found later
 * still names line and column.
 */
public final class Located {
    private final String source;
    private final Json json;
    private final Mark mark;

    Located(String source, Json json, Mark mark) {
        this.source = source;
        this.json = json;
        this.mark = mark;
    }

    /** The name of the text, such as a file name. */
    public String source() {
        return source;
    }

    /** The value. */
    public Json json() {
        return json;
    }

    /**
     * Where a value begins in the text; for a place that does not exist, where its nearest existing holder begins.
     *
     * @param pointer the place in the value
     */
    public Position at(Pointer pointer) {
        return nearest(pointer).value();
    }

    /**
     * Where the name of an object's member stands in the text; for array items and the root, where the value begins.
     *
     * @param pointer the place of the member
     */
    public Position nameAt(Pointer pointer) {
        return nearest(pointer).name();
    }

    /**
     * Refuses the text.
     *
     * @param problems why, without places in the text; they are filled in
     */
    public InputException refuse(List<InputProblem> problems) {
        return new InputException(problems.stream()
                .map(problem -> problem.in(source, at(problem.pointer())))
                .toList());
    }

    /**
     * A problem of this value, with the place of it in the text.
     *
     * @param problem the problem, without a place in the text
     */
    public InputProblem place(InputProblem problem) {
        return problem.in(source, at(problem.pointer()));
    }

    /**
     * Refuses the text for one value in it.
     *
     * @param pointer the place of the value
     * @param message what is wrong with it
     * @param allowed what may stand there instead
     */
    public InputException refuse(Pointer pointer, String message, String... allowed) {
        var value = json.at(pointer).orElse(Json.NULL);
        return refuse(List.of(InputProblem.at(pointer, value, message, allowed)));
    }

    @Override
    public String toString() {
        return source + ": " + json;
    }

    private Mark nearest(Pointer pointer) {
        var here = mark;
        for (var segment : pointer.segments()) {
            var below = here.below().get(segment);
            if (below == null) {
                return here;
            }
            here = below;
        }
        return here;
    }
}
