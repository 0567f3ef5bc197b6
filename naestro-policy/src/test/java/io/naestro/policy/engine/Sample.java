package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.agent.Role;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.effect.Resource;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.memory.MemoryScope;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.Spend;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Effects written as people would say them, as in the tables of docs/policy.md: {@code call fs.write (acts) with WRITE
 * site:/a}, {@code in http.get: GET https://example.org/}, {@code model qwen3-8b (local)}, {@code memory write}; after
 * {@code given} come origins, labels, purpose, cost and time: {@code given destination=free-text data=pii cost=0.50
 * purpose=kyc at=2026-01-31T09:00:00Z}.
 */
final class Sample {
    static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));

    private static final Pattern CALL = Pattern.compile("call ([^@ ]+)(?:@([0-9]+))?( \\(acts\\))?(?: with (.+))?");
    private static final Pattern ACCESS = Pattern.compile("in ([^ ]+): (.+)");
    private static final Pattern MODEL = Pattern.compile("model ([^ ]+) \\((.+)\\)");

    private static final MemoryScope SCOPE = new MemoryScope("default", "project", "worker");

    static Actor actor(String role, Mode mode) {
        return Actor.of(Principal.by("ada"), role, mode);
    }

    static Effect effect(String role, Mode mode, String text) {
        var given = new HashMap<String, String>();
        var parts = text.split(" given ");
        if (parts.length > 1) {
            for (var pair : parts[1].split(" ")) {
                given.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return new Sample(given).effect(actor(role, mode), parts[0]);
    }

    private final Map<String, String> given;

    private Sample(Map<String, String> given) {
        this.given = given;
    }

    private Effect effect(Actor who, String text) {
        var at = given.get("at");
        var timed = at == null ? who : who.at(Instant.parse(at));
        var actor = timed.withPurpose(given.getOrDefault("purpose", ""));
        var call = CALL.matcher(text);
        if (call.matches()) {
            return call(actor, call);
        }
        var access = ACCESS.matcher(text);
        if (access.matches()) {
            return new Effect.Access(
                    actor.inside(access.group(1)),
                    resource(access.group(2)),
                    given.isEmpty() ? null : call(actor, CALL.matcher("call " + access.group(1))));
        }
        var model = MODEL.matcher(text);
        if (model.matches()) {
            var where =
                    Residency.valueOf(model.group(2).toUpperCase(Locale.ROOT).replace('-', '_'));
            var card = ModelCard.named(model.group(1)).residency(where).provider(given.getOrDefault("provider", "p"));
            if (given.containsKey("cost")) {
                card.price(Price.FREE);
            }
            var uses = Arrays.stream(given.getOrDefault("uses", "").split("\\+"))
                    .filter(word -> !word.isEmpty())
                    .map(word -> RuleReader.constant(Capability.class, word))
                    .collect(Collectors.toSet());
            return new Effect.ModelCall(actor, card.build(), payload(), DIGEST, spend(), uses);
        }
        return other(actor, text);
    }

    private Effect.ToolCall call(Actor actor, Matcher call) {
        assertThat(call.matches()).isTrue();
        var version = call.group(2) == null ? 1 : Integer.parseInt(call.group(2));
        var contract = ToolContract.named(call.group(1), Json.class, Json.class)
                .version(version)
                .repeat(call.group(3) == null ? Repeat.PURE : Repeat.ONCE);
        for (var role : ArgumentRole.values()) {
            contract.argument("/" + Words.word(role), role);
        }
        var resources = call.group(4) == null
                ? List.<Resource>of()
                : Arrays.stream(call.group(4).split(", ")).map(Sample::resource).toList();
        return new Effect.ToolCall(actor, contract.build(), payload(), resources, DIGEST, spend());
    }

    private Effect other(Actor actor, String text) {
        return switch (text) {
            case "memory read" -> new Effect.MemoryAccess(actor, SCOPE, false);
            case "memory write" -> new Effect.MemoryAccess(actor, SCOPE, true);
            case "secret smtp" -> new Effect.SecretUse(actor, "smtp", "mail.example.org");
            case "agent coder" -> new Effect.AgentSpawn(actor, Role.of("coder", Prompt.of("code", "Write code.")));
            case "change prompt" -> new Effect.SelfChange(actor, "prompt", DIGEST);
            case "agreement" -> new Effect.Agreement(actor, nothing(), DIGEST);
            default -> throw new IllegalArgumentException("no sample effect '" + text + "'");
        };
    }

    /** {@code READ site:/a}, {@code GET https://example.org/a}, {@code program /usr/bin/git}. */
    static Resource resource(String text) {
        var verb = text.substring(0, text.indexOf(' '));
        var rest = text.substring(text.indexOf(' ') + 1);
        if (verb.equals("program")) {
            return new Resource.ProcessResource(rest);
        }
        if (rest.startsWith("table ")) {
            var name = rest.substring("table ".length());
            return new Resource.DatabaseResource(
                    Resource.Operation.valueOf(verb),
                    name.substring(0, name.indexOf('/')),
                    name.substring(name.indexOf('/') + 1));
        }
        if (rest.startsWith("http")) {
            var uri = URI.create(rest);
            var port = uri.getPort() < 0 ? (uri.getScheme().equals("https") ? 443 : 80) : uri.getPort();
            return new Resource.WebResource(verb, uri.getScheme(), uri.getHost(), port, uri.getPath());
        }
        return new Resource.FileResource(Resource.Operation.valueOf(verb), rest);
    }

    private static Payload nothing() {
        return Payload.of(Json.NULL, Origin.SELF);
    }

    private Spend spend() {
        var cost = given.get("cost");
        return new Spend(cost == null ? null : Money.usd(cost), 0, 1);
    }

    private Payload payload() {
        var values = Json.object();
        var origins = new HashMap<Pointer, Origin>();
        for (var role : ArgumentRole.values()) {
            var name = Words.word(role);
            var word = given.get(name);
            if (word != null) {
                values = values.with(name, "x");
                origins.put(
                        Pointer.ROOT.child(name),
                        Provenance.Source.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                                .origin());
            }
        }
        var data = given.get("data");
        Map<Pointer, Set<Label>> labels =
                data == null ? Map.of() : Map.of(Pointer.ROOT, Set.of(Label.valueOf(data.toUpperCase(Locale.ROOT))));
        return values.members().isEmpty() ? nothing() : new Payload(values, origins, labels);
    }
}
