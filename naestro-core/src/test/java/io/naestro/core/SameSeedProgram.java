package io.naestro.core;

import io.naestro.core.journal.MemoryJournal;
import io.naestro.goal.Money;
import io.naestro.json.Shape;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.plan.Ref;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.run.Journal;
import io.naestro.run.RunKey;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Runs a plan with parallel steps, failures, retries and an approval under a seed, and prints its journal. */
final class SameSeedProgram {
    private SameSeedProgram() {}

    public static void main(String[] args) {
        print(Long.parseLong(args[0]), new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }

    static void print(long seed, PrintStream out) {
        var world = new World(seed);
        var journal = new MemoryJournal();
        var tries = new HashMap<String, Integer>();
        var flaky = ScriptedTool.named("flaky", String.class, String.class)
                .repeat(Repeat.IDEMPOTENT)
                .answersAlways(in -> tries.merge(in, 1, Integer::sum) % 3 == 1
                        ? ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "not now")
                        : ToolResult.of(in + "!"));
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(Money.eur("1.00"), Money.eur("2.00"))))
                .fails(ModelFailure.Kind.OVERLOADED)
                .says("a summary");
        try (var naestro =
                world.builder().models(model).tools(flaky).journal(journal).build()) {
            var p = Plan.named("many", 1).input(String.class);
            var parts = new ArrayList<Ref<String>>();
            for (int i = 0; i < 12; i++) {
                parts.add(p.tool("part-" + i, flaky, p.value("part " + i)).retry(2));
            }
            var all =
                    p.map("again", flaky, p.list(String.class, parts)).retry(2).window(3);
            var summary = p.model("summary", Shape.of(String.class), Prompt.of("s", "Sum it up."), all)
                    .retry(3);
            PlanBuilder.Handle<String, ?> ok = p.approval("ok", summary);
            var run = naestro.start(ok.yields(summary), "in", RunKey.of("same"), Principal.HOST);
            world.scheduler.runUntilIdle();
            for (var question : naestro.approvals().open("default")) {
                naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
            }
            world.scheduler.runUntilIdle();
            out.println(run.poll());
            lines(journal, naestro).forEach(out::println);
        }
    }

    private static List<String> lines(Journal journal, Naestro naestro) {
        var id = naestro.runs().list(1).getFirst().id();
        return journal.read(id, 0, 10_000).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
