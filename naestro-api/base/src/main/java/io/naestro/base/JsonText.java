package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Position;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON text. Reading is strict RFC 8259: UTF-8 only, one value, no duplicate names, no byte order
 * mark, nothing after the value, and never more than the {@link Limits}. Every refusal is an {@link InputException}
 * with line and column.
 */
public final class JsonText {
    // The tree builder enforces the caller's limits; these only keep the tokenizer's own buffers in check.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEEPEST + 1)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /**
     * Reads a message within {@link Limits#MESSAGE}.
     *
     * @param text the JSON text
     * @throws InputException if it is not one JSON value within the limits
     */
    public static Json parse(String text) {
        return parse("", text, Limits.MESSAGE);
    }

    /**
     * Reads a message within {@link Limits#MESSAGE}.
     *
     * @param utf8 the JSON text in UTF-8
     * @throws InputException if it is not one JSON value within the limits
     */
    public static Json parse(byte[] utf8) {
        return parse("", utf8, Limits.MESSAGE);
    }

    /**
     * Reads one JSON value.
     *
     * @param source the name of the text for errors; may be empty
     * @param text the JSON text
     * @param limits how much to take
     * @throws InputException if it is not one JSON value within the limits
     */
    public static Json parse(String source, String text, Limits limits) {
        return build(source, Utf8.check(source, text, limits), limits, false).json();
    }

    /**
     * Reads one JSON value.
     *
     * @param source the name of the text for errors; may be empty
     * @param utf8 the JSON text in UTF-8
     * @param limits how much to take
     * @throws InputException if it is not one JSON value within the limits
     */
    public static Json parse(String source, byte[] utf8, Limits limits) {
        return build(source, Utf8.decode(source, utf8, limits), limits, false).json();
    }

    /**
     * Reads one JSON value from a stream, which is read to its end or to one byte beyond the limit, and not closed.
     *
     * @param source the name of the text for errors; may be empty
     * @param utf8 the JSON text in UTF-8
     * @param limits how much to take
     * @throws InputException if it is not one JSON value within the limits
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static Json parse(String source, InputStream utf8, Limits limits) {
        return build(source, Utf8.decode(source, utf8, limits), limits, false).json();
    }

    /**
     * Reads one JSON value and keeps the place of everything in it.
     *
     * @param source the name of the text for errors; may be empty
     * @param utf8 the JSON text in UTF-8
     * @param limits how much to take
     * @throws InputException if it is not one JSON value within the limits
     */
    public static Located locate(String source, byte[] utf8, Limits limits) {
        return build(source, Utf8.decode(source, utf8, limits), limits, true);
    }

    /**
     * Reads one JSON value and keeps the place of everything in it.
     *
     * @param source the name of the text for errors; may be empty
     * @param text the JSON text
     * @param limits how much to take
     * @throws InputException if it is not one JSON value within the limits
     */
    public static Located locate(String source, String text, Limits limits) {
        return build(source, Utf8.check(source, text, limits), limits, true);
    }

    /**
     * Writes a value on one line without blanks, members in their order.
     *
     * @param json the value
     * @throws IllegalArgumentException if it is nested deeper than {@link Limits#DEEPEST}
     */
    public static String write(Json json) {
        return new JsonWriter().write(json);
    }

    /**
     * Writes a value on one line without blanks, members in their order, in UTF-8.
     *
     * @param json the value
     * @throws IllegalArgumentException if it is nested deeper than {@link Limits#DEEPEST}
     */
    public static byte[] bytes(Json json) {
        return JsonBytes.inOrder()
                .value(json)
                .bytes()
                .orElseGet(() -> write(json).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a value for people: members in their order, one per line, indented by two blanks.
     *
     * @param json the value
     * @throws IllegalArgumentException if it is nested deeper than {@link Limits#DEEPEST}
     */
    public static String writePretty(Json json) {
        return new JsonWriter.Pretty().write(json);
    }

    /** Places cost more than values, so they are kept only where they are wanted or something is wrong. */
    private static Located build(String source, String text, Limits limits, boolean marking) {
        for (var withPlaces = marking; ; withPlaces = true) {
            try {
                return tree(source, text, limits, withPlaces);
            } catch (InputException e) {
                if (withPlaces) {
                    throw e;
                }
            }
        }
    }

    private static Located tree(String source, String text, Limits limits, boolean marking) {
        var tree = new TreeBuilder(source, limits, marking);
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (tree.result() != null) {
                    throw tree.refuse(
                            position(parser.currentTokenLocation()), "", "there is more text after the value");
                }
                accept(tree, parser, token, marking ? position(parser.currentTokenLocation()) : Position.UNKNOWN);
            }
        } catch (StreamReadException e) {
            throw tree.refuse(position(e.getLocation()), "", reason(e));
        }
        var located = tree.result();
        if (located == null) {
            throw tree.refuse(new Position(1, 1), "", "there is no JSON value; the text is empty");
        }
        return located;
    }

    private static void accept(TreeBuilder tree, JsonParser parser, JsonToken token, Position at) {
        switch (token) {
            case START_OBJECT -> tree.startObject(at);
            case START_ARRAY -> tree.startArray(at);
            case END_OBJECT, END_ARRAY -> tree.end();
            case PROPERTY_NAME -> tree.name(parser.currentName(), at);
            case VALUE_STRING -> tree.string(parser.getString(), at);
            case VALUE_TRUE -> tree.scalar(Json.of(true), at);
            case VALUE_FALSE -> tree.scalar(Json.of(false), at);
            case VALUE_NULL -> tree.scalar(Json.NULL, at);
            default -> tree.number(parser.getString(), at);
        }
    }

    private static Position position(TokenStreamLocation location) {
        return new Position(location.getLineNr(), location.getColumnNr());
    }

    private static String reason(StreamReadException e) {
        return "not JSON: "
                + e.getOriginalMessage()
                        .lines()
                        .findFirst()
                        .orElse("")
                        .replaceAll(" \\(start marker at.*|: enable .*", "");
    }
}
