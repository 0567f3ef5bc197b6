package io.naestro.policy.engine;

import io.naestro.base.JsonText;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.effect.Resource;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ModelCard;
import io.naestro.policy.Mode;
import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A policy drawn from small pools, so that rules and requests meet often.
 *
 * @param mode the file's mode, or empty
 * @param roles the roles
 * @param rules the rules
 */
record RandomPolicy(String mode, Map<String, RandomRole> roles, List<RandomRule> rules) {
    static final List<String> ROLES = List.of("worker", "coder", "reviewer", "guest");
    static final List<String> EFFECTS = List.of(
            "call fs.read",
            "call fs.read@2",
            "call fs.write (acts)",
            "call fs.write (acts) with WRITE site:/docs/a",
            "call fs.write (acts) with WRITE site:/docs/a, WRITE other:/a",
            "call http.get with GET https://example.org/, GET https://localhost/",
            "call http.get with GET https://www.example.org/",
            "call mail.send@3 (acts)",
            "in fs.read: READ site:/",
            "in fs.read@1: READ site:/docs",
            "in fs.read@2: LIST site:/docs/a",
            "in fs.read: READ site:/../a",
            "in fs.write: WRITE site:/docs/a/x",
            "in fs.write: DELETE site:/a.html",
            "in fs.write: READ other:/a",
            "in http.get: GET https://example.org/",
            "in http.get: GET https://badexample.org/",
            "in http.get: GET https://a.b.example.org/",
            "in http.get: POST https://www.example.org/",
            "in http.get: GET https://EXAMPLE.org/",
            "in http.get: GET http://localhost/",
            "in http.get: GET http://db.internal/",
            "in http.get: GET http://intranet/",
            "in http.get: GET http://10.0.0.1/",
            "in http.get: GET http://[::1]/",
            "in http.get: GET http://8.8.8.8/",
            "in db.query: READ table crm/customer",
            "in db.query: WRITE table crm/public.order given payload=user",
            "call fs.read with READ site:/docs/a/b/x",
            "call fs.write (acts) with WRITE site:/docs/a, WRITE site:/docs/x given destination=user purpose=kyc-4",
            "call fs.write (acts) with WRITE site:/docs/a given destination=free-text payload=self cost=0.10",
            "call mail.send@3 (acts) given destination=typed-field data=pii at=2026-11-22T10:00:00Z cost=2.00",
            "in fs.write: WRITE site:/docs/a given destination=user data=public at=2026-11-23T23:30:00Z",
            "model gpt-5 (cloud) given payload=free-text data=pii provider=openai",
            "model qwen3-8b (local) given payload=self data=public cost=0.10 purpose=kyc-5",
            "in shell.run: program /usr/bin/git",
            "in shell.run: program /bin/sh",
            "model qwen3-8b (local)",
            "model gpt-5 (cloud) given payload=self uses=tools cost=0.10",
            "model qwen3-8b (local) given uses=vision+reasoning",
            "model qwen3-8b (cloud) given uses=json-schema+tools",
            "model llama-8b (on-premises)",
            "model gpt-5 (cloud)",
            "memory read",
            "memory write",
            "secret smtp",
            "agent coder",
            "change prompt",
            "agreement");

    private static final Map<Class<?>, String> KINDS = Map.of(
            Effect.MemoryAccess.class, "memory",
            Effect.SecretUse.class, "secret",
            Effect.AgentSpawn.class, "agent",
            Effect.SelfChange.class, "change",
            Effect.Agreement.class, "agreement");

    private static final Set<String> PRIVATE = Set.of("localhost", "db.internal", "intranet", "10.0.0.1", "[::1]");

    record RandomRole(List<String> inherits, String mode) {}

    record RandomRule(
            String id,
            String verdict,
            List<String> roles,
            String subject,
            List<String> names,
            List<String> residency,
            RandomOn on,
            boolean auto,
            Map<String, Json> more) {

        RandomRule(
                String id,
                String verdict,
                List<String> roles,
                String subject,
                List<String> names,
                List<String> residency,
                RandomOn on,
                boolean auto) {
            this(id, verdict, roles, subject, names, residency, on, auto, Map.of());
        }

        /** Whether flow, purpose, cost and time hold, and the provider is meant. */
        boolean holds(Effect effect) {
            var unsure = !allows();
            var call = effect instanceof Effect.Access access ? access.within() : effect;
            var text = JsonText.write(new Json.Obj(more));
            var pass = true;
            if (text.contains("\"providers\"")) {
                pass = ((Effect.ModelCall) effect).model().provider().equals("openai");
            }
            if (more.get("uses") instanceof Json.Arr named) {
                var words = Fields.texts(Json.object().with("uses", named), "uses");
                var used = ((Effect.ModelCall) effect)
                        .uses().stream().map(Words::word).toList();
                pass &= allows() ? words.containsAll(used) : used.stream().anyMatch(words::contains);
            }
            if (text.contains("kyc-*")) {
                pass &= effect.actor().purpose().startsWith("kyc-");
            }
            if (text.contains("up-to") || text.contains("above")) {
                var dollars = call instanceof Effect.ToolCall tool
                        ? tool.estimate().money()
                        : call instanceof Effect.ModelCall model
                                ? model.estimate().money()
                                : null;
                var known = call != null && !(call instanceof Effect.ModelCall && dollars == null);
                var over = dollars != null && dollars.compareTo(Money.usd("1.00")) > 0;
                pass &= known ? over == text.contains("above") : unsure;
            }
            if (text.contains("\"time\"")) {
                var at = effect.actor().at();
                pass &= at == null ? unsure : at.toString().contains("-23T23"); // monday night, from 23 to 1
            }
            for (var role : List.of("destination", "payload")) {
                pass &= flows(role, text, unsure, call == null ? List.of("free-text") : origins(call, role));
            }
            return pass && flows("data", text, unsure, call == null ? List.of("internal") : labels(call));
        }

        private boolean flows(String member, String text, boolean unsure, List<String> actual) {
            var named = Fields.texts((Json.Obj) more.getOrDefault("flow", Json.Obj.EMPTY), member);
            return named.isEmpty() || (unsure ? actual.stream().anyMatch(named::contains) : named.containsAll(actual));
        }

        private static List<String> origins(Effect call, String role) {
            if (call instanceof Effect.ModelCall model) {
                return !role.equals("payload") ? List.of() : content(model.content());
            }
            if (!(call instanceof Effect.ToolCall tool)) {
                return List.of();
            }
            if (tool.input().value().equals(Json.NULL)) {
                return role.equals("payload") ? List.of("self") : List.of();
            }
            return tool.input()
                    .at(Pointer.of("/" + role))
                    .map(RandomRule::content)
                    .orElse(List.of());
        }

        private static List<String> content(Payload payload) {
            return payload.value() instanceof Json.Obj object
                    ? object.members().keySet().stream()
                            .map(name -> word(payload.originOf(Pointer.of("/" + name))))
                            .toList()
                    : List.of(word(payload.worst()));
        }

        private static String word(Origin origin) {
            return Words.word(Provenance.Source.of(origin));
        }

        private static List<String> labels(Effect call) {
            var payload = call instanceof Effect.ToolCall tool
                    ? tool.input()
                    : call instanceof Effect.ModelCall model ? model.content() : null;
            if (payload == null) {
                return List.of();
            }
            var labels =
                    payload.labelsOf(Pointer.ROOT).stream().map(Words::word).toList();
            return labels.isEmpty() ? List.of("internal") : labels;
        }

        List<Obligation> obligations() {
            return more.containsKey("limits")
                    ? List.of(new Obligation.RateObligation("rule:" + id, Rate.perMinute(5)))
                    : List.of();
        }

        boolean allows() {
            return verdict.equals("allow");
        }

        boolean namesModel(ModelCard model) {
            return subject.equals("models")
                    && names.stream().anyMatch(pattern -> glob(pattern, model.id()))
                    && (residency.isEmpty() || residency.contains(Words.word(model.residency())));
        }

        /** {@code fs.read} or {@code fs.read@1}; a pattern with a version grants nothing to a tool without one. */
        boolean namesTool(String tool) {
            var name = tool.replaceAll("@.*", "");
            return subject.equals("tools")
                    && names.stream()
                            .anyMatch(pattern -> pattern.contains("@")
                                    ? pattern.equals(tool)
                                            || (tool.equals(name) && !allows() && pattern.startsWith(name + "@"))
                                    : glob(pattern, name));
        }

        boolean namesKind(Effect effect) {
            return subject.equals("effects") && names.contains(KINDS.get(effect.getClass()));
        }

        boolean covers(Resource resource) {
            return switch (resource) {
                case Resource.ProcessResource process -> on.program.contains(process.program());
                case Resource.DatabaseResource table ->
                    on.fits(table.operation())
                            && on.table.stream().anyMatch(name -> glob(name, table.database() + "/" + table.table()));
                case Resource.FileResource file ->
                    on.fits(file.operation())
                            && on.path.stream().anyMatch(pattern -> (file.path() + "/").matches(regex(pattern)));
                case Resource.WebResource web ->
                    (on.method.isEmpty() || on.method.contains(web.method()))
                            && on.host.stream().anyMatch(pattern -> covers(pattern, web.host()));
            };
        }

        private boolean covers(String pattern, String host) {
            return pattern.equals("*")
                    ? verdict.equals("deny") || !PRIVATE.contains(host)
                    : pattern.equals(host) || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)));
        }

        private static boolean glob(String pattern, String text) {
            return text.matches(pattern.replace(".", "\\.").replace("*", ".*"));
        }

        /** A path with a slash at its end. */
        private static String regex(String pattern) {
            var inner = pattern.replace(".", "\\.").replace("/**", "(/@)*").replace("*", "[^/]*");
            return inner.replace("(/@)[^/]*", "(/[^/]+)*") + "/*";
        }

        Json.Obj json() {
            var json = Json.object().with("id", id).with("verdict", verdict).with(subject, Json.strings(names));
            json = roles.isEmpty() ? json : json.with("roles", Json.strings(roles));
            json = residency.isEmpty() ? json : json.with("residency", Json.strings(residency));
            json = on.isEmpty() ? json : json.with("on", on.json());
            for (var member : more.entrySet()) {
                json = json.with(member.getKey(), member.getValue());
            }
            return auto ? json.with("auto", Json.of(true)) : json;
        }
    }

    record RandomOn(
            List<String> host,
            List<String> method,
            List<String> path,
            List<String> program,
            List<String> table,
            List<String> operation) {
        static final RandomOn NONE = new RandomOn(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

        boolean isEmpty() {
            return host.isEmpty() && path.isEmpty() && program.isEmpty() && table.isEmpty();
        }

        boolean fits(Resource.Operation done) {
            return operation.isEmpty() || operation.contains(Words.word(done));
        }

        Json.Obj json() {
            var json = Json.object();
            json = host.isEmpty() ? json : json.with("host", Json.strings(host));
            json = host.isEmpty() || method.isEmpty() ? json : json.with("method", Json.strings(method));
            json = path.isEmpty() ? json : json.with("path", Json.strings(path));
            json = table.isEmpty() ? json : json.with("table", Json.strings(table));
            json = operation.isEmpty() || (path.isEmpty() && table.isEmpty())
                    ? json
                    : json.with("operation", Json.strings(operation));
            return program.isEmpty() ? json : json.with("program", Json.strings(program));
        }
    }

    /** A role and all that it inherits. */
    Set<String> inherited(String role) {
        var found = new TreeSet<>(Set.of(role));
        if (roles.containsKey(role)) {
            roles.get(role).inherits().forEach(parent -> found.addAll(inherited(parent)));
        }
        return found;
    }

    /** The lowest of the modes of the file, the role, and all that the role inherits. */
    Mode ceiling(String role) {
        var own = inherited(role).stream()
                .filter(roles::containsKey)
                .map(name -> roles.get(name).mode());
        return own.filter(word -> !word.isEmpty()).map(RandomPolicy::mode).reduce(mode(mode), Mode::lower);
    }

    RandomPolicy with(List<RandomRule> other) {
        return new RandomPolicy(mode, roles, other);
    }

    YamlPolicy compiled() {
        return YamlPolicy.parse(JsonText.write(json()), "policy.json");
    }

    Json.Obj json() {
        var declared = Json.object();
        for (var role : roles.entrySet()) {
            var parents = role.getValue().inherits();
            var json = parents.isEmpty() ? Json.object() : Json.object().with("inherits", Json.strings(parents));
            declared =
                    declared.with(role.getKey(), withMode(json, role.getValue().mode()));
        }
        var file = withMode(Json.object().with("naestro", "policy/v1"), mode);
        return file.with("roles", declared)
                .with(
                        "rules",
                        new Json.Arr(rules.stream().<Json>map(RandomRule::json).toList()));
    }

    private static Json.Obj withMode(Json.Obj json, String mode) {
        return mode.isEmpty() ? json : json.with("mode", mode);
    }

    static Arbitrary<RandomPolicy> any() {
        return Combinators.combine(modes(), roleSets(), rule().list().ofMaxSize(8))
                .as(RandomPolicy::numbered);
    }

    static Arbitrary<RandomRule> rule() {
        return Arbitraries.oneOf(toolRule(), toolRule(), modelRule(), kindRule());
    }

    private static RandomPolicy numbered(String mode, Map<String, RandomRole> roles, List<RandomRule> rules) {
        var ids = new ArrayList<RandomRule>();
        for (var rule : rules) {
            ids.add(renamed(rule, rule.id() + ids.size()));
        }
        return new RandomPolicy(mode, roles, ids);
    }

    static RandomRule renamed(RandomRule rule, String id) {
        return new RandomRule(
                id, rule.verdict, rule.roles, rule.subject, rule.names, rule.residency, rule.on, rule.auto, rule.more);
    }

    private static Arbitrary<String> modes() {
        return Arbitraries.of("", "guide", "suggest", "copilot", "confirm", "auto", "auto", "auto");
    }

    /** Each role may inherit from those before it, so that there are no circles. */
    private static Arbitrary<Map<String, RandomRole>> roleSets() {
        var coder = role(Set.of("worker"));
        var reviewer = role(Set.of("worker", "coder"));
        return Combinators.combine(coder, reviewer).as((one, two) -> Map.of("coder", one, "reviewer", two));
    }

    private static Arbitrary<RandomRole> role(Set<String> parents) {
        return Combinators.combine(some(parents), modes()).as(RandomRole::new);
    }

    private static Arbitrary<List<String>> some(Collection<String> pool) {
        return Arbitraries.of(pool).list().uniqueElements().ofMaxSize(2);
    }

    private static Arbitrary<List<String>> oneOrTwo(String... pool) {
        return Arbitraries.of(pool).list().uniqueElements().ofMinSize(1).ofMaxSize(2);
    }

    private static Arbitrary<String> verdicts() {
        return Arbitraries.of("allow", "allow", "allow", "ask", "deny");
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.of("a", "b", "c", "d");
    }

    private static Arbitrary<RandomRule> toolRule() {
        var tools = oneOrTwo(
                "fs.read",
                "fs.write",
                "http.get",
                "fs.*",
                "*",
                "fs.read@1",
                "fs.read@2",
                "http.*",
                "shell.run",
                "db.query");
        var on = Arbitraries.oneOf(Arbitraries.just(RandomOn.NONE), destinations());
        return Combinators.combine(ids(), verdicts(), some(ROLES), tools, on, Arbitraries.of(true, false), more(false))
                .as((id, verdict, roles, names, where, auto, more) -> new RandomRule(
                        id,
                        verdict,
                        roles,
                        "tools",
                        names,
                        List.of(),
                        where,
                        auto && verdict.equals("allow"),
                        fitting(more, verdict)));
    }

    private static Arbitrary<RandomOn> destinations() {
        var hosts =
                some(List.of("example.org", "*.example.org", "*", "*", "localhost", "10.0.0.1", "[::1]", "intranet"));
        var methods = some(List.of("GET", "POST"));
        var paths = some(List.of(
                "site:/**",
                "site:/docs/**",
                "site:/*.html",
                "site:/docs/*/x",
                "other:/**",
                "site:/docs",
                "site:/**/x",
                "site:/**/a/**/x"));
        return Combinators.combine(
                        hosts,
                        methods,
                        paths,
                        some(List.of("/usr/bin/git")),
                        some(List.of("crm/customer", "crm/*", "*/public.order")),
                        some(List.of("read", "write")))
                .as(RandomOn::new);
    }

    /** Conditions and limits, of which most rules have none. */
    private static Arbitrary<Map<String, Json>> more(boolean model) {
        var none = Json.Obj.EMPTY;
        var flows = new ArrayList<>(List.of(
                none,
                none,
                Json.object().with("payload", Json.strings(List.of("user", "self"))),
                Json.object().with("payload", Json.strings(List.of("free-text"))),
                Json.object().with("data", Json.strings(List.of("public", "internal")))));
        if (!model) {
            flows.add(Json.object().with("destination", Json.strings(List.of("user", "typed-field"))));
            flows.add(Json.object()
                    .with("destination", Json.strings(List.of("free-text")))
                    .with("data", Json.strings(List.of("internal", "pii"))));
        }
        var whens = List.of(
                none,
                none,
                none,
                Json.object().with("purpose", Json.strings(List.of("kyc-*"))),
                Json.object().with("cost", Json.object().with("up-to", "1.00 USD")),
                Json.object().with("cost", Json.object().with("above", "1.00 USD")),
                Json.object()
                        .with(
                                "time",
                                Json.object()
                                        .with("days", Json.strings(List.of("mon")))
                                        .with("from", "23:00")
                                        .with("to", "01:00")));
        var limits = List.of(none, none, Json.object().with("rate", "5/min"));
        var uses = List.<Json>of(
                Json.NULL, Json.NULL, Json.strings(List.of("tools")), Json.strings(List.of("vision", "reasoning")));
        var providers = List.<Json>of(Json.NULL, Json.NULL, Json.strings(List.of("openai")));
        return Combinators.combine(
                        Arbitraries.of(flows),
                        Arbitraries.of(whens),
                        Arbitraries.of(limits),
                        Arbitraries.of(providers),
                        Arbitraries.of(uses))
                .as((flow, when, limit, provider, use) -> {
                    var all = new TreeMap<String, Json>();
                    all.put("flow", flow);
                    all.put("when", when);
                    all.put("limits", limit);
                    all.values().removeIf(none::equals);
                    if (model && provider != Json.NULL) {
                        all.put("providers", provider);
                    }
                    if (model && use != Json.NULL) {
                        all.put("uses", use);
                    }
                    return all;
                });
    }

    /** A deny has no limits. */
    private static Map<String, Json> fitting(Map<String, Json> more, String verdict) {
        var all = new TreeMap<>(more);
        if (verdict.equals("deny")) {
            all.remove("limits");
        }
        return all;
    }

    private static Arbitrary<RandomRule> modelRule() {
        var models = oneOrTwo("*", "qwen3-*", "gpt-5", "*-8b");
        var residency = some(List.of("local", "on-premises", "cloud"));
        return Combinators.combine(ids(), verdicts(), some(ROLES), models, residency, more(true))
                .as((id, verdict, roles, names, where, more) -> new RandomRule(
                        id, verdict, roles, "models", names, where, RandomOn.NONE, false, fitting(more, verdict)));
    }

    private static Arbitrary<RandomRule> kindRule() {
        var kinds = oneOrTwo("memory", "secret", "agent", "change", "agreement");
        return Combinators.combine(ids(), verdicts(), some(ROLES), kinds)
                .as((id, verdict, roles, names) -> new RandomRule(
                        id,
                        names.contains("agreement") ? "deny" : verdict,
                        roles,
                        "effects",
                        names,
                        List.of(),
                        RandomOn.NONE,
                        verdict.equals("allow") && !names.contains("agreement")));
    }

    static Mode mode(String word) {
        return switch (word) {
            case "guide", "suggest" -> Mode.GUIDE;
            case "auto" -> Mode.AUTO;
            default -> Mode.COPILOT;
        };
    }
}
