package io.naestro.policy.engine;

import io.naestro.base.JsonText;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.json.Json;
import io.naestro.model.ModelCard;
import io.naestro.model.Residency;
import io.naestro.policy.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what would have to change in a policy file for something to be allowed, and no more than that. */
final class Remedy {
    private static final String NONE = "";
    private static final String STAR = "*";
    private static final int LONGEST_ROLE = 100;

    private final RuleSet rules;

    Remedy(RuleSet rules) {
        this.rules = rules;
    }

    /** Where the rule stands that no other rule outweighs. */
    String override(Rule rule) {
        return rules.place(rule) + ": narrow or remove rule '" + rule.id() + "'; no other rule outweighs it";
    }

    /** What keeps an effect that these rules allow from being taken without asking. */
    String mode(Actor actor, List<Rule> allowing) {
        var lines = new ArrayList<String>();
        if (actor.mode() != Mode.AUTO) {
            lines.add("start the run in mode auto");
        }
        if (rules.mode() != Mode.AUTO) {
            lines.add(rules.source() + ": write 'mode: auto'");
        }
        if (rules.roles().ceiling(actor.role()) != Mode.AUTO) {
            lines.add(rules.source() + ": give role '" + actor.role() + "' and all that it inherits 'mode: auto'");
        }
        if (allowing.stream().noneMatch(Rule::auto)) {
            var first = allowing.getFirst();
            lines.add(rules.place(first) + ": give rule '" + first.id() + "' 'auto: true'");
        }
        return String.join("; ", lines);
    }

    /** A rule that allows exactly this effect; empty when none can name it. */
    String rule(Request request) {
        var role = request.effect().actor().role();
        var auto = request.what().isUnderMode() && request.mode() == Mode.AUTO;
        return switch (request.effect()) {
            case Effect.ModelCall call -> modelCall(role, call.model());
            case Effect.ToolCall call -> tool(role, call.contract().name(), call.resources(), auto);
            case Effect.Access access -> access(role, request.tool(), access.resource());
            default -> kind(role, Objects.requireNonNull(request.kind()), auto);
        };
    }

    /** A rule that allows these models in one place. */
    String model(String role, List<String> ids, Residency where) {
        return text(
                role,
                rule(ids.getFirst(), role)
                        .with("models", Json.strings(ids))
                        .with("residency", Json.strings(List.of(Words.word(where)))));
    }

    /** A rule that allows a tool, and what it touches if that is known. */
    String tool(String role, String name, List<Resource> resources, boolean auto) {
        var on = on(resources);
        if (ToolPattern.of(name).filter(pattern -> !pattern.open()).isEmpty() || !isExact(on)) {
            return NONE;
        }
        var rule = rule(name, role).with("tools", Json.strings(List.of(name)));
        return text(role, auto(on.isEmpty() ? rule : rule.with("on", json(on)), auto));
    }

    /** A rule that allows effects of a kind. */
    String kind(String role, EffectKind kind, boolean auto) {
        return text(role, auto(rule(kind.word(), role).with("effects", Json.strings(List.of(kind.word()))), auto));
    }

    private String modelCall(String role, ModelCard model) {
        return model.id().contains(STAR) ? NONE : model(role, List.of(model.id()), model.residency());
    }

    private String access(String role, @Nullable ToolId tool, Resource resource) {
        return tool == null ? NONE : tool(role, tool.name(), List.of(resource), false);
    }

    private Json.Obj rule(String name, String role) {
        return Json.object()
                .with("id", freeId(name))
                .with("verdict", "allow")
                .with("roles", Json.strings(List.of(role)));
    }

    private static Json.Obj auto(Json.Obj rule, boolean auto) {
        return auto ? rule.with("auto", Json.of(true)) : rule;
    }

    /** One member a line, in YAML, as an item of the list of rules. */
    private static String text(String role, Json.Obj rule) {
        if (role.isEmpty() || role.length() > LONGEST_ROLE) {
            return NONE;
        }
        return rule.members().entrySet().stream()
                .map(member -> member.getKey() + ": " + JsonText.write(member.getValue()))
                .collect(Collectors.joining("\n    ", "  - ", ""));
    }

    private static Map<String, Set<String>> on(List<Resource> resources) {
        var on = new LinkedHashMap<String, Set<String>>();
        for (var resource : resources) {
            switch (resource) {
                case Resource.FileResource file -> add(on, "path", file.path());
                case Resource.ProcessResource process -> add(on, "program", process.program());
                case Resource.DatabaseResource table -> add(on, "table", table.database() + "/" + table.table());
                case Resource.WebResource web -> {
                    add(on, "host", web.host());
                    add(on, "method", web.method());
                }
            }
        }
        if (!Destinations.METHODS.containsAll(on.getOrDefault("method", Set.of()))) {
            on.remove("method");
        }
        return on;
    }

    private static void add(Map<String, Set<String>> on, String member, String value) {
        on.computeIfAbsent(member, name -> new TreeSet<>()).add(value);
    }

    /** Whether a file can name these and nothing else: a star in a name would be read as a pattern. */
    private static boolean isExact(Map<String, Set<String>> on) {
        return on.values().stream().flatMap(Set::stream).noneMatch(value -> value.contains(STAR))
                && on.getOrDefault("program", Set.of()).stream().allMatch(Destinations::isProgram);
    }

    private static Json.Obj json(Map<String, Set<String>> on) {
        var json = Json.object();
        for (var member : on.entrySet()) {
            json = json.with(member.getKey(), Json.strings(member.getValue()));
        }
        return json;
    }

    /** An id made from a name that no rule has yet. */
    private String freeId(String name) {
        var slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        var base = "allow-" + slug.substring(0, Math.min(slug.length(), 40));
        var id = base;
        for (int i = 2; rules.has(id); i++) {
            id = base + "-" + i;
        }
        return id;
    }
}
