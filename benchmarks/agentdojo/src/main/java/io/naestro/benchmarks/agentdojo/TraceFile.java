package io.naestro.benchmarks.agentdojo;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.Located;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads traces: one JSON object a line, each held to {@link Limits#MESSAGE}. */
final class TraceFile {
    private static final int MOST_LINES = 100_000;

    private TraceFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if the file cannot be read
     * @throws InputException if a line is not such a trace; names file, line and place
     */
    static List<Trace> read(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(file.toString(), in);
        }
    }

    static List<Trace> read(String source, InputStream in) throws IOException {
        var traces = new ArrayList<Trace>();
        int number = 0;
        for (var line = line(in); line.length > 0; line = line(in)) {
            number++;
            var name = source + " line " + number;
            if (number > MOST_LINES || line.length > Limits.MESSAGE.maxBytes()) {
                throw new InputException(new InputProblem(
                        name,
                        Position.UNKNOWN,
                        Pointer.ROOT,
                        "",
                        "there is more than can be read here",
                        List.of(
                                "lines of at most " + Limits.MESSAGE.maxBytes() + " bytes",
                                "at most " + MOST_LINES + " lines")));
            }
            if (line.length > 1) {
                traces.add(trace(JsonText.locate(name, line, Limits.MESSAGE)));
            }
        }
        return List.copyOf(traces);
    }

    /** A line with its end, cut where it is too long; nothing at the end of the file. */
    private static byte[] line(InputStream in) throws IOException {
        var out = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
            out.write(next);
            if (next == '\n' || out.size() > Limits.MESSAGE.maxBytes()) {
                break;
            }
            next = in.read();
        }
        return out.toByteArray();
    }

    private static Trace trace(Located line) {
        var calls = new ArrayList<Trace.Call>();
        var trace = Pointer.of("/trace");
        var items = value(line, trace, Json.Arr.class, "a list").items();
        for (int i = 0; i < items.size(); i++) {
            calls.add(call(line, trace.child(i)));
        }
        var injection = line.json().at(Pointer.of("/injection_task")).orElse(Json.NULL);
        var task = text(line, Pointer.of("/user_task"));
        return new Trace(
                text(line, Pointer.of("/suite")),
                injection instanceof Json.Str name ? task + "/" + name.value() : task,
                !injection.equals(Json.NULL),
                text(line, Pointer.of("/prompt")),
                calls);
    }

    private static Trace.Call call(Located line, Pointer at) {
        var label = text(line, at.child("label"));
        if (!label.equals("attack") && !label.equals("legit")) {
            throw line.refuse(at.child("label"), "is not a label", "attack", "legit");
        }
        return new Trace.Call(
                text(line, at.child("fn")),
                value(line, at.child("args"), Json.Obj.class, "an object"),
                output(line, at.child("output")),
                label.equals("attack"));
    }

    /** A tool may have returned nothing. */
    private static String output(Located line, Pointer at) {
        return line.json().at(at).filter(Json.NULL::equals).isPresent() ? "" : text(line, at);
    }

    private static String text(Located line, Pointer at) {
        return value(line, at, Json.Str.class, "a text").value();
    }

    private static <T extends Json> T value(Located line, Pointer at, Class<T> type, String what) {
        var found = line.json().at(at).orElse(Json.NULL);
        if (!type.isInstance(found)) {
            throw line.refuse(at, "must be there and be " + what);
        }
        return type.cast(found);
    }
}
