package io.naestro.examples.quickstart;

import io.naestro.core.Naestro;
import io.naestro.core.journal.FileJournal;
import io.naestro.core.tools.FileWritten;
import io.naestro.core.tools.Tools;
import io.naestro.examples.quickstart.SiteReport.Job;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.policy.engine.YamlPolicy;
import io.naestro.providers.openai.OpenAi;
import io.naestro.run.Run;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of the quickstart: puts a Naestro together, starts the plan or goes on with one that was cut off, shows what
 * happens, and asks before anything is written.
 */
final class Session {
    static final int DONE = 0;
    static final int MISUSED = 2;
    static final int STOPPED = 3;
    static final int FAILED = 4;
    static final int INTERRUPTED = 130; // what a shell says of Ctrl-C

    private static final Set<RunSummary.State> OPEN = EnumSet.of(RunSummary.State.RUNNING, RunSummary.State.WAITING);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final BufferedReader in;
    private final PrintStream out;
    private volatile @Nullable Naestro naestro;
    private volatile boolean interrupted;

    Session(BufferedReader in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Does it all; the exit status tells how it went. */
    int run(String... args) {
        if (args.length == 1 && args[0].equals("--help")) {
            out.print(Options.USAGE);
            return DONE;
        }
        try {
            return run(Options.of(args));
        } catch (Options.Misused e) {
            out.println(e.getMessage());
            out.print(Options.USAGE);
            return MISUSED;
        } catch (IOException | RuntimeException e) {
            if (interrupted) {
                return INTERRUPTED;
            }
            out.println("The quickstart cannot go on: " + e.getMessage());
            return FAILED;
        }
    }

    /** Ctrl-C: lets the run go to sleep, so that the next start goes on where this one stopped. */
    void interrupt() {
        var running = naestro;
        if (running != null) {
            interrupted = true;
            out.println("\nStopping. Start again to go on where this run stopped.");
            running.close();
        }
    }

    private int run(Options options) throws IOException {
        if (options.url() != null) {
            return audit(options, options.url());
        }
        var memo = options.folder().resolve("port");
        try (var site = SiteServer.start(rememberedPort(memo))) {
            Files.createDirectories(options.folder());
            Files.writeString(memo, Integer.toString(site.port()));
            return audit(options, site.url());
        }
    }

    /** A run that is gone on with must find the site where it was. */
    private static int rememberedPort(Path memo) throws IOException {
        if (!Files.exists(memo)) {
            return 0;
        }
        var text = Files.readString(memo).strip();
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) < 65_536 ? Integer.parseInt(text) : 0;
    }

    private int audit(Options options, String url) throws IOException {
        var host = Objects.requireNonNull(URI.create(url).getHost());
        try (var engine = engine(options, host)) {
            naestro = engine;
            var plan = SiteReport.plan(options.model() != null);
            var key = key(engine, url);
            out.println(engine.runs().find(key).isPresent() ? "Going on with " + key : "Starting " + key);
            var run = engine.start(plan, new Job(url, options.pages()), key, Principal.onBehalfOf("you"));
            return follow(engine, run, options);
        } finally {
            naestro = null;
        }
    }

    private Naestro engine(Options options, String host) throws IOException {
        var builder = Naestro.builder()
                .policy(policy(host))
                .journal(FileJournal.at(options.folder().resolve("journal")))
                .folder("report", options.folder())
                .mode(Mode.COPILOT)
                .tools(Tools.httpGet(), Tools.fsWrite())
                .tools(SiteTools.links(), SiteTools.look(), SiteTools.collect(), SiteTools.compose());
        if (options.url() == null) {
            builder.localHosts(host);
        }
        if (options.model() != null) {
            builder.models(OpenAi.vllm(options.model()).model(options.modelName()));
        }
        return builder.build();
    }

    /** The bundled policy, with the one host that the command line names. */
    private static YamlPolicy policy(String host) throws IOException {
        try (var resource = Session.class.getResourceAsStream("policy.yaml")) {
            var text = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
            return YamlPolicy.parse(text.replace("THE-HOST", host), "policy.yaml");
        }
    }

    /** The first key of this site whose run has not ended, so that a run that was cut off is found again. */
    private static RunKey key(Naestro engine, String url) {
        for (int n = 1; ; n++) {
            var key = RunKey.of("site-report " + url + " #" + n);
            var state = engine.runs().find(key).map(RunSummary::state);
            if (state.isEmpty() || OPEN.contains(state.get())) {
                return key;
            }
        }
    }

    private int follow(Naestro engine, Run<FileWritten> run, Options options) throws IOException {
        var watch = new Watch(out);
        while (true) {
            var result = run.await(GLANCE);
            watch.show(run);
            switch (result) {
                case RunResult.Running<FileWritten> running -> {
                    // a glance more
                }
                case RunResult.Waiting<FileWritten> waiting -> {
                    if (!answer(engine, waiting.approvals().getFirst(), options.yes())) {
                        out.println("\nNobody answered, so the run waits. Start again to answer it, or add --yes.");
                        return STOPPED;
                    }
                }
                case RunResult.Done<FileWritten> done -> {
                    out.println("Done: " + options.folder().resolve("site-report.md") + " ("
                            + done.spent().calls() + " calls)");
                    return DONE;
                }
                case RunResult.Stopped<FileWritten> stopped -> {
                    out.println("Stopped (" + stopped.cause() + "): " + stopped.reason());
                    return STOPPED;
                }
                case RunResult.Failed<FileWritten> failed -> {
                    out.println("Failed at '" + failed.step() + "': "
                            + failed.cause().message());
                    return FAILED;
                }
            }
        }
    }

    /** Asks a question; whether there was an answer at all. */
    private boolean answer(Naestro engine, ApprovalRequest question, boolean yes) throws IOException {
        out.println();
        out.println("Allow " + question.title() + ", to " + question.purpose() + "?");
        question.risks().forEach(risk -> out.println("  note: " + risk));
        out.print(Watch.preview(question.shown()));
        out.print(yes ? "[y/N] y (--yes)\n" : "[y/N] ");
        out.flush();
        var answer = yes ? "y" : in.readLine();
        if (answer == null) {
            return false;
        }
        if (answer.strip().equalsIgnoreCase("y")) {
            engine.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("you"));
        } else {
            engine.approvals().refuse(question.id(), question.digest(), "said no", Principal.by("you"));
        }
        return true;
    }
}
