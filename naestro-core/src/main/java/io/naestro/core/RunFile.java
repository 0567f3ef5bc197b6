package io.naestro.core;

import io.naestro.base.Digests;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.RecordChain;
import io.naestro.core.plan.PlanText;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Beginning;
import io.naestro.run.Journal.Begun;
import io.naestro.run.Journal.Head;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run in a file of its own, with all that its events name. Lines of JSON: a head
 * {@code {"naestro":"run/v1","run":...,"records":...,"chain":...}}, the contents
 * {@code {"content":digest,"bytes":...}}, the records {@code {"record":...}} in order; bytes are in Base64. What is
 * read is not trusted: contents must have their digests, records must have the chain of the head, and all of it must be
 * a run that has ended, as one that goes on could do things twice.
 */
final class RunFile {
    private static final String FORMAT = "run/v1";
    private static final int BATCH = 1_000;
    private static final int LONGEST_LINE = 48 << 20;
    private static final long MOST_BYTES = 256L << 20;
    private static final Limits LINE = new Limits(LONGEST_LINE, 4, 20, LONGEST_LINE, 16);
    private static final List<String> TYPES = List.of("payload/v1", "plan/v1", "shown/v1");

    private final Head head;
    private final Map<Digest, byte[]> contents = new LinkedHashMap<>();
    private final List<byte[]> records = new ArrayList<>();
    private final long most;
    private long bytes;

    private RunFile(Head head, long most) {
        this.head = head;
        this.most = most;
    }

    /** Writes a run as it is now; does not close the stream. */
    static void write(Journal journal, Head head, OutputStream to) throws IOException {
        var out = new BufferedOutputStream(to);
        line(
                out,
                Json.object()
                        .with("naestro", FORMAT)
                        .with("run", head.run().toString())
                        .with("records", head.next())
                        .with("chain", head.chain().value()));
        for (var digest : journal.contents(head.run()).stream()
                .sorted(Comparator.comparing(Digest::value))
                .toList()) {
            var bytes = journal.content(head.run(), digest).orElseThrow();
            line(out, Json.object().with("content", digest.value()).with("bytes", text(bytes)));
        }
        for (long from = 0; from < head.next(); from += BATCH) {
            for (var record : journal.read(head.run(), from, (int) Math.min(BATCH, head.next() - from))) {
                line(out, Json.object().with("record", text(record)));
            }
        }
        out.flush();
    }

    private static void line(OutputStream out, Json line) throws IOException {
        out.write((JsonText.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Reads a run into a store; does not close the stream.
     *
     * @param check looks at how the run began, and may refuse it
     * @return the run
     * @throws InputException if it is not a whole run that has ended; nothing is kept then
     * @throws IOException if the stream fails; nothing is kept then
     */
    static RunId read(InputStream from, Store store, Consumer<RunEvent.RunAccepted> check) throws IOException {
        return read(from, store, check, MOST_BYTES);
    }

    /** Reads a run of at most so many bytes. */
    static RunId read(InputStream from, Store store, Consumer<RunEvent.RunAccepted> check, long most)
            throws IOException {
        var in = new BufferedInputStream(from);
        var head = head(in);
        var journal = store.journal();
        if (journal.heads().stream().anyMatch(known -> known.run().equals(head.run()))) {
            throw wrong("/run", head.run().toString(), "is in this journal already");
        }
        var file = new RunFile(head, most);
        file.take(in);
        var accepted = file.ended(store.of(head.run())).accepted();
        check.accept(accepted);
        var beginning = new Beginning(head.run(), Draft.key(accepted), file.contents, file.records);
        if (store.begin(beginning) instanceof Begun.Before before) {
            throw Loops.taken(accepted, before.holder());
        }
        return head.run();
    }

    private static Head head(InputStream in) throws IOException {
        var line = next(in);
        if (line == null || !string(line, "naestro").equals(FORMAT)) {
            throw wrong("/naestro", line == null ? "" : string(line, "naestro"), "is no file of one run", FORMAT);
        }
        try {
            return new Head(RunId.of(string(line, "run")), number(line, "records"), new Digest(string(line, "chain")));
        } catch (IllegalArgumentException e) {
            throw wrong("", JsonText.write(line), "is no head of a run: " + e.getMessage());
        }
    }

    private void take(InputStream in) throws IOException {
        for (var line = next(in); line != null; line = next(in)) {
            if (line.get("content").isPresent()) {
                content(line);
            } else {
                records.add(weighed(bytes(line, "record")));
            }
        }
        var chain = RecordChain.digest(RecordChain.over(RecordChain.start(), records));
        if (records.size() != head.next() || !chain.equals(head.chain())) {
            throw wrong("/chain", head.chain().value(), "is not the chain of the records; the file was cut or changed");
        }
    }

    private void content(Json.Obj line) {
        var digest = string(line, "content");
        var content = weighed(bytes(line, "bytes"));
        var json = JsonText.parse("content " + digest, content, RunStore.STORED);
        if (TYPES.stream().noneMatch(type -> Digests.of(type, json).value().equals(digest))) {
            throw wrong("/content", digest, "is not the digest of its bytes; the file was changed");
        }
        contents.put(new Digest(digest), content);
    }

    private byte[] weighed(byte[] some) {
        bytes += some.length;
        if (bytes > most) {
            throw wrong("", "", "the run has more than " + most + " bytes");
        }
        return some;
    }

    /** Folds the records as the engine would; whatever does not fit together fails here. */
    private RunState ended(RunStore store) {
        RunState state = null;
        try {
            for (int i = 0; i < records.size(); i++) {
                var event = store.recorded(i, records.get(i));
                state = state == null ? RunState.first(event) : state.apply(event, this::plan);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw wrong("/records", "", "do not fit together: " + e.getMessage());
        }
        if (state == null || state.end() == null) {
            throw wrong("/records", "", "are those of a run that has not ended; it goes on where it is");
        }
        return state;
    }

    private PlanInForce plan(Digest digest) {
        var content = contents.get(digest);
        if (content == null) {
            throw new IllegalStateException("content " + digest + " is missing");
        }
        return new PlanInForce(digest, PlanText.read(new String(content, StandardCharsets.UTF_8), digest.toString()));
    }

    /** The next line; null at the end. */
    private static Json.@Nullable Obj next(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var one = in.read();
        if (one < 0) {
            return null;
        }
        for (; one >= 0 && one != '\n'; one = in.read()) {
            if (bytes.size() == LONGEST_LINE) {
                throw wrong("", "", "a line has more than " + LONGEST_LINE + " bytes");
            }
            bytes.write(one);
        }
        if (JsonText.parse("file of a run", bytes.toByteArray(), LINE) instanceof Json.Obj line) {
            return line;
        }
        throw wrong("", "", "a line is no JSON object");
    }

    private static String string(Json.Obj line, String name) {
        return line.get(name).orElse(Json.NULL) instanceof Json.Str text ? text.value() : "";
    }

    private static long number(Json.Obj line, String name) {
        return line.get(name).orElse(Json.NULL) instanceof Json.Num number
                ? number.value().longValue()
                : -1;
    }

    private static byte[] bytes(Json.Obj line, String name) {
        try {
            return Base64.getDecoder().decode(string(line, name));
        } catch (IllegalArgumentException e) {
            throw wrong("/" + name, string(line, name), "is not Base64");
        }
    }

    private static InputException wrong(String at, String found, String why, String... allowed) {
        return new InputException(InputProblem.at(Pointer.of(at), Json.of(found), why, allowed));
    }
}
