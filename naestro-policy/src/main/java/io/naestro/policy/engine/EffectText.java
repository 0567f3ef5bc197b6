package io.naestro.policy.engine;

import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.policy.Verdict;
import io.naestro.tool.ArgumentRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes effects as examples in a file write them, and reads them back: all that rules can speak of. */
final class EffectText {
    private static final String VERDICT = "verdict";
    private static final String RULE = "rule";

    private EffectText() {}

    static Json.Obj write(Replay.Audited past) {
        return write(past.effect()).with(VERDICT, Words.word(past.verdict())).with(RULE, past.rule());
    }

    static Replay.Audited read(Json.Obj json) {
        var verdict = RuleReader.constant(Verdict.class, Fields.text(json, VERDICT));
        return new Replay.Audited(Examples.effect(json, null), verdict, Fields.text(json, RULE));
    }

    static Json.Obj write(Effect effect) {
        var actor = effect.actor();
        var json = what(effect).with("role", actor.role()).with("mode", Words.word(actor.mode()));
        json = actor.purpose().isEmpty() ? json : json.with("purpose", actor.purpose());
        return actor.at() == null ? json : json.with("at", actor.at().toString());
    }

    private static Json.Obj what(Effect effect) {
        return switch (effect) {
            case Effect.ToolCall call -> call(call, call.contract().ref().toString());
            case Effect.Access access -> access(access);
            case Effect.ModelCall call -> {
                var model = call.model();
                var json = Json.object()
                        .with("model", model.id())
                        .with("provider", model.provider())
                        .with("residency", Words.word(model.residency()))
                        .with("unpriced", Json.of(!PreparedEffect.of(call).priced()));
                json = call.uses().isEmpty()
                        ? json
                        : json.with("uses", Json.strings(Uses.of(call.uses()).words()));
                yield estimated(flowing(json, call), call);
            }
            case Effect.MemoryAccess memory -> kind(EffectKind.MEMORY).with("acts", Json.of(memory.writes()));
            case Effect.SecretUse secret -> kind(EffectKind.SECRET);
            case Effect.AgentSpawn agent -> kind(EffectKind.AGENT);
            case Effect.SelfChange change -> kind(EffectKind.CHANGE);
            case Effect.Agreement agreement -> kind(EffectKind.AGREEMENT);
        };
    }

    private static Json.Obj kind(EffectKind kind) {
        return Json.object().with("effect", kind.word());
    }

    private static Json.Obj call(Effect.ToolCall call, String tool) {
        var json = Json.object().with("tool", tool).with("acts", Json.of(call.acts()));
        return estimated(flowing(resources(json, call.resources()), call), call);
    }

    private static Json.Obj access(Effect.Access access) {
        var call = access.within();
        var name = access.actor().tool();
        var json = Json.object().with("inside", Json.of(true)).with("tool", name == null ? "" : name);
        var used = resources(json, List.of(access.resource()));
        return call == null ? used.with("within", Json.of(false)) : estimated(flowing(used, call), call);
    }

    private static Json.Obj resources(Json.Obj json, List<Resource> resources) {
        var all = new ArrayList<Json>();
        resources.forEach(resource -> all.add(resource(resource)));
        return all.isEmpty() ? json : json.with("resources", new Json.Arr(all));
    }

    private static Json.Obj resource(Resource resource) {
        return switch (resource) {
            case Resource.FileResource file ->
                Json.object().with("path", file.path()).with("operation", Words.word(file.operation()));
            case Resource.DatabaseResource table ->
                Json.object()
                        .with("table", table.database() + "/" + table.table())
                        .with("operation", Words.word(table.operation()));
            case Resource.WebResource web ->
                Json.object().with("host", web.host()).with("method", web.method());
            case Resource.ProcessResource process -> Json.object().with("program", process.program());
        };
    }

    private static Json.Obj estimated(Json.Obj json, Effect effect) {
        var cost = PreparedEffect.of(effect).cost();
        return cost == null ? json : json.with("cost", cost.toString());
    }

    private static Json.Obj flowing(Json.Obj json, Effect effect) {
        var actual = Provenance.of(effect);
        var flow = Json.object();
        for (var role : ArgumentRole.values()) {
            var sources = actual.sources(role);
            flow = sources.isEmpty() ? flow : flow.with(Words.word(role), Json.strings(sources));
        }
        return json.with("flow", flow).with("data", Json.strings(named(actual)));
    }

    private static List<String> named(Provenance actual) {
        return Arrays.stream(Label.values())
                .filter(label -> (actual.labels() & Provenance.bit(label)) != 0)
                .map(Words::word)
                .toList();
    }
}
