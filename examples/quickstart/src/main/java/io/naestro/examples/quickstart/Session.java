package io.naestro.examples.quickstart;

import io.naestro.core.Naestro;
import io.naestro.core.NaestroBuilder;
import io.naestro.core.journal.FileJournal;
import io.naestro.core.plan.PlanText;
import io.naestro.core.tools.Tools;
import io.naestro.json.Json;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.policy.Principal;
import io.naestro.providers.openai.OpenAi;
import io.naestro.providers.report.ReportTools;
import io.naestro.providers.web.Browser;
import io.naestro.providers.web.WebTools;
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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One run of the quickstart: puts a Naestro together, starts the plan or goes on with one that was cut off, shows what
 * happens, and asks before a site is changed.
 */
final class Session {
    static final int DONE = 0;
    static final int POOR = 1;
    static final int MISUSED = 2;
    static final int STOPPED = 3;
    static final int FAILED = 4;
    static final int INTERRUPTED = 130; // what a shell says of Ctrl-C

    private static final String LOOPBACK = "127.0.0.1";
    private static final Set<RunSummary.State> OPEN = EnumSet.of(RunSummary.State.RUNNING, RunSummary.State.WAITING);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final BufferedReader in;
    private final Screen screen;
    private final InstantSource clock;
    private final boolean terminal;
    private volatile @Nullable Naestro naestro;
    private volatile boolean interrupted;

    /**
     * A session.
     *
     * @param in what a person types
     * @param out what a person reads
     * @param clock the time
     * @param terminal whether lines can be drawn over
     */
    Session(BufferedReader in, PrintStream out, InstantSource clock, boolean terminal) {
        this.in = in;
        this.screen = new Screen(out);
        this.clock = clock;
        this.terminal = terminal;
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
        var url = SiteFolder.address(options);
        var policy = given.policy(hosts(options, url), options.browser());
        given.check(parts(options, policy));
        if (!options.local()) {
            return audit(options, given, policy, url, null);
        }
        try (var site = SiteServer.start(SiteFolder.of(options), rememberedPort(memo(options)))) {
            return audit(options, given, policy, url, site);
        }
    }

    private static Set<String> hosts(Options options, String url) {
        var hosts = new TreeSet<>(Set.of(Objects.requireNonNull(URI.create(url).getHost())));
        if (options.local()) {
            hosts.add(LOOPBACK);
        }
        return hosts;
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

    private int audit(Options options, Given given, Policy policy, String url, @Nullable SiteServer site)
            throws IOException, BadFile {
        try (var engine = engine(options, policy)) {
            naestro = engine;
            var served = site == null ? null : site.url();
            if (site != null) {
                Files.writeString(memo(options), Integer.toString(site.port()));
            }
            var key = key(engine, url);
            var open = engine.runs().find(key).isPresent();
            screen.line(open ? "Going on with " + key : "Starting " + key);
            var earlier = !open && keepEarlier(options.folder());
            var job = SiteAudit.Job.of(url, options.pages(), served, earlier).json();
            return follow(engine, engine.start(given.plan(), job, key, Principal.onBehalfOf("you")), given, options);
        } finally {
            naestro = null;
        }
    }

    /** Keeps the report of an earlier run to compare with; whether there is one. */
    private static boolean keepEarlier(Path folder) throws IOException {
        var report = folder.resolve("report/report.json");
        if (!Files.exists(report)) {
            return false;
        }
        var kept = folder.resolve("report/earlier/report.json");
        Files.createDirectories(Objects.requireNonNull(kept.getParent()));
        Files.copy(report, kept, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static Naestro engine(Options options, Policy policy) throws IOException, BadFile {
        var parts = parts(options, policy)
                .folder("crawl", options.folder().resolve("crawl"))
                .folder("report", options.folder().resolve("report"));
        if (options.local()) {
            parts.folder("site", SiteFolder.of(options));
        }
        try {
            return parts.journal(FileJournal.at(options.folder().resolve("journal")))
                    .build();
        } catch (JournalFailure e) {
            throw new BadFile(String.valueOf(e.getMessage()));
        }
    }

    private static NaestroBuilder parts(Options options, Policy policy) {
        var builder = Naestro.builder()
                .policy(policy)
                .mode(Mode.AUTO)
                .tools(WebTools.crawl(), WebTools.audit(), WebTools.propose(), WebTools.apply(), WebTools.prove())
                .tools(SiteTools.findings(), SiteTools.brief(), SiteTools.diff(), ReportTools.write(), Tools.fsWrite());
        if (options.local()) {
            builder.localHosts(LOOPBACK);
        }
        if (options.browser() != null) {
            var browser = Optional.of(
                    Browser.at(options.browser(), options.sandbox() ? new String[0] : new String[] {"--no-sandbox"}));
            builder.tools(WebTools.render(browser), WebTools.screenshot(browser));
        }
        if (options.model() != null) {
            builder.models(OpenAi.vllm(options.model()).model(options.modelName()));
        }
        return builder;
    }

    /** The first key of this site whose run has not ended, so that a run that was cut off is found again. */
    private static RunKey key(Naestro engine, String url) {
        for (int n = 1; ; n++) {
            var key = RunKey.of("site-audit " + url + " #" + n);
            var state = engine.runs().find(key).map(RunSummary::state);
            if (state.isEmpty() || OPEN.contains(state.get())) {
                return key;
            }
        }
    }

    private int follow(Naestro engine, Run<Json> run, Given given, Options options) throws IOException {
        var view = terminal && !options.plain()
                ? new Board(screen, clock, given.plan(), options.pages())
                : new Lines(screen, clock, options.pages());
        var watch = run.watch(view::take);
        try {
            return follow(engine, run, view, options);
        } finally {
            watch.close();
        }
    }

    private int follow(Naestro engine, Run<Json> run, View view, Options options) throws IOException {
        while (true) {
            var result = run.await(GLANCE);
            view.show(run);
            switch (result) {
                case RunResult.Running<Json> running -> {
                    // a glance more
                }
                case RunResult.Waiting<Json> waiting -> {
                    view.pause();
                    if (!answer(engine, waiting.approvals().getFirst(), options)) {
                        screen.line("");
                        screen.line("Nobody answered, so the run waits. Start again to answer it, or add --yes.");
                        return STOPPED;
                    }
                }
                case RunResult.Done<Json> done -> {
                    screen.line("Done (" + done.spent().calls() + " calls)");
                    return results(options.folder()) < options.failUnder() ? POOR : DONE;
                }
                case RunResult.Stopped<Json> stopped -> {
                    results(options.folder());
                    screen.line("Stopped (" + stopped.cause() + "): " + stopped.reason());
                    return STOPPED;
                }
                case RunResult.Failed<Json> failed -> {
                    screen.line("Failed at '" + failed.step() + "': "
                            + failed.cause().message());
                    return FAILED;
                }
            }
        }
    }

    /** Shows what was found and, where fixes were made, what is left; the lowest score of the last. */
    private int results(Path folder) throws IOException {
        var results = new Results(screen);
        var lowest = results.show(folder.resolve("report"));
        var fixed = folder.resolve("report/fixed");
        return Files.exists(fixed) ? results.show(fixed) : lowest;
    }

    /** Asks a question; whether there was an answer at all. */
    private boolean answer(Naestro engine, ApprovalRequest question, Options options) throws IOException {
        screen.line("");
        screen.line("Allow " + question.title() + ", to " + question.purpose() + "?");
        question.risks().forEach(risk -> screen.line("  note: " + risk));
        var diff = options.folder().resolve("report/fixes.diff");
        screen.text(Preview.of(
                question.step().equals("apply") && Files.exists(diff)
                        ? Json.of(Files.readString(diff))
                        : question.shown()));
        screen.text(options.yes() ? "[y/N] y (--yes)\n" : "[y/N] ");
        var answer = options.yes() ? "y" : in.readLine();
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
