package io.naestro.policy.engine;

import io.naestro.agent.Role;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.effect.Resource;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.memory.MemoryScope;
import io.naestro.model.ModelCard;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.Spend;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Effects written as people would say them, as in the tables of docs/policy.md: {@code call fs.write (acts) with WRITE
 * site:/a}, {@code in http.get: GET https://example.org/}, {@code model qwen3-8b (local)}, {@code memory write}.
 */
final class Sample {
    static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));

    private static final Pattern CALL = Pattern.compile("call ([^@ ]+)(?:@([0-9]+))?( \\(acts\\))?(?: with (.+))?");
    private static final Pattern ACCESS = Pattern.compile("in ([^ ]+): (.+)");
    private static final Pattern MODEL = Pattern.compile("model ([^ ]+) \\((.+)\\)");

    private static final MemoryScope SCOPE = new MemoryScope("default", "project", "worker");

    private Sample() {}

    static Actor actor(String role, Mode mode) {
        return Actor.of(Principal.by("ada"), role, mode);
    }

    static Effect effect(String role, Mode mode, String text) {
        var actor = actor(role, mode);
        var call = CALL.matcher(text);
        if (call.matches()) {
            return call(actor, call);
        }
        var access = ACCESS.matcher(text);
        if (access.matches()) {
            return new Effect.Access(actor.inside(access.group(1)), resource(access.group(2)));
        }
        var model = MODEL.matcher(text);
        if (model.matches()) {
            var where =
                    Residency.valueOf(model.group(2).toUpperCase(Locale.ROOT).replace('-', '_'));
            return new Effect.ModelCall(
                    actor, ModelCard.named(model.group(1)).residency(where).build(), nothing(), DIGEST, Spend.NOTHING);
        }
        return other(actor, text);
    }

    private static Effect call(Actor actor, Matcher call) {
        var version = call.group(2) == null ? 1 : Integer.parseInt(call.group(2));
        var contract = ToolContract.named(call.group(1), Json.class, Json.class)
                .version(version)
                .repeat(call.group(3) == null ? Repeat.PURE : Repeat.ONCE)
                .build();
        var resources = call.group(4) == null
                ? List.<Resource>of()
                : Arrays.stream(call.group(4).split(", ")).map(Sample::resource).toList();
        return new Effect.ToolCall(actor, contract, nothing(), resources, DIGEST, Spend.NOTHING);
    }

    private static Effect other(Actor actor, String text) {
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
}
