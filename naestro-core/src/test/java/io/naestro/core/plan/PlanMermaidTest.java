package io.naestro.core.plan;

import static io.naestro.core.plan.PlanGraphTest.plan;
import static io.naestro.core.plan.PlanGraphTest.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.plan.Binding;
import io.naestro.plan.Condition;
import io.naestro.plan.Guard;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanMermaidTest {
    @Test
    void each_kind_of_step_and_arrow_is_drawn_in_its_own_way() {
        var input = new Binding.InputBinding(Pointer.ROOT);
        var tool = new Step.ToolStep("end", StepOptions.DEFAULT, new ToolRef("web.get", 1), input, Shape.ANY);
        var guard = new Guard(new Binding.StepBinding("end", Pointer.ROOT), Condition.exists(""));
        var agent = new Step.AgentStep(
                "agent", StepOptions.DEFAULT.withRole("clerk").withWhen(guard), "Go.", Map.of(), Shape.ANY);
        var members = new LinkedHashMap<String, Binding>();
        members.put("a", new Binding.StepBinding("agent", Pointer.ROOT));
        members.put("b", new Binding.LiteralBinding(Json.NULL));
        var ask = new Step.ApprovalStep(
                "ask",
                StepOptions.DEFAULT.withAfter("end").withAfter("end"),
                "Go on?",
                Map.of("all", new Binding.ObjectBinding(members)));
        var list = new Binding.ListBinding(List.of(input, new Binding.StepBinding("ask", Pointer.ROOT)));
        var body = new Step.ToolStep(
                "body",
                StepOptions.DEFAULT,
                new ToolRef("web.get", 1),
                new Binding.ItemBinding(Pointer.ROOT),
                Shape.ANY);
        var map = new Step.MapStep("map", StepOptions.DEFAULT, list, body, 1);
        var sub =
                new Step.SubPlanStep("sub", StepOptions.DEFAULT, plan(), new Binding.StepBinding("map", Pointer.ROOT));
        assertThat(PlanMermaid.draw(plan(step("class", "sub"), sub, map, ask, agent, tool, step("last", "class"))))
                .isEqualTo("""
                        %% plan p@1
                        flowchart TD
                          input[/"input"/]
                          s0["end<br/>web.get@1"]
                          s1{{"agent<br/>agent: clerk"}}
                          s2{"ask<br/>Go on?"}
                          s3[["map<br/>for each: calls the tool web.get@1"]]
                          s4[("sub<br/>plan p@1")]
                          s5(["class<br/>model: p"])
                          s6(["last<br/>model: p"])
                          result[/"result"/]
                          input --> s0
                          s0 -->|when| s1
                          s1 --> s2
                          s0 -.-> s2
                          input --> s3
                          s2 --> s3
                          s3 --> s4
                          s4 --> s5
                          s5 --> s6
                          s6 --> result
                        """);
    }

    @Test
    void whatever_an_author_wrote_stays_inside_its_label() {
        var hostile = "\"]; click s0 \"javascript:alert(1)\"\n%% <b>`x`</b> #quot; 漢 " + "x".repeat(80);
        var ask = new Step.ApprovalStep("ask", StepOptions.DEFAULT, hostile, Map.of());
        assertThat(PlanMermaid.draw(plan(ask)).lines().toList().get(3))
                .isEqualTo("  s0{\"ask<br/>#34;#93;#59; click s0 #34;javascript:alert#40;1#41;#34; #37;#37;"
                        + " #60;b#62;#96;x#96;#60;/b#62; #35;quot#59; 漢 xxxxxxxxxxxxxxxxxxxxxx#8230;\"}");
    }

    @Test
    void a_plan_that_cannot_be_sorted_is_not_drawn() {
        assertThatIllegalArgumentException().isThrownBy(() -> PlanMermaid.draw(plan(step("a", "a"))));
        Binding deep = new Binding.InputBinding(Pointer.ROOT);
        for (int i = 0; i < 100_000; i++) {
            deep = new Binding.ListBinding(List.of(deep));
        }
        var ask = new Step.ApprovalStep("ask", StepOptions.DEFAULT, "?", Map.of("deep", deep));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanMermaid.draw(plan(ask)))
                .withMessageContaining("deeper than 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlanExplain.explain(plan(ask)))
                .withMessageContaining("deeper than 64");
    }

    @Test
    void branches_that_meet_again_are_drawn_to_the_step_that_reads_the_first_of_them() {
        var input = new Binding.InputBinding(Pointer.ROOT);
        var get = new ToolRef("web.get", 1);
        var ship = new Step.ToolStep("ship", StepOptions.DEFAULT, get, input, Shape.ANY);
        var reserve = new Step.ToolStep("reserve", StepOptions.DEFAULT, get, input, Shape.ANY);
        var either = new Binding.FirstBinding(List.of(
                new Binding.StepBinding("ship", Pointer.ROOT), new Binding.StepBinding("reserve", Pointer.of("/no"))));
        var note = new Step.ToolStep("note", StepOptions.DEFAULT, get, either, Shape.ANY);

        assertThat(PlanMermaid.draw(plan(ship, reserve, note))).contains("  s0 --> s2\n  s1 --> s2\n  s2 --> result\n");
        assertThat(Words.reads(either))
                .isEqualTo("the first that is there of [the result of 'ship', \"/no\" in the result of 'reserve']");
    }
}
