package io.naestro.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents point to is there. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void links_between_documents_lead_somewhere() throws IOException {
        try (var top = Files.list(Layout.ROOT);
                var docs = Files.walk(Layout.ROOT.resolve("docs"))) {
            assertThat(broken(Stream.concat(top, docs))).isEmpty();
        }
    }

    @Test
    void a_broken_link_is_found(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("there.md"), "# There");
        var page = Files.writeString(
                folder.resolve("page.md"), "[a](there.md#top) [b](gone.md) [c](https://example.org) [d](#here)");

        assertThat(broken(Stream.of(page))).containsExactly("page.md: gone.md");
    }

    private static List<String> broken(Stream<Path> files) {
        return files.filter(file -> file.toString().endsWith(".md"))
                .flatMap(file -> LINK.matcher(Layout.text(file))
                        .results()
                        .map(found -> found.group(1))
                        .filter(target -> !target.contains("://"))
                        .filter(target -> !Files.exists(file.resolveSibling(target)))
                        .map(target -> file.getFileName() + ": " + target))
                .toList();
    }
}
