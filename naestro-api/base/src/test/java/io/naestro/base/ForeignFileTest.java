package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies where a segment should be and is none stays as it is. */
class ForeignFileTest {
    @TempDir
    Path folder;

    @Test
    void a_link_in_place_of_a_segment_is_refused_and_its_target_is_left_alone() throws IOException {
        var segment = segment();
        var target = Files.writeString(folder.resolve("precious.txt"), "precious");
        Files.delete(segment);
        Files.createSymbolicLink(segment, target);
        refuses();
        assertThat(target).hasContent("precious");
    }

    @Test
    void a_segment_of_zeros_is_refused_and_left_alone() throws IOException {
        var segment = segment();
        var zeros = new byte[5_000];
        Files.write(segment, zeros);
        refuses();
        assertThat(segment).hasBinaryContent(zeros);
    }

    private void refuses() {
        assertThatExceptionOfType(LogFailure.class).isThrownBy(() -> SegmentLog.open(folder.resolve("log")));
    }

    private Path segment() throws IOException {
        var store = folder.resolve("log");
        try (var log = SegmentLog.open(store)) {
            log.append(List.of("record".getBytes(StandardCharsets.UTF_8)));
        }
        try (var files = Files.list(store)) {
            return files.filter(file -> LogSegment.isName(file.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
