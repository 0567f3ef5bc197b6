package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.List;

/** One conversion from JSON to Java: what was found wrong so far, and whether unknown members are ignored. */
final class Reading {
    private static final int MOST = 100;

    final boolean lenient;
    private final List<InputProblem> problems = new ArrayList<>();

    Reading(boolean lenient) {
        this.lenient = lenient;
    }

    void problem(Pointer at, Json value, String message, String... allowed) {
        if (problems.size() < MOST) {
            problems.add(InputProblem.at(at, value, message, allowed));
        }
    }

    /** A problem that was found below a place. */
    void add(Pointer at, InputProblem problem) {
        if (problems.size() < MOST) {
            problems.add(problem.below(at));
        }
    }

    void wrongType(Pointer at, Json value, String... allowed) {
        problem(at, value, "is of type " + value.type(), allowed);
    }

    int count() {
        return problems.size();
    }

    void refuseIfWrong() {
        if (!problems.isEmpty()) {
            throw new InputException(problems);
        }
    }
}
