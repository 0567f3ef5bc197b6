package io.naestro.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.goal.Budget;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.Capability;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding.InputBinding;
import io.naestro.plan.Binding.ItemBinding;
import io.naestro.plan.Binding.ListBinding;
import io.naestro.plan.Binding.LiteralBinding;
import io.naestro.plan.Binding.ObjectBinding;
import io.naestro.plan.Binding.StepBinding;
import io.naestro.tool.Doubling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanBuilderTest {
    private static final Prompt PROMPT = Prompt.of("greet", "Be kind.");
    private static final Doubling TOOL = new Doubling();
    private static final ToolRef REF = new ToolRef("math.double", 1);
    private static final Binding INPUT = new InputBinding(Pointer.ROOT);

    record Person(String name, int age) {}

    record Greeting(String text) {}

    private final PlanBuilder<Person> p = Plan.named("greet", 2).input(Person.class);

    @Test
    void a_plan_is_what_was_written() {
        var greeting = p.model("greet", Greeting.class, PROMPT, p.input());
        Plan<Person, Greeting> plan = greeting.yields(greeting);

        assertThat(plan)
                .isEqualTo(new Plan<>(
                        "greet",
                        2,
                        Shape.of(Person.class),
                        Shape.of(Greeting.class),
                        List.of(new Step.ModelStep(
                                "greet",
                                StepOptions.DEFAULT,
                                PROMPT,
                                Map.of("input", INPUT),
                                Shape.of(Greeting.class),
                                ModelNeeds.ANY)),
                        step("greet"),
                        Budget.UNLIMITED,
                        List.of()))
                .hasToString("plan greet@2 (1 steps)");
    }

    @Test
    void a_plan_takes_a_budget_and_checks_of_its_result() {
        var plan = p.yields(p.input());
        var budget = Budget.UNLIMITED.withCalls(3);

        assertThat(plan.within(budget).budget()).isEqualTo(budget);
        assertThat(plan.within(budget).within(Budget.UNLIMITED)).isEqualTo(plan);
        assertThat(plan.checking(Check.passes("a"), Check.passes("b")).checks())
                .containsExactly(Check.passes("a"), Check.passes("b"));
    }

    @Test
    void a_plan_needs_a_slug_and_a_version() {
        assertThatThrownBy(() -> Plan.named("No slug", 1).input(Json.class).yields(p.input()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("plan name 'No slug' must be a lower-case letter");
        assertThatThrownBy(() -> Plan.named("p", 0).input(Shape.ANY).yields(p.input()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plan 'p': version '0' must be at least 1");
    }

    @Test
    void steps_are_listed_as_they_were_written_and_later_ones_are_not_part_of_the_plan() {
        p.approval("first", p.input());
        p.tool("second", TOOL, p.value(Json.of(1), Integer.class));
        var plan = p.yields(p.input());
        p.approval("later", p.input());

        assertThat(plan.steps()).extracting(Step::id).containsExactly("first", "second");
    }

    @Test
    void a_tool_step_takes_name_version_and_shape_from_the_contract() {
        var number = p.input().at("/age", Integer.class);
        var doubled = p.tool("double", TOOL, number);

        assertThat(only(doubled))
                .isEqualTo(new Step.ToolStep(
                        "double",
                        StepOptions.DEFAULT,
                        REF,
                        new InputBinding(Pointer.of("/age")),
                        Shape.of(Long.class)));
        assertThat(doubled.shape()).isEqualTo(Shape.of(Long.class));
        assertThat(doubled.name()).isEqualTo("double");
    }

    @Test
    void inputs_are_shown_by_name_and_repeated_names_are_counted() {
        var text = p.value("constant");
        var model = p.model(
                "ask", Shape.ANY, PROMPT, p.input(), text, text, p.input().at("/name", String.class), text);

        assertThat(((Step.ModelStep) only(model)).inputs())
                .containsExactly(
                        Map.entry("input", INPUT),
                        Map.entry("value", text.binding()),
                        Map.entry("value-2", text.binding()),
                        Map.entry("name", new InputBinding(Pointer.of("/name"))),
                        Map.entry("value-3", text.binding()));
    }

    @Test
    void an_agent_step_acts_in_its_role() {
        var agent = p.agent("research", Greeting.class, "researcher", "Find out.", p.input());

        assertThat(only(agent))
                .isEqualTo(new Step.AgentStep(
                        "research",
                        StepOptions.DEFAULT.withRole("researcher"),
                        "Find out.",
                        Map.of("input", INPUT),
                        Shape.of(Greeting.class)));
        assertThat(p.agent("again", Shape.ANY, "researcher", "Find out.").shape())
                .isEqualTo(Shape.ANY);
    }

    @Test
    void an_approval_step_asks_by_its_id_unless_it_is_given_words() {
        var approval = p.approval("release", p.input());

        assertThat(only(approval))
                .isEqualTo(new Step.ApprovalStep(
                        "release", StepOptions.DEFAULT, "Approve 'release'?", Map.of("input", INPUT)));
        assertThat(((Step.ApprovalStep) only(approval.asking("Send it?"))).question())
                .isEqualTo("Send it?");
        assertThat(approval.shape()).isEqualTo(Shape.NOTHING);
    }

    @Test
    void a_sub_plan_yields_what_its_plan_yields() {
        var inner = Plan.named("inner", 1).input(String.class).yields(p.value("x"));
        var sub = p.subPlan("sub", inner, p.input().at("/name", String.class));

        assertThat(only(sub))
                .isEqualTo(
                        new Step.SubPlanStep("sub", StepOptions.DEFAULT, inner, new InputBinding(Pointer.of("/name"))));
        assertThat(sub.shape()).isEqualTo(inner.output());
    }

    @Test
    void a_tool_is_mapped_over_a_list() {
        var numbers = p.input().listAt("/numbers", Integer.class);
        var doubled = p.map("double", TOOL, numbers).window(3);

        assertThat(only(doubled))
                .isEqualTo(new Step.MapStep(
                        "double",
                        StepOptions.DEFAULT,
                        new InputBinding(Pointer.of("/numbers")),
                        new Step.ToolStep(
                                "double",
                                StepOptions.DEFAULT,
                                REF,
                                new ItemBinding(Pointer.ROOT),
                                Shape.of(Long.class)),
                        3));
        assertThat(doubled.shape()).isEqualTo(Shape.listOf(Long.class));
    }

    @Test
    void the_body_of_a_map_reads_the_element_and_what_is_outside_and_has_options_of_its_own() {
        var people = p.input().listAt("/friends", Person.class);
        var greetings = p.map(
                "greet",
                people,
                (body, person) -> body.model("one", Greeting.class, PROMPT, person.at("/name", String.class), p.input())
                        .retry(2));

        assertThat(((Step.MapStep) only(greetings)).window()).isEqualTo(8);
        assertThat(((Step.MapStep) only(greetings)).body())
                .isEqualTo(new Step.ModelStep(
                        "one",
                        StepOptions.DEFAULT.withRetry(Retry.times(2)),
                        PROMPT,
                        Map.of("name", new ItemBinding(Pointer.of("/name")), "input", INPUT),
                        Shape.of(Greeting.class),
                        ModelNeeds.ANY));
        assertThat(greetings.shape()).isEqualTo(Shape.listOf(Greeting.class));
    }

    @Test
    void a_map_refuses_what_is_no_list() {
        var json = new Ref.Part<List<Json>>("anything", INPUT, new Untyped().shape());

        assertThatThrownBy(() -> p.map("all", json, (body, item) -> body.approval("one", item)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 'all': 'anything' is not a list of typed elements");
    }

    /** A list by a schema that nobody can look into. */
    private record Untyped() {
        @SuppressWarnings("unchecked") // what a careless host could do
        Shape<List<Json>> shape() {
            return (Shape<List<Json>>) (Shape<?>) Shape.ANY;
        }
    }

    @Test
    void a_map_refuses_a_body_that_is_not_exactly_one_step_of_its_own() {
        var numbers = p.input().listAt("/numbers", Integer.class);
        var outside = p.tool("outside", TOOL, p.value(Json.of(1), Integer.class));

        assertThatThrownBy(() -> p.map("all", numbers, (body, item) -> {
                    body.tool("one", TOOL, item);
                    return body.tool("two", TOOL, item);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 'all': the body of a map adds exactly one step to its own builder and returns it; "
                        + "it added [one, two]");
        assertThatThrownBy(() -> p.map("all", numbers, (body, item) -> outside))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("it added []");
        assertThatThrownBy(() -> p.map("all", numbers, (body, item) -> {
                    body.tool("one", TOOL, item);
                    return outside;
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void constants_are_read_as_their_type() {
        assertThat(p.value("x"))
                .isEqualTo(new Ref.Part<>("value", new LiteralBinding(Json.of("x")), Shape.of(String.class)));
        assertThat(p.value(Json.of(5), Integer.class))
                .isEqualTo(new Ref.Part<>("value", new LiteralBinding(Json.of(5)), Shape.of(Integer.class)));
    }

    @Test
    void records_are_put_together_member_by_member() {
        var members = new LinkedHashMap<String, Ref<?>>();
        members.put("name", p.input().at("/name", String.class));
        members.put("age", p.value(Json.of(36), Integer.class));
        var person = p.object(Person.class, members);

        assertThat(((ObjectBinding) person.binding()).members())
                .containsExactly(
                        Map.entry("name", new InputBinding(Pointer.of("/name"))),
                        Map.entry("age", new LiteralBinding(Json.of(36))));
        assertThat(person.shape()).isEqualTo(Shape.of(Person.class));
        assertThat(person.at("/name", String.class).binding()).isEqualTo(new InputBinding(Pointer.of("/name")));
    }

    @Test
    void lists_are_put_together_item_by_item() {
        var list = p.list(String.class, List.of(p.value("a"), p.input().at("/name", String.class)));

        assertThat(list.binding())
                .isEqualTo(new ListBinding(
                        List.of(new LiteralBinding(Json.of("a")), new InputBinding(Pointer.of("/name")))));
        assertThat(list.shape()).isEqualTo(Shape.listOf(String.class));
        assertThat(list.name()).isEqualTo("list");
    }

    @Test
    void a_part_of_a_reference_is_named_by_its_last_segment() {
        var greeting = p.model("greet", Greeting.class, PROMPT);

        assertThat(greeting.at("/text", String.class))
                .isEqualTo(
                        new Ref.Part<>("text", new StepBinding("greet", Pointer.of("/text")), Shape.of(String.class)));
        assertThat(greeting.at("", Shape.ANY).name()).isEqualTo("greet");
        assertThat(greeting.listAt("/words", String.class).shape()).isEqualTo(Shape.listOf(String.class));
    }

    @Test
    void every_option_can_be_set_on_the_handle() {
        var other = p.approval("other");
        var schedule = Retry.times(3).waiting(Duration.ofSeconds(1));
        var budget = Budget.UNLIMITED.withCalls(2);
        var condition = Condition.exists("/name");
        var needs = ModelNeeds.of(Capability.VISION);
        var handle = p.model("ask", Greeting.class, PROMPT)
                .check(Check.passes("polite"))
                .check(Check.passes("short"))
                .retry(schedule)
                .timeout(Duration.ofSeconds(9))
                .budget(budget)
                .as("greeter")
                .purpose("to be kind")
                .taskType("smalltalk")
                .when(p.input(), condition)
                .after(other)
                .needs(needs);
        var step = (Step.ModelStep) p.yields(handle).steps().getLast();

        assertThat(step.options())
                .isEqualTo(new StepOptions(
                        "greeter",
                        "to be kind",
                        "smalltalk",
                        List.of(Check.passes("polite"), Check.passes("short")),
                        schedule,
                        Duration.ofSeconds(9),
                        budget,
                        new Guard(INPUT, condition),
                        List.of("other")));
        assertThat(step.needs()).isEqualTo(needs);
    }

    @Test
    void special_options_keep_what_was_set_before() {
        var options = StepOptions.DEFAULT.withPurpose("why");
        var ask = p.model("ask", Greeting.class, PROMPT).purpose("why").needs(ModelNeeds.only("m"));
        var release = p.approval("release").purpose("why").asking("Send it?");
        var all = p.map("all", TOOL, p.input().listAt("/n", Integer.class))
                .purpose("why")
                .window(2);

        assertThat(p.yields(ask).steps())
                .hasSize(3)
                .allSatisfy(step -> assertThat(step.options()).isEqualTo(options));
        assertThat(List.of(ask.name(), release.name(), all.name())).containsExactly("ask", "release", "all");
    }

    @Test
    void options_of_one_kind_of_step_are_refused_by_another() {
        var tool = p.tool("double", TOOL, p.value(Json.of(1), Integer.class));

        assertThatThrownBy(() -> tool.needs(ModelNeeds.ANY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 'double' asks no model; needs(...) is for model steps");
        assertThatThrownBy(() -> tool.window(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 'double' maps over no list; window(...) is for map steps");
        assertThatThrownBy(() -> tool.asking("Really?"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 'double' asks no person; asking(...) is for approval steps");
    }

    @Test
    void two_steps_of_one_id_are_refused() {
        p.approval("first");
        p.approval("second");

        assertThatThrownBy(() -> p.model("first", Greeting.class, PROMPT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 'first' exists already; steps so far: [first, second]");
    }

    private Step only(PlanBuilder.Handle<Person, ?> handle) {
        return p.yields(handle).steps().stream()
                .filter(step -> step.id().equals(handle.name()))
                .findFirst()
                .orElseThrow();
    }

    private static Binding step(String id) {
        return new StepBinding(id, Pointer.ROOT);
    }
}
