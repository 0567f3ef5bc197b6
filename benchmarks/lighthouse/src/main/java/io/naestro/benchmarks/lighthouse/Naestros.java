package io.naestro.benchmarks.lighthouse;

import io.naestro.base.JsonText;
import io.naestro.core.Naestro;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.Mode;
import io.naestro.policy.engine.YamlPolicy;
import io.naestro.providers.web.Audit;
import io.naestro.providers.web.AuditJob;
import io.naestro.providers.web.CrawlJob;
import io.naestro.providers.web.Issue;
import io.naestro.providers.web.Place;
import io.naestro.providers.web.WebTools;
import io.naestro.run.RunResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Naestro's side: each page is crawled and audited by itself, as Lighthouse does, by a plan that a real engine runs
 * under a policy that lets it reach one host and one folder.
 */
final class Naestros implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Naestro naestro;
    private final Path folder;
    private int pages;

    /**
     * An engine for one site.
     *
     * @param site its first page
     * @param folder a folder for what is found
     */
    Naestros(URI site, Path folder) {
        this.folder = folder;
        this.naestro = Naestro.builder()
                .policy(policy(site.getHost()))
                .mode(Mode.AUTO)
                .tools(WebTools.crawl(), WebTools.audit())
                .localHosts("127.0.0.1", "localhost")
                .folder("work", folder)
                .journal(new MemoryJournal())
                .build();
    }

    private static YamlPolicy policy(String host) {
        return YamlPolicy.parse("""
                naestro: policy/v1
                mode: auto
                rules:
                  - id: one-site
                    verdict: allow
                    auto: true
                    tools: [web.crawl]
                    on: { host: ["%s"], path: ["work:/**"] }
                  - id: judge
                    verdict: allow
                    tools: [web.audit]
                    on: { path: ["work:/**"] }
                """.formatted(host), "lighthouse.yaml");
    }

    /** The pages of HTML that a crawl of the whole site finds; read from what web.crawl keeps in its folder. */
    List<URI> crawl(URI first, int most) throws IOException {
        audit(CrawlJob.of(first.toString(), "work:/all").withMaxPages(most));
        var found = new ArrayList<URI>();
        try (Stream<Path> files = Files.walk(folder.resolve("all"))) {
            for (var file : files.filter(file -> file.getFileName().toString().startsWith("pages-"))
                    .sorted()
                    .toList()) {
                for (var line : Files.readAllLines(file)) {
                    if (JsonText.parse(line) instanceof Json.Obj page
                            && page.get("html")
                                    .filter(Json.Obj.class::isInstance)
                                    .isPresent()
                            && page.get("url").orElseThrow() instanceof Json.Str url) {
                        found.add(URI.create(url.value()));
                    }
                }
            }
        }
        return found;
    }

    /** Judges a page. */
    Map<SeoAudit, Verdict> judge(URI page) {
        var audit = audit(CrawlJob.of(page.toString(), "work:/page-" + pages++).withMaxPages(1));
        var verdicts = new EnumMap<SeoAudit, Verdict>(SeoAudit.class);
        for (var one : SeoAudit.values()) {
            verdicts.put(one, audit == null ? Verdict.NONE : verdict(one, audit));
        }
        return verdicts;
    }

    private static Verdict verdict(SeoAudit wanted, Audit audit) {
        var issues = audit.issues().stream()
                .filter(issue -> wanted.rules().contains(issue.id()))
                .toList();
        if (!issues.isEmpty()) {
            return Verdict.fail(issues.stream().flatMap(Naestros::evidence).toList());
        }
        if (audit.readable() == 0) {
            return wanted.withoutPage() ? Verdict.PASS : Verdict.NONE;
        }
        return new Verdict(Verdict.State.PASS, many(audit));
    }

    /** How many links the page has, where it has so many that some may not have been looked at. */
    private static List<String> many(Audit audit) {
        return audit.issues().stream()
                .filter(issue -> issue.id().equals("links-many"))
                .flatMap(issue -> issue.places().stream())
                .map(Place::snippet)
                .toList();
    }

    private static Stream<String> evidence(Issue issue) {
        return issue.places().stream()
                .map(place -> issue.id() + " " + place.selector() + " \"" + place.snippet() + "\"");
    }

    private @Nullable Audit audit(CrawlJob job) {
        var p = Plan.named("page", 1).input(CrawlJob.class);
        var crawled = p.tool("crawl", WebTools.crawl(), p.input());
        var plan = p.yields(p.tool(
                "audit",
                WebTools.audit(),
                p.object(AuditJob.class, Map.of("folder", crawled.at("/folder", String.class)))));
        var result = naestro.start(plan, job).await(LONGEST);
        if (result instanceof RunResult.Done<Audit> done) {
            return done.value();
        }
        System.err.println(job.url() + " was not audited: " + result);
        return null;
    }

    @Override
    public void close() {
        naestro.close();
    }
}
