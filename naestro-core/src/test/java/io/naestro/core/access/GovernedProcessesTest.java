package io.naestro.core.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.base.JsonText;
import io.naestro.effect.Resource.ProcessResource;
import io.naestro.json.InputException;
import io.naestro.run.TimeSource;
import io.naestro.testkit.VirtualTime;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.TooLarge;
import io.naestro.tool.ToolContext.Dialogue;
import io.naestro.tool.ToolContext.ProcessReply;
import io.naestro.tool.ToolContext.ProcessRequest;
import io.naestro.tool.ToolContext.Wire;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real programs of the system. */
@DisabledOnOs(OS.WINDOWS)
class GovernedProcessesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final TimeSource time = new VirtualTime();
    private final Watch watch = new Watch();
    private Path shell;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws IOException {
        shell = Path.of("/bin/sh").toRealPath();
    }

    private GovernedProcesses processes(Duration left) {
        return new GovernedProcesses(
                Roots.of(Map.of("data", folder)), watch, time, time.now().plus(left));
    }

    private ProcessRequest sh(String script, String... arguments) {
        return of(Map.of(), "", "", LONG, 1_000, script, arguments);
    }

    private ProcessRequest of(
            Map<String, String> environment,
            String where,
            String input,
            Duration most,
            long bytes,
            String script,
            String... arguments) {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", script));
        command.addAll(List.of(arguments));
        return new ProcessRequest(command, environment, where, input.getBytes(UTF_8), most, bytes);
    }

    private ProcessReply run(ProcessRequest request) throws IOException {
        return processes(LONG).run(request);
    }

    @Test
    void runs_a_program_to_its_end_with_arguments_as_they_are() throws IOException {
        var reply = run(sh("printf '%s|' \"$0\" \"$@\"; echo no >&2; exit 3", "a b", "$HOME", "*", ""));
        assertThat(new String(reply.output(), UTF_8)).isEqualTo("a b|$HOME|*||");
        assertThat(new String(reply.errors(), UTF_8)).isEqualTo("no\n");
        assertThat(reply.exit()).isEqualTo(3);
    }

    @Test
    void asks_the_guard_for_the_real_path_and_shows_everything_but_the_environment() throws IOException {
        run(of(Map.of("TOKEN", "s3cret"), "", "in", LONG, 9, "cat >/dev/null"));
        assertThat(watch.asked).containsExactly(new ProcessResource(shell.toString()));
        var shown = JsonText.write(watch.carried.getFirst());
        assertThat(shown).contains("/bin/sh -c cat >/dev/null", "\"environment\":\"TOKEN\"", "\"start\":\"in\"");
        assertThat(shown).doesNotContain("s3cret");
        run(of(Map.of("TOKEN", "other"), "", "in", LONG, 9, "cat >/dev/null"));
        assertThat(watch.carried.get(1)).isNotEqualTo(watch.carried.getFirst());
        run(of(Map.of("TOKEN", "other"), "", "in", LONG, 9, "cat >/dev/null"));
        assertThat(watch.carried.get(2)).isEqualTo(watch.carried.get(1));
        run(of(Map.of("A", "1, B=2"), "", "", LONG, 9, "true"));
        run(of(Map.of("A", "1", "B", "2"), "", "", LONG, 9, "true"));
        assertThat(watch.carried.get(3).get("values"))
                .isNotEqualTo(watch.carried.get(4).get("values"));
    }

    @Test
    void shows_a_long_command_cut_and_tells_two_with_the_same_start_apart() throws IOException {
        run(sh("true", "x".repeat(30_000) + "1"));
        run(sh("true", "x".repeat(30_000) + "2"));
        assertThat(JsonText.write(watch.carried.getFirst())).hasSizeLessThan(22_000);
        assertThat(watch.carried.getFirst()).isNotEqualTo(watch.carried.get(1));
    }

    @Test
    void starts_nothing_that_the_guard_refuses() {
        var strict = new GovernedProcesses(
                Roots.of(Map.of("data", folder)),
                new Watch(resource -> false),
                time,
                time.now().plus(LONG));
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> strict.run(of(Map.of(), "data:/", "", LONG, 9, "touch made")));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void gives_nothing_of_its_own_environment() throws IOException {
        var reply = run(of(Map.of("ONE", "1"), "", "", LONG, 1_000, "/usr/bin/env"));
        assertThat(new String(reply.output(), UTF_8).lines())
                .contains("ONE=1")
                .allMatch(line -> line.matches("(ONE|PWD|_|SHLVL|OLDPWD)=.*"));
    }

    @Test
    void works_in_a_folder_of_a_root() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        run(of(Map.of(), "data:/a/b", "text", LONG, 9, "cat > file"));
        assertThat(folder.resolve("a/b/file")).hasContent("text");
        run(of(Map.of(), "data:/", "", LONG, 9, "pwd > where"));
        assertThat(folder.resolve("where")).hasContent(folder.toRealPath().toString());
    }

    @Test
    void works_in_a_new_folder_that_is_removed_with_all_that_is_in_it() throws IOException {
        var kept = Files.writeString(folder.resolve("kept"), "kept");
        var reply = run(sh(
                "pwd; mkdir -p a/b; echo x > a/b/c; ln -s \"$0\" link; mkdir no; echo y > no/z; chmod 0 no",
                kept.toString()));
        var where = Path.of(new String(reply.output(), UTF_8).strip());
        assertThat(where.getFileName().toString()).startsWith("naestro-");
        assertThat(where.resolve("a")).doesNotExist();
        assertThat(where.resolve("link")).doesNotExist();
        assertThat(kept).hasContent("kept");
    }

    @Test
    void refuses_folders_that_are_not_there_or_lead_elsewhere() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/tmp"));
        Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> run(in("data:/none")));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> run(in("other:/")))
                .withMessageContaining("no root has the name 'other'; roots: [data]");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> run(in("data:/file")));
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> run(in("data:/link")))
                .withMessageContaining("symbolic link");
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> run(in("/tmp")));
    }

    private ProcessRequest in(String where) {
        return of(Map.of(), where, "", LONG, 9, "true");
    }

    @Test
    void refuses_programs_that_tools_may_have_written() throws IOException {
        var program = Files.createSymbolicLink(folder.resolve("program"), shell);
        var own = Files.writeString(folder.resolve("own"), "#!/bin/sh\n");
        assertThat(run(ProcessRequest.of("", program.toString(), "-c", "true")).exit())
                .isZero(); // what counts is where it really is
        assertThatExceptionOfType(AccessRefused.class)
                .isThrownBy(() -> run(ProcessRequest.of("", own.toString())))
                .withMessageContaining("lies in root 'data'");
        assertThat(watch.unsafe).hasSize(1);
    }

    @Test
    void says_what_is_no_program() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> run(ProcessRequest.of("", "sh", "-c", "true")))
                .withMessageContaining("is not the absolute path of a program");
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> run(ProcessRequest.of("", "a\0b")));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> run(ProcessRequest.of("", "/nowhere/../no/program")))
                .withMessageContaining("/no/program");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> run(ProcessRequest.of("", "/usr")));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run(ProcessRequest.of("", "/etc/passwd")))
                .withMessageContaining("Permission denied");
        assertThatIllegalArgumentException().isThrownBy(() -> ProcessRequest.of(""));
    }

    @Test
    void ends_a_program_that_writes_too_much_on_either_side() {
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> run(sh("while :; do echo out; done")))
                .withMessageContaining("wrote more than the 1000 bytes that were allowed");
        assertThatExceptionOfType(TooLarge.class).isThrownBy(() -> run(sh("while :; do echo no >&2; done")));
    }

    @Test
    void takes_exactly_as_much_as_is_allowed() throws IOException {
        var reply = run(of(Map.of(), "", "x".repeat(1_000), LONG, 1_000, "cat"));
        assertThat(reply.output()).hasSize(1_000);
    }

    @Test
    void does_not_mind_a_program_that_reads_nothing() throws IOException {
        assertThat(run(of(Map.of(), "", "x".repeat(1_000_000), LONG, 10, "exit 7"))
                        .exit())
                .isEqualTo(7);
    }

    @Test
    void ends_a_program_and_its_children() throws IOException {
        var pids = talk("sleep 600 & echo $!; echo $$; wait; echo never", (out, in) -> {
            var lines = new BufferedReader(new InputStreamReader(out, UTF_8));
            return lines.readLine() + " " + lines.readLine();
        });
        assertThat(pids.split(" ")).hasSize(2).allMatch(GovernedProcessesTest::gone);
    }

    @Test
    void ends_a_program_when_its_time_is_over() {
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> run(of(Map.of(), "", "", SHORT, 100, "sleep 600")))
                .withMessageContaining("not done after PT0.2S");
    }

    private static boolean gone(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isEmpty();
    }

    @Test
    void takes_the_end_of_the_call_for_its_end() {
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> processes(SHORT).run(sh("sleep 600")))
                .withMessageContaining("not done after PT0.2S");
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> processes(Duration.ZERO).run(sh("sleep 600")))
                .withMessageContaining("no time is left");
    }

    @Test
    void ends_with_the_thread_that_waits() throws Exception {
        Files.writeString(folder.resolve("pid"), "");
        var speaks = new CountDownLatch(1);
        var interrupted = new FutureTask<>(() -> {
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> processes(LONG)
                            .talk(
                                    of(Map.of(), "data:/", "", LONG, 9, "echo $$ > pid; echo; sleep 600"),
                                    Wire.STANDARD,
                                    (out, in) -> {
                                        out.read();
                                        speaks.countDown();
                                        return out.read();
                                    }))
                    .withMessageContaining("interrupted");
            return Thread.interrupted();
        });
        var thread = Thread.ofVirtual().start(interrupted);
        speaks.await();
        thread.interrupt();
        assertThat(interrupted.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(gone(Files.readString(folder.resolve("pid")).strip())).isTrue();
    }

    @Test
    void speaks_with_a_program_line_by_line_and_ends_it_afterwards() throws IOException {
        var request = of(Map.of(), "", "first\n", LONG, 100, "while read -r line; do echo \"<$line>\"; done");
        var heard = processes(LONG).talk(request, Wire.STANDARD, (out, in) -> {
            var lines = new BufferedReader(new InputStreamReader(out, UTF_8));
            var first = lines.readLine();
            in.write("second\n".getBytes(UTF_8));
            in.flush();
            return first + lines.readLine();
        });
        assertThat(heard).isEqualTo("<first><second>");
    }

    @Test
    void speaks_over_descriptors_3_and_4_with_silence_on_the_others() throws IOException {
        var script = "cat; echo lost; read -r line <&3; echo \"$0 $line\" >&4";
        var request = of(Map.of(), "", "heard\n", LONG, 100, script, "it");
        String heard = processes(LONG)
                .talk(request, Wire.EXTRA_DESCRIPTORS, (out, in) -> new String(out.readAllBytes(), UTF_8));
        assertThat(heard).isEqualTo("it heard\n");
        assertThat(watch.asked).containsExactly(new ProcessResource(shell.toString()));
    }

    @Test
    void a_dialogue_that_fails_tells_what_the_program_wrote_to_its_errors() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> talk("echo cannot >&2", GovernedProcessesTest::ended))
                .withMessageEndingWith(": it ended with status 0; it wrote: cannot")
                .withCauseInstanceOf(EOFException.class);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> talk("true", GovernedProcessesTest::ended))
                .withMessageEndingWith(": it ended with status 0");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> talk("cat", (out, in) -> {
                    throw new IOException("not understood");
                }))
                .withMessageEndingWith(": not understood");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> talk("cat", (out, in) -> {
                    throw new NoSuchFileException("mine");
                }));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> talk("seq 1 10000 >&2; echo last >&2", GovernedProcessesTest::ended))
                .satisfies(
                        e -> assertThat(e.getMessage()).endsWith("10000\nlast").hasSizeLessThan(2_200));
    }

    private static String ended(InputStream out, OutputStream in) throws IOException {
        assertThat(out.read()).isEqualTo(-1);
        throw new EOFException("it ended");
    }

    @Test
    void a_dialogue_reads_no_more_than_allowed() {
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> talk("seq 1 1000", (out, in) -> new String(out.readAllBytes(), UTF_8)));
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> talk("seq 1 1000", (out, in) -> {
                    while (out.read() >= 0) {}
                    return "all";
                }));
    }

    @Test
    void what_a_dialogue_throws_comes_back() {
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> talk("cat", (out, in) -> {
                    throw new ArithmeticException("mine");
                }));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> talk("cat", (out, in) -> {
                    throw new AssertionError("mine");
                }));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> talk("cat", (out, in) -> {
                    throw GovernedProcessesTest.<RuntimeException>undeclared();
                }))
                .withMessageContaining("the dialogue failed");
    }

    /** As languages without checked exceptions do. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException undeclared() throws E {
        throw (E) new Exception("undeclared");
    }

    private String talk(String script, Dialogue<String> dialogue) throws IOException {
        return processes(LONG).talk(of(Map.of(), "", "", LONG, 1_000, script), Wire.STANDARD, dialogue);
    }
}
