package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.providers.report.Findings;
import io.naestro.providers.report.ReportTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    Path folder;

    @Test
    void shows_scores_and_tells_the_lowest() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var results = new Results(new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        assertThat(results.show(folder)).isEqualTo(100);
        assertThat(bytes.size()).isZero();
        var findings = new Findings(
                "Audit",
                "https://a.example/",
                "",
                "",
                List.of(new Findings.Fact("pages", "3")),
                List.of(new Findings.Score("Search", 71), new Findings.Score("Crawl", 93)),
                List.of());
        Files.writeString(
                folder.resolve("report.json"), ReportTools.texts(findings, null).get("report.json"));
        assertThat(results.show(folder)).isEqualTo(71);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("Audit: https://a.example/", "  Search      71  ##############", "  pages: 3");
    }
}
