package io.naestro.testkit;

import io.naestro.base.JsonSchema;
import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.base.NaestroFile;
import io.naestro.base.PlainFile;
import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of a cassette's file, and which of them were played. The file is read when it is first needed, and
 * written as a whole after each new exchange, so that it is complete at any moment. Thread-safe.
 */
final class Tape {
    /** A file that programs write: 64 MiB, nested a little deeper than the messages in it. */
    static final Limits LIMITS = new Limits(64 * 1024 * 1024, 96, 1000, 16 * 1024 * 1024, 2_000_000);

    private static final String KIND = "cassette";
    private static final int VERSION = 1;
    private static final Shape<Content> SHAPE = Shape.of(Content.class);

    private final Path file;
    private final Map<Digest, Integer> played = new HashMap<>();
    private @Nullable List<Exchange> exchanges;

    Tape(Path file) {
        this.file = file;
    }

    /**
     * What the file holds.
     *
     * @param naestro the header
     * @param exchanges the calls, in the order in which they ended
     */
    record Content(String naestro, List<Exchange> exchanges) {
        Content {
            exchanges = List.copyOf(exchanges);
        }
    }

    /** What was found for a request: an exchange, or why there is none. */
    record Found(@Nullable Exchange exchange, String why) {}

    /** Starts with nothing, unless this tape was used already. */
    synchronized void startEmpty() {
        exchanges = exchanges == null ? new ArrayList<>() : exchanges;
    }

    /**
     * Reads the file, unless this tape was used already.
     *
     * @throws InputException if it is missing or no cassette; names file, line and column
     */
    synchronized void load() {
        exchanges = exchanges == null ? read(file) : exchanges;
    }

    /** Reads the file if there is one. */
    synchronized void loadOrStartEmpty() {
        if (Files.exists(file)) {
            load();
        } else {
            startEmpty();
        }
    }

    /** The next exchange with that key, which then counts as played; equal requests are answered in their order. */
    synchronized Found next(Digest key, String model, Json asked) {
        var all = all();
        var equal = all.stream().filter(exchange -> exchange.key().equals(key)).toList();
        var number = played.getOrDefault(key, 0);
        if (number < equal.size()) {
            played.put(key, number + 1);
            return new Found(equal.get(number), "");
        }
        return new Found(null, equal.isEmpty() ? nearest(all, model, asked) : exhausted(equal.size()));
    }

    /**
     * Adds an exchange, which counts as played, and writes the file.
     *
     * @throws UncheckedIOException if it cannot be written
     * @throws IllegalArgumentException if it is larger than what is read again, or shows a secret
     */
    synchronized void add(Exchange exchange, Redaction redaction) {
        var more = new ArrayList<>(all());
        more.add(exchange);
        var text = JsonText.writePretty(Values.write(new Content(KIND + "/v" + VERSION, more), SHAPE)) + "\n";
        redaction.require(text);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LIMITS.maxBytes()) {
            throw new IllegalArgumentException(
                    "cassette " + file + " would be larger than " + LIMITS.maxBytes() + " bytes; record on several");
        }
        write(bytes);
        exchanges = more;
        played.merge(exchange.key(), 1, Integer::sum);
    }

    /** How many exchanges were not played yet. */
    synchronized int left() {
        return all().size()
                - played.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<Exchange> all() {
        return exchanges == null ? List.of() : exchanges;
    }

    private static String exhausted(int times) {
        return "holds this request " + times + " times, and every answer was given";
    }

    private static String nearest(List<Exchange> all, String model, Json asked) {
        return IntStream.range(0, all.size())
                .boxed()
                .filter(number -> all.get(number).model().equals(model))
                .map(number ->
                        Map.entry(number, Difference.between(all.get(number).asked(), asked)))
                .min(Comparator.comparingInt(entry -> entry.getValue().places()))
                .map(entry -> "does not hold this request; nearest is exchange " + entry.getKey() + " of " + all.size()
                        + ", which differs in " + entry.getValue().places() + " places, first at "
                        + entry.getValue().first())
                .orElseGet(() -> "holds nothing of model '" + model + "'; it has "
                        + all.stream().map(Exchange::model).distinct().sorted().toList());
    }

    private static List<Exchange> read(Path file) {
        var schema = JsonSchema.compile(Schemas.of(SHAPE));
        var located = NaestroFile.load(file, KIND, VERSION, schema, LIMITS);
        try {
            return Values.read(located.json(), SHAPE).exchanges();
        } catch (InputException e) {
            throw located.refuse(e.problems());
        }
    }

    private void write(byte[] bytes) {
        var absolute = file.toAbsolutePath();
        try {
            PlainFile.require(absolute);
            Files.createDirectories(absolute.getParent());
            var temporary = Files.createTempFile(
                    absolute.getParent(), file.getFileName().toString(), ".tmp");
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cassette " + file + " cannot be written", e);
        }
    }
}
