package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Checks hosts and paths against a corpus that lies beside the repository on development machines; skipped elsewhere.
 */
class CorpusTest {
    private static List<Json.Obj> corpus(String family) throws IOException {
        var file = find();
        assumeTrue(
                file.isPresent(),
                "shared/data/policy/urlpath-given.jsonl is not beside the repository; nothing to check");
        var found = new ArrayList<Json.Obj>();
        for (var line : Files.readAllLines(file.get())) {
            var json = (Json.Obj) JsonText.parse(line);
            if (json.members().get("family").equals(Json.of(family))) {
                found.add(json);
            }
        }
        return found;
    }

    private static Optional<Path> find() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve("shared/data/policy/urlpath-given.jsonl");
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static String text(Json.Obj line, String name) {
        return line.members().get(name) instanceof Json.Str text ? text.value() : "";
    }

    @Test
    void an_accepted_url_has_the_host_that_browsers_see() throws IOException {
        int accepted = 0;
        int web = 0;
        for (var line : corpus("whatwg-url")) {
            if (!line.members().get("base").equals(Json.NULL)) {
                continue;
            }
            web++;
            var address = accept(text(line, "input"));
            if (address.isPresent()) {
                accepted++;
                assertThat(address.get().host().value()).as(text(line, "input")).isEqualTo(text(line, "host"));
            }
        }
        assertThat(accepted).isBetween(1, web);
    }

    @Test
    void no_traversal_leaves_the_root_after_up_to_two_decodings() throws IOException {
        int accepted = 0;
        var lines = corpus("traversal");
        for (var line : lines) {
            var input = text(line, "input");
            var path = acceptPath(input);
            if (path.isPresent()) {
                accepted++;
                assertThat(escapes(input)).as(input).isFalse();
                assertThat(escapes(decode(input))).as(input).isFalse();
                assertThat(escapes(decode(decode(input)))).as(input).isFalse();
            }
        }
        assertThat(accepted).isLessThan(lines.size() / 20);
    }

    @Test
    void real_file_names_are_taken() throws IOException {
        assertThat(corpus("benign-path"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(acceptPath(text(line, "input"))).isPresent());
    }

    private static Optional<WebAddress> accept(String input) {
        try {
            return Optional.of(WebAddress.of(input));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private static Optional<LexicalPath> acceptPath(String input) {
        try {
            return Optional.of(LexicalPath.of("root:/" + input));
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private static boolean escapes(String path) {
        int depth = 0;
        for (var segment : path.replace('\\', '/').split("/", -1)) {
            depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
            if (depth < 0) {
                return true;
            }
        }
        return path.startsWith("/") || path.indexOf('\0') >= 0;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
