package io.naestro.policy.engine;

import io.naestro.base.Located;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects what is wrong with a file, so that all of it is told at once. */
final class Problems {
    private final Located file;
    private final List<InputProblem> found = new ArrayList<>();

    Problems(Located file) {
        this.file = file;
    }

    /** Refuses a text for a reason; whoever knows its place catches it. */
    static InputException refuse(String text, String message, String... allowed) {
        return new InputException(InputProblem.at(Pointer.ROOT, Json.of(text), message, allowed));
    }

    /** Notes that the value at a place is wrong. */
    void add(Pointer place, String message, String... allowed) {
        var value = file.json().at(place).orElse(Json.NULL);
        found.add(InputProblem.at(place, value, message, allowed));
    }

    /** Does something with the value at a place; if it is refused, notes why. */
    void attempt(Pointer place, Runnable reader) {
        var unused = read(place, () -> {
            reader.run();
            return place;
        });
    }

    /** Reads the value at a place; if it is refused, notes why and is empty. */
    <T> Optional<T> read(Pointer place, Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (InputException e) {
            e.problems()
                    .forEach(problem -> add(
                            place.then(problem.pointer()),
                            problem.message(),
                            problem.allowed().toArray(String[]::new)));
            return Optional.empty();
        }
    }

    /** Refuses the file if anything was noted. */
    void check() {
        if (!found.isEmpty()) {
            throw file.refuse(found);
        }
    }
}
