package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.Capability;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.plan.Binding;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
    private static final Binding NOTHING = new Binding.LiteralBinding(Json.NULL);
    private static final Step READ =
            new Step.ToolStep("read", StepOptions.DEFAULT, new ToolRef("fs.read", 1), NOTHING, Shape.ANY);
    private static final Step AGENT = new Step.AgentStep("work", StepOptions.DEFAULT, "work", Map.of(), Shape.ANY);
    private static final Step APPROVAL = new Step.ApprovalStep("ok", StepOptions.DEFAULT, "ok?", Map.of());

    private static Step model(String... ids) {
        return new Step.ModelStep(
                "ask", StepOptions.DEFAULT, Prompt.of("p", "p"), Map.of(), Shape.ANY, ModelNeeds.only(ids));
    }

    private static Step needing(Capability... uses) {
        return new Step.ModelStep(
                "ask", StepOptions.DEFAULT, Prompt.of("p", "p"), Map.of(), Shape.ANY, ModelNeeds.of(uses));
    }

    private static Constraints constraints(String rules, Step step) {
        var list = rules.isEmpty() ? "  []\n" : rules.indent(2);
        return YamlPolicy.parse("naestro: policy/v1\nrules:\n" + list, "policy.yaml")
                .constraints(Sample.actor("worker", Mode.AUTO), step);
    }

    @Test
    void a_tool_step_is_denied_when_no_rule_could_allow_it() {
        var denied = constraints("- { id: other, verdict: allow, roles: [coder], tools: ['*'] }", READ);

        assertThat(denied.verdict()).isEqualTo(Verdict.DENY);
        assertThat(denied.residencies()).isEmpty();
        assertThat(denied.reason()).isEqualTo("no rule allows tool 'fs.read@1' for role 'worker'");
        assertThat(denied.remedy()).contains("tools: [\"fs.read\"]");
    }

    @Test
    void a_tool_step_is_denied_by_a_rule_that_is_sure_to_match_and_not_by_one_that_may() {
        var allow = "- { id: read, verdict: allow, tools: [fs.read] }\n";
        var sure = constraints(allow + "- { id: no, verdict: deny, tools: [fs.*] }", READ);
        var maybe = constraints(allow + "- { id: no, verdict: deny, tools: [fs.*], on: { path: ['a:/**'] } }", READ);

        assertThat(sure.verdict()).isEqualTo(Verdict.DENY);
        assertThat(sure.reason()).isEqualTo("rule 'no' denies it");
        assertThat(sure.remedy()).startsWith("policy.yaml:4: narrow or remove");
        assertThat(maybe).isEqualTo(Constraints.NONE);
    }

    @Test
    void a_rule_under_more_conditions_may_match_and_is_not_sure_to() {
        var allow = "- { id: all, verdict: allow, models: ['*'] }\n";
        var tools = "- { id: all, verdict: allow, tools: ['*'] }\n- { id: no, verdict: deny, tools: ['*'], ";
        assertThat(constraints(allow + "- { id: no, verdict: deny, models: ['*'], providers: [p] }", model("m")))
                .isEqualTo(Constraints.NONE);
        assertThat(constraints(allow + "- { id: no, verdict: deny, models: ['*'], when: { purpose: [p] } }", model()))
                .isEqualTo(Constraints.NONE);
        assertThat(constraints(tools + "when: { purpose: [p] } }", READ)).isEqualTo(Constraints.NONE);
        assertThat(constraints(tools + "flow: { payload: [free-text] } }", READ))
                .isEqualTo(Constraints.NONE);
    }

    @Test
    void models_may_be_used_for_what_rules_leave() {
        var some = "- { id: some, verdict: allow, models: ['*'], uses: [json-schema, vision] }\n";
        var limited = constraints(some, model());
        assertThat(limited.verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(limited.capabilities())
                .containsExactlyInAnyOrder(Capability.JSON_SCHEMA, Capability.VISION, Capability.STREAMING);
        assertThat(constraints(some, needing(Capability.TOOLS)).verdict()).isEqualTo(Verdict.DENY);
        assertThat(constraints(some, needing(Capability.VISION, Capability.STREAMING)))
                .isEqualTo(limited);

        var local = some + "- { id: local, verdict: allow, models: ['*'], residency: [local] }\n";
        assertThat(constraints(local, model()).capabilities()).containsExactlyInAnyOrder(Capability.values());
        assertThat(constraints(local, needing(Capability.TOOLS)).residencies()).containsExactly(Residency.LOCAL);
    }

    @Test
    void a_use_that_is_denied_is_left_out_and_a_step_that_needs_it_denied() {
        var deny = "- { id: all, verdict: allow, models: ['*'] }\n"
                + "- { id: no, verdict: deny, models: ['*'], uses: [audio, reasoning] }\n";
        assertThat(constraints(deny, model()).capabilities())
                .doesNotContain(Capability.AUDIO, Capability.REASONING)
                .contains(Capability.VISION);
        assertThat(constraints(deny, needing(Capability.AUDIO)).reason()).isEqualTo("rule 'no' denies it");
        assertThat(constraints(deny.replace("['*'], uses", "[m], uses"), model()))
                .isEqualTo(Constraints.NONE);
        var named = constraints(deny.replace("['*'], uses", "[m], uses"), model("m"));
        assertThat(named.capabilities()).doesNotContain(Capability.AUDIO);
        var agents = deny + "- { id: agents, verdict: allow, effects: [agent] }";
        assertThat(constraints(agents, AGENT).capabilities()).doesNotContain(Capability.REASONING);
    }

    @Test
    void models_that_are_denied_by_name_are_in_quarantine() {
        var allow = "- { id: all, verdict: allow, models: ['*'] }\n- { id: t, verdict: deny, tools: [t] }\n";
        var deny = "- { id: no, verdict: deny, models: [gpt-5, 'old-*'] }\n"
                + "- { id: far, verdict: deny, models: [x], residency: [cloud] }\n"
                + "- { id: role, verdict: deny, models: [y], roles: [other] }";
        assertThat(constraints(allow + deny, model()).quarantined()).containsExactly("gpt-5");
        assertThat(constraints(allow, model()).quarantined()).isEmpty();
    }

    @Test
    void a_tool_step_asks_when_a_rule_is_sure_to_ask_or_nothing_else_grants_it() {
        var ask = "- { id: ask, verdict: ask, tools: [fs.read] }\n";
        var askOn = "- { id: ask, verdict: ask, tools: [fs.read], on: { path: ['a:/**'] } }\n";
        var allow = "- { id: read, verdict: allow, tools: [fs.read] }";

        assertThat(constraints(ask + allow, READ).verdict()).isEqualTo(Verdict.ASK);
        assertThat(constraints(ask + allow, READ).reason()).isEqualTo("rule 'ask' asks for it");
        assertThat(constraints(askOn, READ).verdict()).isEqualTo(Verdict.ASK);
        assertThat(constraints(askOn + allow, READ).verdict()).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void a_model_step_may_go_where_rules_for_models_let_it() {
        var local = constraints("- { id: local, verdict: allow, models: ['*'], residency: [local] }", model());

        assertThat(local.verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(local.residencies()).containsExactly(Residency.LOCAL);
        assertThat(local.reason()).isEqualTo("no rule allows models that are on-premises for role 'worker'");
        assertThat(local.remedy()).contains("models: [\"*\"]", "residency: [\"on-premises\"]");

        var anywhere = constraints("- { id: any, verdict: allow, models: ['*'] }", model());
        assertThat(anywhere).isEqualTo(Constraints.NONE);
    }

    @Test
    void a_model_step_keeps_away_from_where_a_rule_denies_all_models() {
        var rules = """
                - { id: any, verdict: allow, models: ['*'] }
                - { id: stay, verdict: deny, models: ['*'], residency: [cloud], because: nothing leaves }
                - { id: not-that, verdict: deny, models: [gpt-5], residency: [local] }
                """;
        var constraints = constraints(rules, model());

        assertThat(constraints.residencies()).containsExactlyInAnyOrder(Residency.LOCAL, Residency.ON_PREMISES);
        assertThat(constraints.reason()).isEqualTo("rule 'stay' denies it: nothing leaves");
        assertThat(constraints(rules, model("gpt-5")).residencies()).containsExactly(Residency.ON_PREMISES);
        assertThat(constraints(rules, model("gpt-5", "qwen3-8b")).residencies()).hasSize(2);
    }

    @Test
    void a_model_step_asks_only_when_every_way_asks() {
        var cloud = "- { id: cloud, verdict: ask, models: ['*'], residency: [cloud] }\n";
        assertThat(constraints(cloud, model()).verdict()).isEqualTo(Verdict.ASK);
        assertThat(constraints(cloud + "- { id: local, verdict: allow, models: ['*'] }", model())
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void a_model_step_without_any_rule_is_denied_with_the_smallest_rule_that_helps() {
        var denied = constraints("- { id: tools, verdict: allow, tools: ['*'] }", model("qwen3-8b"));

        assertThat(denied.verdict()).isEqualTo(Verdict.DENY);
        assertThat(denied.remedy()).contains("models: [\"qwen3-8b\"]", "residency: [\"local\"]");
    }

    @Test
    void an_agent_step_follows_the_rules_for_agents_and_its_models_those_for_models() {
        var models = "- { id: local, verdict: allow, models: ['*'], residency: [local] }\n";
        var allowed = constraints(models + "- { id: agents, verdict: allow, effects: [agent] }", AGENT);
        var denied = constraints(models, AGENT);

        assertThat(allowed).isEqualTo(new Constraints(Verdict.ALLOW, Set.of(Residency.LOCAL), Set.of(), "", ""));
        assertThat(denied.reason()).isEqualTo("no rule allows agents for role 'worker'");
        assertThat(denied.remedy()).contains("effects: [\"agent\"]");
    }

    @Test
    void an_approval_step_asks_unless_a_rule_denies_it() {
        var asks = constraints("- { id: other, verdict: allow, effects: [memory] }", APPROVAL);
        var denied = constraints("- { id: nobody, verdict: deny, effects: [agreement] }", APPROVAL);

        assertThat(asks.verdict()).isEqualTo(Verdict.ASK);
        assertThat(asks.reason()).isEqualTo("the plan asks for agreement");
        assertThat(denied.verdict()).isEqualTo(Verdict.DENY);
        assertThat(denied.reason()).isEqualTo("rule 'nobody' denies it");
    }

    @Test
    void a_map_step_is_held_to_what_its_body_is() {
        var map = new Step.MapStep("all", StepOptions.DEFAULT, NOTHING, READ, 4);
        assertThat(constraints("", map)).isEqualTo(constraints("", READ));
    }

    @Test
    void a_sub_plan_is_not_limited_as_each_of_its_steps_is() {
        var plan = new Plan<>("inner", 1, Shape.ANY, Shape.ANY, List.of(READ), NOTHING, Budget.UNLIMITED, List.of());
        var sub = new Step.SubPlanStep("sub", StepOptions.DEFAULT, plan, NOTHING);
        assertThat(constraints("", sub)).isEqualTo(Constraints.NONE);
    }
}
