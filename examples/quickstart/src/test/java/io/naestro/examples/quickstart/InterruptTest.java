package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C as the system sends it, to the quickstart as a process of its own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class InterruptTest {
    private static final int SIGINT = 2;

    @TempDir
    Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Ctrl-C is no signal there that one process can send another")
    void ctrl_c_at_the_question_ends_with_130_and_the_next_start_goes_on() throws IOException, InterruptedException {
        assumeFalse(interruptsAreIgnored(), "this process ignores interrupts, and so would the quickstart");
        var first = start();
        var shown = shownUntil(first, "[y/N]");
        new ProcessBuilder("kill", "-INT", Long.toString(first.pid())).start().waitFor();
        shown += rest(first);
        assertThat(first.waitFor()).isEqualTo(Session.INTERRUPTED);
        assertThat(shown).contains("Starting site-audit", "Start again to go on where this run stopped.");
        assertThat(folder.resolve("report/fixed")).doesNotExist();

        var second = start("--yes");
        shown = rest(second);
        assertThat(second.waitFor()).as(shown).isEqualTo(Session.DONE);
        assertThat(shown).contains("Going on with site-audit", "taken up again");
        assertThat(Files.readString(folder.resolve("report/fixed/report.md"))).contains("fixes proven");
    }

    private Process start(String... more) throws IOException {
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Quickstart.class.getName(),
                "--folder",
                folder.toString());
        command.command().addAll(List.of(more));
        return command.redirectErrorStream(true).start();
    }

    private static String shownUntil(Process process, String end) throws IOException {
        var shown = new StringBuilder();
        var out = process.getInputStream();
        for (int next = out.read();
                next >= 0 && !shown.append((char) next).toString().endsWith(end); ) {
            next = out.read();
        }
        return shown.toString();
    }

    private static String rest(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What is started in the background of a script may ignore interrupts, and its children inherit that. */
    private static boolean interruptsAreIgnored() throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >> (SIGINT - 1) & 1) == 1);
    }
}
