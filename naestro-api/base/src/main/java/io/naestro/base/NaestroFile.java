package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads files that people write for Naestro: YAML or JSON with the header {@code naestro: <kind>/v<n>}, held to the
 * schema of their kind. What the schema does not know is an error.
 */
public final class NaestroFile {
    private static final String HEADER = "naestro";

    private NaestroFile() {}

    /**
     * Reads a file. Its name decides the form ({@code .json}, {@code .yaml}, {@code .yml}); with another name, text
     * that starts with a brace is JSON.
     *
     * @param file the file
     * @param kind the kind it must be, such as {@code policy}
     * @param version the version it must have
     * @param schema what it must look like, header included
     * @throws InputException if it is missing or unreadable, too large, of another kind or version, or does not
     *     conform; names file, line and column
     */
    public static Located load(Path file, String kind, int version, JsonSchema schema) {
        return load(file, kind, version, schema, Limits.FILE);
    }

    /**
     * Reads a file that a program may have written, and that may be larger than what people write.
     *
     * @param file the file
     * @param kind the kind it must be, such as {@code cassette}
     * @param version the version it must have
     * @param schema what it must look like, header included
     * @param limits how much to take
     * @throws InputException if it is missing or unreadable, too large, of another kind or version, or does not
     *     conform; names file, line and column
     */
    public static Located load(Path file, String kind, int version, JsonSchema schema, Limits limits) {
        return parse(file.toString(), bytes(file, limits), kind, version, schema, limits);
    }

    /**
     * Reads the text of a file.
     *
     * @param source the name of the file; decides the form
     * @param utf8 the text in UTF-8
     * @param kind the kind it must be, such as {@code policy}
     * @param version the version it must have
     * @param schema what it must look like, header included
     * @throws InputException if it is too large, of another kind or version, or does not conform; names file, line and
     *     column
     */
    public static Located parse(String source, byte[] utf8, String kind, int version, JsonSchema schema) {
        return parse(source, utf8, kind, version, schema, Limits.FILE);
    }

    private static Located parse(
            String source, byte[] utf8, String kind, int version, JsonSchema schema, Limits limits) {
        var located =
                isJson(source, utf8) ? JsonText.locate(source, utf8, limits) : YamlText.locate(source, utf8, limits);
        checkHeader(located, kind + "/v" + version);
        var problems = schema.check(located);
        if (!problems.isEmpty()) {
            throw new InputException(problems);
        }
        return located;
    }

    private static void checkHeader(Located located, String expected) {
        var place = Pointer.ROOT.child(HEADER);
        var header = located.json().at(place);
        if (header.isEmpty()) {
            throw located.refuse(List.of(
                    InputProblem.at(Pointer.ROOT, Json.of(""), "the header is missing", HEADER + ": " + expected)));
        }
        if (!header.get().equals(Json.of(expected))) {
            throw located.refuse(place, "is not the kind and version that is read here", expected);
        }
    }

    private static boolean isJson(String source, byte[] utf8) {
        var name = source.toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return false;
        }
        return name.endsWith(".json") || startsWithBrace(utf8);
    }

    private static boolean startsWithBrace(byte[] utf8) {
        for (var b : utf8) {
            if (b > ' ') {
                return b == '{';
            }
        }
        return false;
    }

    /**
     * The bytes of a file, at most one more than the limits allow, so that whoever parses them refuses what is larger.
     *
     * @param file the file
     * @param limits what its parser allows
     * @throws InputException if it is missing or unreadable; names the file
     */
    public static byte[] bytes(Path file, Limits limits) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(limits.maxBytes() + 1);
        } catch (NoSuchFileException e) {
            throw refuse(file, "the file does not exist");
        } catch (IOException e) {
            throw refuse(file, "the file cannot be read: " + e.getMessage());
        }
    }

    private static InputException refuse(Path file, String message) {
        return new InputException(
                new InputProblem(file.toString(), Position.UNKNOWN, Pointer.ROOT, "", message, List.of()));
    }
}
