package io.naestro.providers.micrometer;

import static io.naestro.policy.Principal.by;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.policy.Grant;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolResult;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard shows what Prometheus is really given. */
class DashboardTest {
    private static final Pattern METRIC = Pattern.compile("\\b(?:gen_ai|naestro)_[a-z_]+(?=[\\[{)]|$)");
    private static final Pattern LABEL = Pattern.compile("\\{\\{([a-z_]+)}}");
    private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]+)\\)");

    record In(String text) {}

    record Out(String text) {}

    private static String dashboard() throws IOException {
        try (var in = MicrometerObserver.class.getResourceAsStream("grafana-dashboard.json")) {
            var json = (Json.Obj) JsonText.parse("dashboard", in.readAllBytes(), Limits.MESSAGE);
            return JsonText.write(json);
        }
    }

    private static Set<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Runs that have something of everything that the dashboard shows. */
    private static String scrapeAfterRuns() {
        var rig = new Rig();
        var tool = ScriptedTool.named("look", In.class, Out.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.cost(Money.eur("0.01")))
                .answersAlways(in -> new ToolResult.Ok<>(new Out("seen"), Money.eur("0.02")));
        var forbidden = ScriptedTool.named("forbidden", In.class, Out.class).repeat(Repeat.PURE);
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(Money.eur("1"), Money.eur("2"))))
                .saysJson(new Out("An answer."));
        var p = Plan.named("memo", 1).input(In.class);
        var looked = p.tool("look", tool, p.input());
        var agreed = p.approval("release", looked);
        var plan = p.yields(
                p.model("answer", Out.class, Prompt.of("p", "Say it."), looked).after(agreed));
        var q = Plan.named("denied", 1).input(In.class);
        var denied = q.yields(q.tool("never", forbidden, q.input()));
        var planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                return new NoPlan<>(List.of());
            }
        };
        try (var naestro = rig.engine()
                .tools(tool, forbidden)
                .models(model)
                .planner(planner)
                .build()) {
            var run = naestro.start(plan, new In("a"));
            assertThat(run.await(ofSeconds(30))).isInstanceOf(RunResult.Waiting.class);
            naestro.approvals()
                    .open("default")
                    .forEach(question ->
                            naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob")));
            run.await(ofSeconds(30)).orThrow();
            assertThat(naestro.start(denied, new In("a")).await(ofSeconds(30))).isInstanceOf(RunResult.Stopped.class);
            naestro.start(Goal.of("Greet Ada").yielding(Out.class)).await(ofSeconds(30));
        }
        return rig.meters.scrape();
    }

    @Test
    void every_metric_and_label_of_the_dashboard_is_exported_after_runs() throws IOException {
        var wanted = found(METRIC, 0, BY.matcher(dashboard()).replaceAll(""));
        var labels = found(LABEL, 1, dashboard());
        found(BY, 1, dashboard()).forEach(names -> labels.addAll(List.of(names.split(", "))));
        var scrape = scrapeAfterRuns();
        var exported = found(Pattern.compile("^([a-z_]+)[{ ]", Pattern.MULTILINE), 1, scrape);
        assertThat(wanted).hasSizeGreaterThan(15);
        assertThat(exported).containsAll(wanted);
        assertThat(found(Pattern.compile("[{,]([a-z_]+)="), 1, scrape)).containsAll(labels);
    }

    @Test
    void no_metric_has_an_id_or_a_text_as_a_label() {
        var scrape = scrapeAfterRuns();
        assertThat(scrape).doesNotContain("Ada").doesNotContain("seen").doesNotContain("release");
        assertThat(Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}").matcher(scrape).find())
                .isFalse();
    }
}
