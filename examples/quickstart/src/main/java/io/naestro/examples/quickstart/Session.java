package io.naestro.examples.quickstart;

import io.naestro.core.Naestro;
import io.naestro.core.NaestroBuilder;
import io.naestro.core.journal.FileJournal;
import io.naestro.core.plan.PlanText;
import io.naestro.core.tools.Tools;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Principal;
import io.naestro.providers.openai.OpenAi;
import io.naestro.run.JournalFailure;
import io.naestro.run.Run;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
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
    private final Screen screen;
    private volatile @Nullable Naestro naestro;
    private volatile boolean interrupted;

    Session(BufferedReader in, PrintStream out) {
        this.in = in;
        this.screen = new Screen(out);
    }

    /** Does it all; the exit status tells how it went. */
    int run(String... args) {
        if (args.length == 1 && args[0].equals("--help")) {
            screen.text(Options.USAGE);
            return DONE;
        }
        try {
            return run(Options.of(args));
        } catch (Options.Misused e) {
            screen.text(e.getMessage() + "\n");
            screen.text(Options.USAGE);
            return MISUSED;
        } catch (BadFile e) {
            screen.text(e.getMessage() + "\n");
            screen.line("Nothing was started or written.");
            return MISUSED;
        } catch (IOException | RuntimeException e) {
            if (interrupted) {
                return INTERRUPTED;
            }
            screen.line("The quickstart cannot go on: " + e.getMessage());
            return FAILED;
        }
    }

    /** Ctrl-C: lets the run go to sleep, so that the next start goes on where this one stopped. */
    void interrupt() {
        var running = naestro;
        if (running != null) {
            interrupted = true;
            screen.line("");
            screen.line("Stopping. Start again to go on where this run stopped.");
            running.close();
        }
    }

    private int run(Options options) throws IOException, BadFile {
        var given = Given.read(options);
        if (options.showPlan()) {
            screen.text(PlanText.write(given.plan()));
            return DONE;
        }
        if (options.url() != null) {
            return audit(options, given, options.url());
        }
        try (var site = SiteServer.start(rememberedPort(memo(options)))) {
            return audit(options, given, site.url());
        }
    }

    private static Path memo(Options options) {
        return options.folder().resolve("port");
    }

    /** A run that is gone on with must find the site where it was. */
    private static int rememberedPort(Path memo) throws IOException {
        if (!Files.exists(memo)) {
            return 0;
        }
        var text = Files.readString(memo).strip();
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) < 65_536 ? Integer.parseInt(text) : 0;
    }

    private int audit(Options options, Given given, String url) throws IOException, BadFile {
        var address = URI.create(url);
        try (var engine = engine(options, given, Objects.requireNonNull(address.getHost()))) {
            naestro = engine;
            if (options.url() == null) {
                Files.writeString(memo(options), Integer.toString(address.getPort()));
            }
            var key = key(engine, url);
            screen.line(engine.runs().find(key).isPresent() ? "Going on with " + key : "Starting " + key);
            var job = new SiteReport.Job(url, options.pages()).json();
            return follow(engine, engine.start(given.plan(), job, key, Principal.onBehalfOf("you")), options);
        } finally {
            naestro = null;
        }
    }

    private static Naestro engine(Options options, Given given, String host) throws IOException, BadFile {
        var policy = given.policy(host);
        given.check(parts(options, policy, host));
        try {
            return parts(options, policy, host)
                    .folder("report", options.folder())
                    .journal(FileJournal.at(options.folder().resolve("journal")))
                    .build();
        } catch (JournalFailure e) {
            throw new BadFile(String.valueOf(e.getMessage()));
        }
    }

    private static NaestroBuilder parts(Options options, Policy policy, String host) {
        var builder = Naestro.builder()
                .policy(policy)
                .mode(Mode.COPILOT)
                .tools(Tools.httpGet(), Tools.fsWrite())
                .tools(SiteTools.links(), SiteTools.look(), SiteTools.collect(), SiteTools.compose());
        if (options.url() == null) {
            builder.localHosts(host);
        }
        if (options.model() != null) {
            builder.models(OpenAi.vllm(options.model()).model(options.modelName()));
        }
        return builder;
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

    private <T> int follow(Naestro engine, Run<T> run, Options options) throws IOException {
        var watch = new Watch(screen);
        while (true) {
            var result = run.await(GLANCE);
            watch.show(run);
            switch (result) {
                case RunResult.Running<T> running -> {
                    // a glance more
                }
                case RunResult.Waiting<T> waiting -> {
                    if (!answer(engine, waiting.approvals().getFirst(), options.yes())) {
                        screen.line("");
                        screen.line("Nobody answered, so the run waits. Start again to answer it, or add --yes.");
                        return STOPPED;
                    }
                }
                case RunResult.Done<T> done -> {
                    screen.line("Done: " + options.folder().resolve("site-report.md") + " ("
                            + done.spent().calls() + " calls)");
                    return DONE;
                }
                case RunResult.Stopped<T> stopped -> {
                    screen.line("Stopped (" + stopped.cause() + "): " + stopped.reason());
                    return STOPPED;
                }
                case RunResult.Failed<T> failed -> {
                    screen.line("Failed at '" + failed.step() + "': "
                            + failed.cause().message());
                    return FAILED;
                }
            }
        }
    }

    /** Asks a question; whether there was an answer at all. */
    private boolean answer(Naestro engine, ApprovalRequest question, boolean yes) throws IOException {
        screen.line("");
        screen.line("Allow " + question.title() + ", to " + question.purpose() + "?");
        question.risks().forEach(risk -> screen.line("  note: " + risk));
        screen.text(Watch.preview(question.shown()));
        screen.text(yes ? "[y/N] y (--yes)\n" : "[y/N] ");
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
