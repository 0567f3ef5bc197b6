package io.naestro.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.naestro.core.journal.FileJournal;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.json.InputException;
import io.naestro.plan.Plan;
import io.naestro.policy.Principal;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.Run;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunSummary;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as files: written, read elsewhere, and refused when anything was changed. */
class RunFileTest {
    private static final RunKey KEY = RunKey.of("order-1");

    private final World world = new World(5);
    private final World elsewhere = new World(6);
    private final ScriptedTool<String, String> tool = ScriptedTool.named("greet", String.class, String.class)
            .repeat(Repeat.PURE)
            .answersAlways(name -> ToolResult.of("hello " + name));
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryJournal target = new MemoryJournal();
    private final Naestro here = world.builder().journal(journal).tools(tool).build();
    private final Naestro there = elsewhere.builder().journal(target).build();

    private Run<String> started(RunKey key) {
        var p = Plan.named("greeting", 1).input(String.class);
        var step = p.tool("greet", tool, p.input());
        return here.start(step.yields(step), "ada", key, Principal.HOST);
    }

    private Run<String> done() {
        var run = started(KEY);
        assertThat(world.settle(run).orThrow()).isEqualTo("hello ada");
        return run;
    }

    private String exported(RunId run) throws IOException {
        var out = new ByteArrayOutputStream();
        here.exportRun(run, out);
        return out.toString(UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Test
    void a_run_is_the_same_elsewhere_event_for_event() throws IOException {
        var run = done();
        var read = there.importRun(stream(exported(run.id())));
        assertThat(read).isEqualTo(here.runs().find(run.id()).orElseThrow());
        assertThat(there.runs().find(KEY)).contains(read);
        assertThat(there.runs().events(run.id(), 0, 1_000)).isEqualTo(run.events(0, 1_000));
        assertThat(there.plans(run.id())).isPresent();
        assertThat(there.resume()).isEmpty();
        assertThat(target.heads()).isEqualTo(journal.heads());
        var out = new ByteArrayOutputStream();
        there.exportRun(run.id(), out);
        assertThat(out.toString(UTF_8)).isEqualTo(exported(run.id()));
    }

    @Test
    void a_run_survives_in_a_journal_on_disk(@TempDir Path folder) throws IOException {
        var run = done();
        try (var disk = elsewhere.builder().journal(FileJournal.at(folder)).build()) {
            disk.importRun(stream(exported(run.id())));
        }
        try (var disk = elsewhere.builder().journal(FileJournal.at(folder)).build()) {
            assertThat(disk.runs().list(9)).extracting(RunSummary::state).containsExactly(RunSummary.State.DONE);
        }
    }

    @Test
    void a_run_that_goes_on_can_be_looked_at_and_not_imported() throws IOException {
        var run = started(KEY);
        refused(exported(run.id()), "has not ended; it goes on where it is");
    }

    @Test
    void a_run_that_is_here_or_whose_key_is_taken_is_refused() throws IOException {
        var run = done();
        var text = exported(run.id());
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> here.importRun(stream(text)))
                .withMessageContaining("is in this journal already");
        assertThat(here.runs().find(run.id())).isPresent();
        var other = elsewhere.builder().tools(tool).build();
        var p = Plan.named("greeting", 1).input(String.class);
        var step = p.tool("greet", tool, p.input());
        var holder = other.start(step.yields(step), "bob", KEY, Principal.HOST);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> other.importRun(stream(text)))
                .withMessageContaining("is the key of run " + holder.id());
        assertThat(other.runs().list(9)).hasSize(1);
    }

    @Test
    void a_file_that_was_changed_is_refused() throws IOException {
        var text = exported(done().id());
        refused("", "is no file of one run");
        refused("{}", "is no file of one run");
        refused("[]", "a line is no JSON object");
        refused("{\"naestro\":\"run/v1\"}", "is no head of a run");
        refused(text.replaceFirst("\"records\":[0-9]+", "\"records\":\"x\""), "is not the chain of the records");
        refused(changed(text, "\"record\"", lines -> lines.subList(1, lines.size())), "is not the chain");
        refused(changed(text, "\"record\"", List::reversed), "is not the chain");
        refused(changed(text, "\"content\"", lines -> lines.subList(1, lines.size())), "do not fit together");
        refused(changed(text, "\"content\"", RunFileTest::forged), "is not the digest of its bytes");
        refused(text.replaceFirst("\"record\":\"", "\"record\":\"*"), "is not Base64");
        refused("x".repeat((48 << 20) + 1), "a line has more than 50331648 bytes");
        assertThat(target.heads()).isEmpty();
        there.importRun(stream(text.strip()));
    }

    @Test
    void a_file_with_too_much_in_it_is_refused() throws IOException {
        var text = exported(done().id());
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> RunFile.read(stream(text), new Store(target), accepted -> {}, 1_000))
                .withMessageContaining("the run has more than 1000 bytes");
    }

    @Test
    void records_that_are_no_run_are_refused_though_their_chain_holds() throws IOException {
        var id = new RunId(UUID.randomUUID());
        journal.append(journal.claim(id), 0, List.of("{}".getBytes(UTF_8)), Journal.Durability.DURABLE);
        refused(exported(id), "");
        var none = "{\"naestro\":\"run/v1\",\"run\":\"" + id + "\",\"records\":0,\"chain\":\"sha256:" + "0".repeat(64)
                + "\"}";
        refused(none, "has not ended");
    }

    private void refused(String text, String why) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> there.importRun(stream(text)))
                .withMessageContaining(why);
        assertThat(there.runs().list(9)).isEmpty();
    }

    /** The file with other lines of one sort. */
    private static String changed(String text, String sort, UnaryOperator<List<String>> change) {
        var lines = new ArrayList<>(text.lines().toList());
        var some = lines.stream().filter(line -> line.contains(sort)).toList();
        var at = lines.indexOf(some.getFirst());
        lines.removeAll(some);
        lines.addAll(at, change.apply(some));
        return String.join("\n", lines);
    }

    private static List<String> forged(List<String> lines) {
        var bytes = Base64.getEncoder().encodeToString("{\"forged\":true}".getBytes(UTF_8));
        return lines.stream()
                .map(line -> line.replaceFirst("\"bytes\":\"[^\"]*\"", "\"bytes\":\"" + bytes + "\""))
                .toList();
    }

    @Test
    void a_stream_that_breaks_off_leaves_nothing() throws IOException {
        var text = exported(done().id());
        var broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == text.length() / 2) {
                    throw new IOException("connection reset");
                }
                return text.charAt(at++);
            }
        };
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> there.importRun(broken));
        assertThat(target.heads()).isEmpty();
    }

    @Test
    void nobody_exports_or_forgets_what_is_not_there() {
        var nobody = new RunId(UUID.randomUUID());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> here.exportRun(nobody, new ByteArrayOutputStream()))
                .withMessage("there is no run " + nobody);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> here.forget(nobody))
                .withMessage("there is no run " + nobody);
    }

    @Test
    void a_run_that_has_ended_is_forgotten_with_all_that_belongs_to_it_and_for_good() throws IOException {
        var run = done();
        var text = exported(run.id());
        here.forget(run.id());
        assertThat(here.runs().find(run.id())).isEmpty();
        assertThat(here.runs().find(KEY)).isEmpty();
        assertThat(journal.heads()).isEmpty();
        assertThatExceptionOfType(JournalFailure.class).isThrownBy(() -> here.importRun(stream(text)));
        assertThat(world.settle(started(KEY)).orThrow()).isEqualTo("hello ada");
    }

    @Test
    void runs_are_forgotten_by_the_moment_of_their_end_and_never_while_they_go_on() {
        var old = done();
        world.time.advance(Duration.ofDays(2));
        var young = started(RunKey.of("order-2"));
        world.settle(young);
        world.time.advance(Duration.ofDays(2));
        var open = started(RunKey.of("order-3"));
        assertThatIllegalStateException()
                .isThrownBy(() -> here.forget(open.id()))
                .withMessageContaining("has not ended");
        assertThat(here.forgetEndedBefore(world.time.now().minus(Duration.ofDays(3))))
                .isEqualTo(1);
        assertThat(here.runs().find(old.id())).isEmpty();
        assertThat(here.forgetEndedBefore(world.time.now().plus(Duration.ofDays(3))))
                .isEqualTo(1);
        assertThat(here.runs().list(9)).extracting(RunSummary::id).containsExactly(open.id());
    }
}
