package io.naestro.core.plan;

import io.naestro.goal.Money;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Residency;
import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Constraints;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A small world: five tools, two models, one evaluator, and a policy that says what a test wants it to say. */
record TestWorld(List<Tool<?, ?>> all, List<ModelCard> models, Function<Step, Constraints> policy)
        implements PlanWorld {
    record Person(String name, @Nullable String nick, List<String> tags, int age) {}

    record Join(List<String> parts, @Nullable String between) {}

    record Text(String text, int length) {}

    record Get(String url) {}

    record Page(String title, @Nullable String note, List<String> links) {}

    record Write(String path, String text) {}

    record Written(String path) {}

    record Mail(String to, String body) {}

    static final Tool<Join, Text> JOIN = tool(contract("text.join", Join.class, Text.class, Repeat.PURE));
    static final Tool<Get, Page> GET = tool(ToolContract.named("web.get", Get.class, Page.class)
            .version(2)
            .repeat(Repeat.PURE)
            .cost(Money.eur("0.01"))
            .build());
    static final Tool<Write, Written> WRITE = tool(contract("fs.write", Write.class, Written.class, Repeat.IDEMPOTENT));
    static final Tool<Mail, String> MAIL = tool(contract("mail.send", Mail.class, String.class, Repeat.ONCE));
    static final Tool<Get, Page> OLD = tool(ToolContract.named("web.get", Get.class, Page.class)
            .repeat(Repeat.PURE)
            .deprecated("it is slow", "web.get@2")
            .build());

    static final ModelCard SMALL = ModelCard.named("small")
            .residency(Residency.LOCAL)
            .price(Price.FREE)
            .build();
    static final ModelCard LARGE = ModelCard.named("large")
            .capabilities(Capability.VISION, Capability.JSON_SCHEMA)
            .contextTokens(100_000)
            .maxOutputTokens(4_000)
            .price(Price.perMillionTokens(Money.eur("1"), Money.eur("5")))
            .build();

    static final TestWorld WORLD =
            new TestWorld(List.of(JOIN, GET, WRITE, MAIL, OLD), List.of(SMALL, LARGE), step -> Constraints.NONE);

    TestWorld with(Function<Step, Constraints> other) {
        return new TestWorld(all, models, other);
    }

    TestWorld with(ModelCard... cards) {
        return new TestWorld(all, List.of(cards), policy);
    }

    TestWorld with(Tool<?, ?>... tools) {
        return new TestWorld(List.of(tools), models, policy);
    }

    @Override
    public Optional<ToolContract<?, ?>> tool(ToolRef ref) {
        return all.stream()
                .<ToolContract<?, ?>>map(Tool::contract)
                .filter(contract -> contract.ref().equals(ref))
                .findFirst();
    }

    @Override
    public List<ToolRef> tools() {
        return all.stream().map(tool -> tool.contract().ref()).toList();
    }

    @Override
    public Set<String> evaluators() {
        return Set.of("tone");
    }

    @Override
    public Constraints constraints(Step step) {
        return policy.apply(step);
    }

    private static <I, O> ToolContract<I, O> contract(String name, Class<I> input, Class<O> output, Repeat repeat) {
        return ToolContract.named(name, input, output).repeat(repeat).build();
    }

    /** A tool of which only the contract matters: nothing here runs a plan. */
    static <I, O> Tool<I, O> tool(ToolContract<I, O> contract) {
        return new Tool<>() {
            @Override
            public ToolContract<I, O> contract() {
                return contract;
            }

            @Override
            public ToolResult<O> call(I input, ToolContext context) {
                return ToolResult.failed(ToolFailure.Kind.FAULT, "tests of plans call no tools");
            }
        };
    }
}
