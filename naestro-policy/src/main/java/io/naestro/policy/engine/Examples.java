package io.naestro.policy.engine;

import io.naestro.agent.Role;
import io.naestro.base.Digests;
import io.naestro.base.Quantities;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.effect.Resource;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.memory.MemoryScope;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.plan.StepOptions;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.Spend;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Effects as examples in a file write them; what an example does not say is taken from its rule. */
final class Examples {
    private static final Digest NOTHING = Digests.ofBytes(new byte[0]);
    private static final int HTTPS = 443;

    private final Json.Obj example;
    private final @Nullable Rule rule;

    private Examples(Json.Obj example, @Nullable Rule rule) {
        this.example = example;
        this.rule = rule;
    }

    /**
     * The effect of an example.
     *
     * @throws InputException if a value is none; its pointer is below the example
     */
    static Effect effect(Json.Obj example, @Nullable Rule rule) {
        return new Examples(example, rule).effect();
    }

    private Effect effect() {
        if (has("tool")) {
            return tool(text("tool").orElseThrow());
        }
        if (has("model")) {
            return model(text("model").orElseThrow());
        }
        if (rule == null || has("effect")) {
            return other(RuleReader.constant(EffectKind.class, Fields.text(example, "effect")));
        }
        return switch (rule.subject()) {
            case Subject.ToolSubject tools ->
                tool(some(tools.patterns().getFirst().toString()));
            case Subject.ModelSubject models -> model(some(models.ids().getFirst()));
            case Subject.KindSubject kinds ->
                other(kinds.kinds().stream().sorted().findFirst().orElseThrow());
        };
    }

    private Effect tool(String name) {
        if (name.isEmpty() && rule == null) {
            return new Effect.Access(actor(), resources().getFirst());
        }
        if (ToolPattern.of(name).filter(pattern -> !pattern.open()).isEmpty()) {
            throw refuse("tool", name, "is not a tool", "fs.read", "fs.read@1");
        }
        var id = ToolId.of(name);
        var resources = resources();
        var acts = example.get("acts")
                .map(Json.of(true)::equals)
                .orElseGet(() -> resources.stream().anyMatch(Resource::acts));
        var contract = ToolContract.named(id.name(), Json.class, Json.class)
                .version(Math.max(1, id.version()))
                .repeat(acts ? Repeat.ONCE : Repeat.PURE);
        for (var role : ArgumentRole.values()) {
            contract.argument("/" + Words.word(role), role);
        }
        var call =
                new Effect.ToolCall(actor(), contract.build(), payload(), resources, NOTHING, new Spend(cost(), 0, 1));
        if (!Fields.flag(example, "inside")) {
            return call;
        }
        if (resources.size() != 1) {
            throw refuse("inside", "true", "needs one of", "path", "table", "host", "program");
        }
        var known = !example.get("within").equals(Optional.of(Json.of(false)));
        return new Effect.Access(actor().inside(name), resources.getFirst(), known ? call : null);
    }

    private List<Resource> resources() {
        var all = new ArrayList<Resource>();
        Fields.items(example, "resources").forEach(item -> all.addAll(new Examples((Json.Obj) item, rule).resources()));
        var operation = text("operation")
                .map(word -> RuleReader.constant(Resource.Operation.class, word))
                .orElse(Resource.Operation.READ);
        text("path").ifPresent(path -> all.add(new Resource.FileResource(operation, path)));
        text("table").ifPresent(table -> {
            var slash = table.indexOf('/');
            all.add(new Resource.DatabaseResource(
                    operation, table.substring(0, Math.max(0, slash)), table.substring(slash + 1)));
        });
        text("host")
                .ifPresent(host ->
                        all.add(new Resource.WebResource(text("method").orElse("GET"), "https", host, HTTPS, "/")));
        text("program").ifPresent(program -> all.add(new Resource.ProcessResource(program)));
        return all;
    }

    private Effect model(String id) {
        var models = rule != null && rule.subject() instanceof Subject.ModelSubject subject ? subject : null;
        var residency = text("residency").map(word -> RuleReader.constant(Residency.class, word));
        var provider = text("provider");
        var cost = cost();
        var card = ModelCard.named(id)
                .residency(residency.orElseGet(() -> models == null
                        ? Residency.LOCAL
                        : models.residencies().stream().sorted().findFirst().orElseThrow()))
                .provider(provider.orElseGet(
                        () -> models == null || models.providers().isEmpty()
                                ? "example"
                                : some(models.providers().getFirst())))
                .price(
                        Fields.flag(example, "unpriced") || (!has("unpriced") && cost == null)
                                ? Price.UNKNOWN
                                : Price.FREE)
                .build();
        return new Effect.ModelCall(actor(), card, payload(), NOTHING, new Spend(cost, 0, 1), uses(models));
    }

    private Set<Capability> uses(Subject.@Nullable ModelSubject models) {
        return has("uses") || models == null || models.uses().equals(Uses.ANY)
                ? RuleReader.constants(Capability.class, example, "uses")
                : models.uses().named();
    }

    private Effect other(EffectKind kind) {
        var actor = actor();
        return switch (kind) {
            case MEMORY ->
                new Effect.MemoryAccess(
                        actor,
                        new MemoryScope(Principal.DEFAULT_TENANT, "example", actor.role()),
                        Fields.flag(example, "acts"));
            case SECRET -> new Effect.SecretUse(actor, "example", "example.org");
            case AGENT -> new Effect.AgentSpawn(actor, Role.of("example", Prompt.of("example", "An example.")));
            case CHANGE -> new Effect.SelfChange(actor, "example", NOTHING);
            case AGREEMENT -> new Effect.Agreement(actor, Payload.of(Json.NULL, Origin.USER), NOTHING);
        };
    }

    private Actor actor() {
        var role = text("role")
                .orElseGet(() -> rule == null || rule.roles().isEmpty()
                        ? StepOptions.DEFAULT_ROLE
                        : rule.roles().getFirst());
        var mode = text("mode").map(Modes::of).orElse(Mode.AUTO);
        var actor = Actor.of(Principal.by("example"), role, mode)
                .withPurpose(text("purpose").orElse(""));
        return text("at").map(at -> actor.at(instant(at))).orElse(actor);
    }

    private Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw refuse("at", text, "is not a moment", "2026-01-31T09:00:00Z");
        }
    }

    /** An argument for each origin that the example gives a role, or one payload of the user's. */
    private Payload payload() {
        var values = new LinkedHashMap<String, Json>();
        var origins = new HashMap<Pointer, Origin>();
        var flow = example.get("flow").map(value -> ((Json.Obj) value).members());
        flow.orElse(Map.of("payload", Json.of("user"))).forEach((role, words) -> {
            var at = Pointer.ROOT.child(role);
            var items = words instanceof Json.Arr list ? list.items() : List.of(words);
            for (int i = 0; i < items.size(); i++) {
                origins.put(at.child(i), origin(Fields.text(items.get(i))));
            }
            values.put(role, new Json.Arr(items));
        });
        var labels = RuleReader.constants(Label.class, example, "data");
        return new Payload(new Json.Obj(values), origins, labels.isEmpty() ? Map.of() : Map.of(Pointer.ROOT, labels));
    }

    private static Origin origin(String word) {
        return RuleReader.constant(Provenance.Source.class, word).origin();
    }

    private @Nullable Money cost() {
        return text("cost").map(this::money).orElse(null);
    }

    private Money money(String text) {
        try {
            return Quantities.money(text);
        } catch (InputException e) {
            throw refuse("cost", text, "is not an amount of money", "0.50 USD");
        }
    }

    private boolean has(String member) {
        return example.members().containsKey(member);
    }

    private Optional<String> text(String member) {
        return example.get(member).map(Fields::text);
    }

    /** A name that a pattern names. */
    private static String some(String pattern) {
        return pattern.replace("*", "example");
    }

    private static InputException refuse(String member, String text, String message, String... allowed) {
        return new InputException(InputProblem.at(Pointer.ROOT.child(member), Json.of(text), message, allowed));
    }
}
