package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.tool.AccessRefused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of paths that people have tried, hostile and plain, where the checkout has them beside it. */
class PathCorpusTest {
    private static final Path CORPUS = Path.of("../../shared/data/policy/urlpath-given.jsonl");

    @TempDir
    Path temp;

    private RootedFiles files;

    @BeforeEach
    void set_up() throws IOException {
        assumeTrue(Files.exists(CORPUS), "no ../shared beside the checkout, so no corpus of paths");
        files = new RootedFiles(Roots.of(Map.of("ws", temp.resolve("a/b"))), new Watch());
    }

    @Test
    void no_hostile_path_reads_anything() throws IOException {
        var all = inputs("traversal");
        assertThat(all).hasSizeGreaterThan(1000);
        var paths = new LinkedHashSet<String>();
        for (var given : all) {
            for (var path : List.of(given, decoded(given), decoded(decoded(given)))) {
                paths.add(path);
                paths.add((path.startsWith("/") ? "ws:" : "ws:/") + path);
            }
        }

        assertThat(paths.stream().filter(this::reads)).isEmpty();
    }

    /** Every tenth is written through the guard, too, as each write waits for the disk. */
    @Test
    void every_plain_name_can_be_read_and_written_and_stays_inside() throws IOException {
        var all = inputs("benign-path");
        assertThat(all).hasSizeGreaterThan(100);
        var refused = new ArrayList<String>();
        for (int i = 0; i < all.size(); i++) {
            var path = all.get(i);
            var file = temp.resolve("a/b").resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, path);
            try {
                if (i % 10 == 0) {
                    files.write("ws:/" + path, path.getBytes(UTF_8));
                }
                assertThat(files.read("ws:/" + path, 10_000)).isEqualTo(path.getBytes(UTF_8));
            } catch (InputException | IOException e) {
                refused.add(path + ": " + e.getMessage());
            }
        }

        assertThat(refused).isEmpty();
        try (var top = Files.list(temp)) {
            assertThat(top).containsExactly(temp.resolve("a"));
        }
    }

    private boolean reads(String path) {
        try {
            files.read(path, 100_000);
            return true;
        } catch (InputException | IOException | AccessRefused e) {
            return false;
        }
    }

    /** Percent decoding as a sloppy program does it: what is no escape stays as it is. */
    private static String decoded(String text) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%'
                    && text.substring(i, Math.min(i + 3, text.length())).matches("%[0-9a-fA-F]{2}")) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(text.charAt(i)).getBytes(UTF_8));
            }
        }
        return bytes.toString(UTF_8);
    }

    private static List<String> inputs(String family) throws IOException {
        var inputs = new ArrayList<String>();
        for (var line : Files.readAllLines(CORPUS)) {
            var members = ((Json.Obj) JsonText.parse(line)).members();
            if (members.get("family").equals(Json.of(family))) {
                inputs.add(((Json.Str) members.get("input")).value());
            }
        }
        return inputs;
    }
}
