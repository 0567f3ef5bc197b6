package io.naestro.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a scripted part will answer, in order, and what it was asked. Thread-safe. */
final class Script<C, R> {
    private final Deque<Function<C, R>> answers = new ArrayDeque<>();
    private final List<C> calls = new ArrayList<>();
    private @Nullable Function<C, R> always;
    private int given;

    synchronized void add(Function<C, R> answer) {
        if (always != null) {
            throw new IllegalStateException("an answer after one that is given always would never be given");
        }
        answers.add(answer);
        given++;
    }

    synchronized void always(Function<C, R> answer) {
        if (always != null) {
            throw new IllegalStateException("there is already an answer that is given always");
        }
        always = answer;
    }

    /** The next answer; where there is none, what {@code none} makes of the number of the call and of answers. */
    R next(C call, Function<String, R> none) {
        return take(call, none).apply(call);
    }

    private synchronized Function<C, R> take(C call, Function<String, R> none) {
        calls.add(call);
        var answer = answers.isEmpty() ? always : answers.remove();
        if (answer != null) {
            return answer;
        }
        var missing = "has no answer for call " + calls.size() + "; it was given " + given;
        return ignored -> none.apply(missing);
    }

    synchronized List<C> calls() {
        return List.copyOf(calls);
    }

    synchronized int left() {
        return answers.size();
    }
}
