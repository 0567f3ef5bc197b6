package io.naestro.providers.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Naestro;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.plan.Plan;
import io.naestro.policy.Mode;
import io.naestro.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, engine, policy and real connections included, against a site that does everything wrong. */
class HostileSiteTest {
    @TempDir
    Path folder;

    @Test
    void a_hostile_site_ends_within_the_limits_and_each_failure_is_told() throws IOException {
        var policy = new OpenPolicy();
        try (var server = new HostileServer();
                var naestro = Naestro.builder()
                        .policy(policy)
                        .mode(Mode.AUTO)
                        .tools(WebTools.crawl(), WebTools.audit())
                        .localHosts("127.0.0.1")
                        .folder("work", folder)
                        .journal(new MemoryJournal())
                        .build()) {
            var job = new CrawlJob(
                    server.url(), "work:/crawl", 60, null, 2 << 20, null, null, Duration.ofSeconds(3), null, 4, null);

            var audit = done(naestro.start(plan(), job).await(Duration.ofMinutes(3)));

            assertThat(audit.pages()).isEqualTo(60);
            assertThat(paths(audit, "answer-too-large")).contains("/huge", "/endless", "/bomb");
            assertThat(paths(audit, "answer-timeout")).contains("/silent", "/drip");
            assertThat(paths(audit, "answer-unreachable")).contains("/reset", "/header");
            assertThat(paths(audit, "redirect-loop")).contains("/loop", "/pool");
            assertThat(paths(audit, "links-many")).containsExactly("/links");
            assertThat(policy.origins)
                    .containsExactly("127.0.0.1:" + server.url().replaceAll("[^0-9]*127.0.0.1:|/", ""));
        }
    }

    private static Plan<CrawlJob, Audit> plan() {
        var p = Plan.named("hostile", 1).input(CrawlJob.class);
        var crawled = p.tool("crawl", WebTools.crawl(), p.input());
        return p.yields(p.tool(
                "audit",
                WebTools.audit(),
                p.object(AuditJob.class, Map.of("folder", crawled.at("/folder", String.class)))));
    }

    private static Audit done(RunResult<Audit> result) {
        if (result instanceof RunResult.Done<Audit> done) {
            return done.value();
        }
        throw new AssertionError(result);
    }

    private static Set<String> paths(Audit audit, String rule) {
        return audit.issues().stream()
                .filter(issue -> issue.id().equals(rule))
                .flatMap(issue -> issue.places().stream())
                .map(place -> Urls.path(place.url()))
                .collect(Collectors.toSet());
    }
}
