package io.naestro.benchmarks.traffic;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads recorded exchanges of model providers by the real adapters, and prints what they read:
 *
 * <pre>
 * TrafficReplay [--expect] FOLDER...
 * </pre>
 *
 * <p>Each file {@code *.json} below a folder is one exchange; docs/traffic-replay.md describes it. A server on loopback
 * gives its response to the adapter, and a line of JSON tells text, tool calls, finish reason and usage, or the
 * failure. With {@code --expect}, what a file expects is compared, and the program ends with status 1 if anything
 * differs or cannot be read.
 */
public final class TrafficReplay {
    private TrafficReplay() {}

    /**
     * Prints the lines.
     *
     * @param arguments as described above
     * @throws IOException if a folder cannot be read
     * @throws IllegalStateException if something is otherwise than expected
     */
    public static void main(String[] arguments) throws IOException {
        if (!run(List.of(arguments), new PrintStream(System.out, true, StandardCharsets.UTF_8))) {
            throw new IllegalStateException("some exchanges could not be read, or were read otherwise than expected");
        }
    }

    /** Prints the lines; false when something that was expected is otherwise. */
    static boolean run(List<String> arguments, PrintStream out) throws IOException {
        var compare = arguments.contains("--expect");
        var folders = arguments.stream()
                .filter(argument -> !argument.equals("--expect"))
                .map(Path::of)
                .toList();
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("usage: TrafficReplay [--expect] FOLDER...");
        }
        var good = true;
        try (var server = new ReplayServer()) {
            for (var folder : folders) {
                for (var file : files(folder)) {
                    var line = line(server, file, compare);
                    good &= !line.get("error").isPresent()
                            && line.get("differences").orElse(Json.Arr.EMPTY).equals(Json.Arr.EMPTY);
                    out.println(JsonText.write(line));
                }
            }
        }
        return good || !compare;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static Json.Obj line(ReplayServer server, Path file, boolean compare) {
        var line = Json.object().with("file", file.toString());
        try {
            var recorded = ExchangeFile.read(file);
            var protocol = Protocol.of(recorded);
            var read = Reading.of(protocol.read(recorded, server.serve(recorded)));
            line = line.with("provider", recorded.provider()).with("protocol", protocol.word());
            for (var member : read.members().entrySet()) {
                line = line.with(member.getKey(), member.getValue());
            }
            return compare && recorded.expected() != null
                    ? line.with("differences", new Json.Arr(Reading.differences(recorded.expected(), read)))
                    : line;
        } catch (InputException e) {
            return line.with("error", String.valueOf(e.getMessage()));
        }
    }
}
