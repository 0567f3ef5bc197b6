package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a value from the events of a parser and holds it to the limits. Keeps its own stack, so no input can overflow
 * the thread's.
 */
final class TreeBuilder {
    /** Stands for the place of a value where places are not kept. */
    private static final Mark NO_MARK = new Mark(Position.UNKNOWN, Position.UNKNOWN, Map.of());

    private final String source;
    private final Limits limits;
    private final boolean marking;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int nodes;
    private @Nullable Located result;

    TreeBuilder(String source, Limits limits, boolean marking) {
        this.source = source;
        this.limits = limits;
        this.marking = marking;
    }

    void startObject(Position at) {
        push(new Level(true, at, marking));
    }

    void startArray(Position at) {
        push(new Level(false, at, marking));
    }

    /** A member's name; the next event is its value. */
    void name(String name, Position at) {
        checkLength(name, at);
        var level = levels.element();
        if (level.members.containsKey(name)) {
            throw refuse(at, name, "is a member's name for the second time in one object; names must be unique");
        }
        level.name = name;
        level.nameAt = at;
    }

    void string(String value, Position at) {
        checkLength(value, at);
        scalar(Json.of(value), at);
    }

    void checkNumber(String text, Position at) {
        if (text.length() > limits.maxNumberLength()) {
            throw refuse(at, text, "is a number of more than " + limits.maxNumberLength() + " characters");
        }
    }

    void number(String text, Position at) {
        checkNumber(text, at);
        if (!exponentInBounds(text)) {
            throw refuse(at, text, "is a number whose exponent goes beyond " + limits.maxNumberLength());
        }
        scalar(Json.of(new BigDecimal(text)), at);
    }

    void scalar(Json value, Position at) {
        count(at);
        attach(value, marking ? new Mark(at, nameOr(at), Map.of()) : null);
    }

    /** The end of the innermost object or array. */
    void end() {
        var level = levels.pop();
        Json value = level.object ? new Json.Obj(level.members) : new Json.Arr(level.items);
        attach(value, marking ? new Mark(level.at, nameOr(level.at), level.marks) : null);
    }

    /** Whether the parser is inside an object and a name comes next. */
    boolean expectsName() {
        var level = levels.peek();
        return level != null && level.object && level.name == null;
    }

    /** The value built, or null when the text had none. */
    @Nullable Located result() {
        return result;
    }

    /** A problem at the place the parser has reached. */
    InputException refuse(Position at, String value, String message, String... allowed) {
        return new InputException(new InputProblem(source, at, here(), value, message, List.of(allowed)));
    }

    private void push(Level level) {
        count(level.at);
        if (levels.size() >= limits.maxDepth()) {
            throw refuse(level.at, "", "nesting is deeper than " + limits.maxDepth() + " levels");
        }
        levels.push(level);
    }

    private void count(Position at) {
        if (++nodes > limits.maxNodes()) {
            throw refuse(at, "", "more than " + limits.maxNodes() + " values in one text");
        }
    }

    private void checkLength(String text, Position at) {
        if (text.length() > limits.maxStringLength()) {
            throw refuse(at, text, "is a text of more than " + limits.maxStringLength() + " characters");
        }
    }

    private boolean exponentInBounds(String text) {
        var e = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (e < 0) {
            return true;
        }
        var digits = text.substring(e + 1).replaceFirst("^[-+]?0*", "");
        return digits.length() <= 9 && (digits.isEmpty() || Integer.parseInt(digits) <= limits.maxNumberLength());
    }

    private Position nameOr(Position at) {
        var level = levels.peek();
        return level == null || !level.object ? at : level.nameAt;
    }

    private void attach(Json value, @Nullable Mark mark) {
        var level = levels.peek();
        if (level == null) {
            result = new Located(source, value, mark == null ? NO_MARK : mark);
        } else {
            level.add(value, mark);
        }
    }

    private Pointer here() {
        var segments = new ArrayList<String>();
        levels.descendingIterator().forEachRemaining(level -> level.segment(segments));
        return new Pointer(segments);
    }

    /** An object or array that is not closed yet. */
    private static final class Level {
        final boolean object;
        final Position at;
        final Map<String, Json> members;
        final List<Json> items;
        final Map<String, Mark> marks;

        @Nullable String name;

        Position nameAt = Position.UNKNOWN;

        Level(boolean object, Position at, boolean marking) {
            this.object = object;
            this.at = at;
            members = object ? new LinkedHashMap<>() : Map.of();
            items = object ? List.of() : new ArrayList<>();
            marks = marking ? new LinkedHashMap<>() : Map.of();
        }

        void add(Json value, @Nullable Mark mark) {
            if (mark != null) {
                marks.put(name == null ? Integer.toString(items.size()) : name, mark);
            }
            if (name == null) {
                items.add(value);
            } else {
                members.put(name, value);
                name = null;
            }
        }

        void segment(List<String> segments) {
            if (name != null) {
                segments.add(name);
            } else if (!object) {
                segments.add(Integer.toString(items.size()));
            }
        }
    }
}
