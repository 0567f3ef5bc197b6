package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.policy.engine.ReloadablePolicy.Reload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadPolicyTest {
    private static final String GOOD = """
            {"naestro": "policy/v1", "mode": "copilot",
             "roles": {"coder": {"inherits": ["worker"], "mode": "copilot"}},
             "rules": [
               {"id": "read", "verdict": "allow", "roles": ["worker"], "tools": ["http.get"],
                "on": {"host": ["example.org"], "method": ["GET"], "path": ["site:/**"], "program": ["/usr/bin/git"]},
                "auto": true, "purpose": "to read", "because": "pages are public"},
               {"id": "local", "verdict": "allow", "models": ["qwen3-*"], "residency": ["local"]},
               {"id": "tell", "verdict": "deny", "effects": ["agreement"]}]}
            """;

    /** Each is wrong in one way. */
    private static Map<String, byte[]> corpus() {
        var corpus = new LinkedHashMap<String, byte[]>();
        truncated(corpus);
        wrongTypes(corpus);
        unknownAndDuplicate(corpus);
        bombs(corpus);
        badBytes(corpus);
        notJsonInYaml(corpus);
        wrongHeaders(corpus);
        wrongConditions(corpus);
        return corpus;
    }

    private static void truncated(Map<String, byte[]> corpus) {
        var end = GOOD.strip().length();
        for (int i = 0; i < 20; i++) {
            corpus.put("truncated-" + i + ".json", utf8(GOOD.substring(0, i * end / 20)));
        }
    }

    private static void wrongTypes(Map<String, byte[]> corpus) {
        var texts = new String[] {"\"copilot\"", "\"read\"", "\"allow\"", "\"to read\"", "\"pages are public\""};
        for (var text : texts) {
            for (var wrong : new String[] {"17", "null", "{}", "[\"allow\"]"}) {
                add(corpus, "type", GOOD.replaceFirst(text, wrong));
            }
        }
        var lists = new String[] {
            "[\"worker\"]",
            "[\"http.get\"]",
            "[\"example.org\"]",
            "[\"GET\"]",
            "[\"site:/**\"]",
            "[\"/usr/bin/git\"]",
            "[\"qwen3-*\"]",
            "[\"local\"]",
            "[\"agreement\"]"
        };
        for (var list : lists) {
            for (var wrong : new String[] {"[]", "[1]", "\"worker\"", "{\"a\": 1}"}) {
                for (int at = GOOD.indexOf(list); at >= 0; at = GOOD.indexOf(list, at + 1)) {
                    add(corpus, "list", GOOD.substring(0, at) + wrong + GOOD.substring(at + list.length()));
                }
            }
        }
        add(corpus, "flag", GOOD.replace("true", "\"yes\""));
        add(corpus, "rules", GOOD.replaceAll("(?s)\"rules\": \\[.*]", "\"rules\": {}"));
        add(corpus, "roles", GOOD.replaceFirst("\"roles\": \\{.*}},", "\"roles\": [],"));
    }

    private static void unknownAndDuplicate(Map<String, byte[]> corpus) {
        for (var place : new String[] {"\"mode\"", "\"inherits\"", "\"verdict\"", "\"host\""}) {
            add(corpus, "unknown", GOOD.replaceFirst(place, "\"examples\": [], " + place));
        }
        for (var member : new String[] {"\"mode\": \"copilot\"", "\"id\": \"read\"", "\"method\": [\"GET\"]"}) {
            add(corpus, "duplicate", GOOD.replaceFirst(Pattern.quote(member), member + ", " + member));
        }
    }

    private static void bombs(Map<String, byte[]> corpus) {
        corpus.put("aliases.yaml", utf8("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"));
        corpus.put("one-alias.yaml", utf8("naestro: policy/v1\nrules: []\nroles: *x\n"));
        corpus.put("deep.yaml", utf8("[".repeat(5000)));
        corpus.put("deep-closed.yaml", utf8("naestro: policy/v1\nrules: " + "[".repeat(5000) + "]".repeat(5000)));
        corpus.put("deep-block.yaml", utf8("naestro: policy/v1\nrules: \n" + "- ".repeat(5000) + "x\n"));
        corpus.put("deep.json", utf8("{\"rules\":".repeat(5000)));
        corpus.put("large.yaml", utf8("naestro: policy/v1\nrules: []\n" + "# filler\n".repeat(200_000)));
        corpus.put("many.json", utf8("{\"naestro\": \"policy/v1\", \"rules\": [" + "1,".repeat(200_000) + "1]}"));
        corpus.put("number.json", utf8("{\"naestro\": \"policy/v1\", \"rules\": 1e999999999}"));
        corpus.put("digits.json", utf8("{\"naestro\": \"policy/v1\", \"rules\": " + "9".repeat(5000) + "}"));
    }

    private static void badBytes(Map<String, byte[]> corpus) {
        corpus.put("byte.yaml", bytes("naestro: policy/v1 # ", 0xff));
        corpus.put("overlong.yaml", bytes("naestro: policy/v1 # ", 0xc0, 0xaf));
        corpus.put("cut.yaml", bytes("naestro: policy/v1 # ", 0xe2, 0x82));
        corpus.put("surrogate.yaml", bytes("naestro: policy/v1 # ", 0xed, 0xa0, 0x80));
        corpus.put("byte.json", bytes("{\"naestro\": \"", 0xfe));
        corpus.put("utf16.yaml", "naestro: policy/v1\nrules: []\n".getBytes(StandardCharsets.UTF_16));
        corpus.put("nul.yaml", utf8("naestro: policy/v1\nrules: []\u0000\n"));
        corpus.put("lone-surrogate.json", utf8(GOOD.replace("to read", "\\ud800")));
    }

    private static void notJsonInYaml(Map<String, byte[]> corpus) {
        var head = "naestro: policy/v1\nrules: []\n";
        corpus.put("anchor.yaml", utf8(head + "roles: &all {}\n"));
        corpus.put("tag.yaml", utf8(head + "roles: !!java.net.URL [x]\n"));
        corpus.put("merge.yaml", utf8(head + "<<: {}\n"));
        corpus.put("second.yaml", utf8(head + "---\n" + head));
        corpus.put("key.yaml", utf8(head + "? [a, b]\n: c\n"));
        corpus.put("duplicate.yaml", utf8(head + "rules: []\n"));
        corpus.put("tab.yaml", utf8("naestro: policy/v1\nrules:\n\t- a\n"));
        corpus.put("quote.yaml", utf8(head + "mode: 'copilot\n"));
        corpus.put("indent.yaml", utf8("naestro: policy/v1\n  rules: []\n"));
        corpus.put("empty.yaml", utf8(""));
        corpus.put("blank.yaml", utf8("# nothing\n"));
    }

    private static void wrongHeaders(Map<String, byte[]> corpus) {
        for (var header : new String[] {"policy/v2", "plan/v1", "policy", "1", "[policy/v1]", "null", "Policy/V1"}) {
            corpus.put("header-" + corpus.size() + ".yaml", utf8("naestro: " + header + "\nrules: []\n"));
        }
        corpus.put("headless.yaml", utf8("rules: []\n"));
        corpus.put("ruleless.yaml", utf8("naestro: policy/v1\n"));
        corpus.put("list.yaml", utf8("- naestro: policy/v1\n"));
        corpus.put("text.yaml", utf8("policy/v1\n"));
    }

    /** Each is wrong in one member of a rule that is otherwise good. */
    private static void wrongConditions(Map<String, byte[]> corpus) {
        var wrong = new String[] {
            "flow: []",
            "flow: {}",
            "flow: { to: [user] }",
            "flow: { payload: user }",
            "flow: { payload: [me] }",
            "flow: { data: [] }",
            "flow: { data: [PII] }",
            "flow: { data: [pii, pii] }",
            "flow: null",
            "when: 1",
            "when: {}",
            "when: { purpose: x }",
            "when: { purpose: [''] }",
            "when: { cost: 1 }",
            "when: { cost: {} }",
            "when: { cost: { up-to: 1 } }",
            "when: { cost: { up-to: 1 usd } }",
            "when: { cost: { below: 1 USD } }",
            "when: { cost: { above: -1 USD } }",
            "when: { time: now }",
            "when: { time: {} }",
            "when: { time: { days: [monday] } }",
            "when: { time: { days: [] } }",
            "when: { time: { from: '9:00', to: '10:00' } }",
            "when: { time: { to: '10:00' } }",
            "when: { time: { from: '24:00', to: '10:00' } }",
            "when: { time: { zone: Nowhere/Town } }",
            "limits: 1",
            "limits: {}",
            "limits: { rate: 1 }",
            "limits: { rate: 0/s }",
            "limits: { rate: 1/0s }",
            "limits: { cost: free }",
            "limits: { time: -1s }",
            "limits: { size: big }",
            "limits: { size: 9999999999 GB }",
            "limits: { share: half }",
            "limits: { share: -1 }",
            "limits: { share: 2 }",
            "limits: { speed: 1 }",
            "oblige: redact",
            "oblige: []",
            "oblige: [redact]",
            "oblige: [hide:all]",
            "oblige: ['redact:']",
            "oblige: ['stay:home']",
            "oblige: [1]",
            "approve: me",
            "approve: {}",
            "approve: { by: '' }",
            "approve: { not: [me] }",
            "approve: { count: 0 }",
            "approve: { count: 1.5 }",
            "approve: { count: 1000 }",
            "approve: { expires: never }",
            "approve: { expires: 0s }",
            "approve: { who: me }",
            "examples: []",
            "examples: {}",
            "examples: { allow: {} }",
            "examples: { allow: [] }",
            "examples: { permit: [{}] }",
            "examples: { allow: [1] }",
            "examples: { allow: [{ path: 1 }] }",
            "examples: { allow: [{ path: 'x' }] }",
            "examples: { allow: [{ file: 'a:/x' }] }",
            "examples: { deny: [{}] }",
            "examples: { allow: [{ at: now }] }",
            "examples: { allow: [{ mode: fast }] }",
            "examples: { allow: [{ tool: '*' }] }",
            "auto: maybe",
            "on: { table: [x] }",
            "on: { table: [] }",
            "on: { operation: [read] }",
            "on: { path: ['a:/**'], operation: [run] }"
        };
        for (var member : wrong) {
            corpus.put(
                    "condition-" + corpus.size() + ".yaml",
                    utf8("naestro: policy/v1\nrules:\n  - { id: a, verdict: allow, tools: [t], " + member + " }\n"));
        }
    }

    private static void add(Map<String, byte[]> corpus, String name, String text) {
        assertThat(text).as("the change was made").isNotEqualTo(GOOD);
        corpus.put(name + "-" + corpus.size() + ".json", utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String start, int... rest) {
        var text = utf8(start);
        var all = Arrays.copyOf(text, text.length + rest.length);
        for (int i = 0; i < rest.length; i++) {
            all[text.length + i] = (byte) rest[i];
        }
        return all;
    }

    @Test
    void each_malformed_file_is_one_clear_error_and_leaves_the_old_policy_in_force(@TempDir Path folder)
            throws Exception {
        var corpus = corpus();
        assertThat(corpus).hasSizeGreaterThanOrEqualTo(200);
        for (var bad : corpus.entrySet()) {
            var file = folder.resolve(bad.getKey());
            Files.write(file, utf8(GOOD.replace("\n", " "))); // JSON on one line is YAML too
            var policy = ReloadablePolicy.of(file);
            var before = policy.current();
            Files.write(file, bad.getValue());

            var kept = (Reload.Kept) policy.reload();

            assertThat(policy.current()).isSameAs(before);
            assertThat(kept.inForce()).isEqualTo(before.digest());
            assertThat(kept.problems()).as(bad.getKey()).hasSize(1);
            assertThat(kept.problems().getFirst())
                    .as(bad.getKey())
                    .startsWith(file.toString())
                    .hasSizeLessThan(file.toString().length() + 400)
                    .doesNotContain("Exception", "\n");
        }
    }

    /** Says everything that a file can say. */
    private static final String RICH = """
            {"naestro": "policy/v1", "mode": "copilot", "lint": "strict",
             "roles": {"coder": {"inherits": ["worker"], "mode": "copilot"}},
             "rules": [
               {"id": "web", "verdict": "allow", "roles": ["worker"], "tools": ["http.get", "http.put@2"], "auto": true,
                "on": {"host": ["example.org"], "method": ["GET"], "path": ["site:/**"], "table": ["crm/*"],
                       "operation": ["read"], "program": ["/usr/bin/git"]},
                "flow": {"destination": ["user"], "identifier": ["self"], "payload": ["typed-field"],
                         "amount": ["free-text"], "data": ["public"]},
                "when": {"purpose": ["kyc-*"], "cost": {"up-to": "2 USD", "above": "1 USD"},
                         "time": {"days": ["mon"], "from": "08:00", "to": "09:00", "zone": "Europe/Berlin"}},
                "limits": {"rate": "1/s", "cost": "1 USD", "time": "1s", "size": "1 MiB", "share": 0.5},
                "oblige": ["redact:secrets", "stay:local"],
                "approve": {"by": "boss", "not": ["initiator"], "count": 2, "expires": "8h"},
                "purpose": "to read", "because": "pages are public",
                "examples": {"ask": [
                    {"host": "example.org", "method": "GET", "tool": "http.get", "acts": true, "role": "worker",
                     "mode": "auto", "flow": {"destination": "user"}, "data": ["public"], "purpose": "kyc-1",
                     "at": "2026-11-23T07:30:00Z", "cost": "1.50 USD"}]}},
               {"id": "model", "verdict": "ask", "models": ["qwen3-*"], "residency": ["local"], "providers": ["p"],
                "flow": {"payload": ["user"]},
                "examples": {"ask": [{"model": "qwen3-8b", "provider": "p", "residency": "local"}]}},
               {"id": "none", "verdict": "deny", "effects": ["memory"], "examples": {"deny": [{"effect": "memory"}]}}]}
            """;

    private static List<String> problems(Json.Obj file) {
        try {
            var unused = YamlPolicy.parse(JsonText.write(file), "policy.json");
            return List.of();
        } catch (InputException e) {
            return e.getMessage().lines().toList();
        }
    }

    @Test
    void one_wrong_value_anywhere_in_a_file_is_one_problem() {
        var rich = (Json.Obj) JsonText.parse("rich", utf8(RICH), Limits.FILE);
        assertThat(problems(rich)).isEmpty();
        var count = 0;
        for (var place : places(rich, Pointer.ROOT).skip(1).toList()) {
            var value = place.in(rich).orElseThrow();
            for (var wrong : wrong(value)) {
                assertThat(problems((Json.Obj) replaced(rich, place, 0, wrong)))
                        .as("%s: %s", place, wrong)
                        .hasSize(1);
                count++;
            }
            assertThat(problems((Json.Obj) replaced(rich, place, 0, null)))
                    .as("%s removed", place)
                    .hasSizeLessThan(2);
        }
        assertThat(count).isGreaterThan(400);
    }

    private static Stream<Pointer> places(Json value, Pointer at) {
        var below = switch (value) {
            case Json.Obj object ->
                object.members().entrySet().stream()
                        .flatMap(member -> places(member.getValue(), at.child(member.getKey())));
            case Json.Arr array ->
                IntStream.range(0, array.items().size())
                        .boxed()
                        .flatMap(i -> places(array.items().get(i), at.child(i)));
            default -> Stream.<Pointer>of();
        };
        return Stream.concat(Stream.of(at), below);
    }

    /** Values that have no place where this one is good. */
    private static List<Json> wrong(Json value) {
        var wrong = new ArrayList<Json>(List.of(Json.NULL, value instanceof Json.Str ? Json.of(17) : Json.of("yes")));
        switch (value) {
            case Json.Obj object -> wrong.add(object.with("unheard-of", 1));
            case Json.Arr array -> wrong.add(array.items().getFirst());
            default -> wrong.addAll(List.of(new Json.Arr(List.of(value)), Json.object()));
        }
        return wrong;
    }

    /** The value with another one in a place, or without that place. */
    private static Json replaced(Json value, Pointer place, int depth, @Nullable Json other) {
        if (depth == place.segments().size()) {
            return Objects.requireNonNull(other);
        }
        var name = place.segments().get(depth);
        var last = other == null && depth == place.segments().size() - 1;
        if (value instanceof Json.Obj object) {
            var members = new LinkedHashMap<>(object.members());
            if (last) {
                members.remove(name);
            } else {
                members.compute(name, (key, old) -> replaced(Objects.requireNonNull(old), place, depth + 1, other));
            }
            return new Json.Obj(members);
        }
        var items = new ArrayList<>(((Json.Arr) value).items());
        var index = Integer.parseInt(name);
        if (last) {
            items.remove(index);
        } else {
            items.set(index, replaced(items.get(index), place, depth + 1, other));
        }
        return new Json.Arr(items);
    }

    @Test
    void a_file_that_is_missing_or_a_folder_is_refused(@TempDir Path folder) {
        var missing = folder.resolve("none.yaml");
        assertThat(catchThrowableOfType(InputException.class, () -> YamlPolicy.load(missing)))
                .hasMessage(missing + ": the file does not exist");
        assertThat(catchThrowableOfType(InputException.class, () -> ReloadablePolicy.of(folder)))
                .hasMessageStartingWith(folder + ": the file cannot be read");
    }

    /** What the schema cannot say, message by message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    verdict: allow | 3:5 /rules/0: '{"id":"a","verdict":"allow"}' must speak of exactly one; allowed: tools, models, effects
                    tools: [t], models: [m], verdict: ask | 3:5 /rules/0: '{"id":"a","tools":["t"],"models":["m"],"verdict":"ask"}' must speak of exactly one; allowed: tools, models, effects
                    verdict: deny, tools: [t], auto: true | 3:47 /rules/0/auto: 'true' belongs to rules that allow or ask
                    verdict: deny, tools: [t], limits: {rate: 1/s}, auto: true | 3:49 /rules/0/limits: '{"rate":"1/s"}' belongs to rules that allow or ask; as does 'auto'
                    verdict: ask, tools: [t], auto: true | 3:46 /rules/0/auto: 'true' belongs to rules with 'verdict: allow'
                    verdict: deny, effects: [memory], on: {host: ['*']}, flow: {payload: [user]} | 3:52 /rules/0/on: '{"host":["*"]}' belongs to rules with 'tools' or 'models'; as does 'flow'
                    verdict: allow, models: [m], on: {path: ['a:/']} | 3:47 /rules/0/on: '{"path":["a:/"]}' belongs to rules with 'tools'
                    verdict: allow, tools: [t], residency: [local] | 3:53 /rules/0/residency: '["local"]' belongs to rules with 'models'
                    verdict: allow, tools: [Fs] | 3:38 /rules/0/tools/0: 'Fs' is not a tool; allowed: fs.read, fs.read@1, fs.*, *
                    verdict: allow, tools: ['f*'] | 3:38 /rules/0/tools/0: 'f*' is not a tool; allowed: fs.read, fs.read@1, fs.*, *
                    verdict: allow, tools: ['fs.*@1'] | 3:38 /rules/0/tools/0: 'fs.*@1' is not a tool; allowed: fs.read, fs.read@1, fs.*, *
                    verdict: allow, tools: [t], on: {host: ['e*.org']} | 3:54 /rules/0/on/host/0: 'e*.org' is not a host; allowed: labels of 1 to 63 letters, digits and inner hyphens, parted by dots
                    verdict: ask, tools: [t], on: {host: ['*.internal']} | 3:52 /rules/0/on/host/0: '*.internal' names private hosts by a star; name each of them; allowed: db.internal
                    verdict: allow, tools: [t], on: {path: ['a/b']} | 3:54 /rules/0/on/path/0: 'a/b' is not a path with a root; allowed: root:/folder/file
                    verdict: allow, tools: [t], on: {path: ['a:/../b']} | 3:54 /rules/0/on/path/0: 'a:/../b' has an empty, '.' or '..' segment; allowed: root:/folder/file
                    verdict: allow, tools: [t], on: {program: [git]} | 3:57 /rules/0/on/program/0: 'git' is not a program; allowed: an absolute path without '*', such as /usr/bin/git
                    verdict: allow, tools: [t], on: {method: [GET]} | 3:55 /rules/0/on/method: '["GET"]' belongs to rules with 'host'
                    verdict: allow, effects: [agreement] | 3:40 /rules/0/effects/0: 'agreement' always asks, and can only be denied; allowed: verdict: deny
                    """)
    void says_where_what_and_what_is_allowed(String members, String problem) {
        var text = "naestro: policy/v1\nrules:\n  - { id: a, " + members + " }\n";
        var refused = catchThrowableOfType(InputException.class, () -> YamlPolicy.parse(text, "policy.yaml"));
        assertThat(refused).hasMessage("policy.yaml:" + problem);
    }

    @Test
    void tells_all_problems_at_once() {
        var text = """
                naestro: policy/v1
                roles:
                  a: { inherits: [b] }
                  b: { inherits: [c] }
                  c: { inherits: [a, wroker] }
                  d: { inherits: [tester] }
                rules:
                  - { id: A, verdict: allow, tools: [t], roles: [tester] }
                  - { id: same, verdict: allow, tools: [t] }
                  - { id: same, verdict: deny, tools: [t], on: { host: ['*.internal'] } }
                """;
        var refused = catchThrowableOfType(InputException.class, () -> YamlPolicy.parse(text, "policy.yaml"));
        assertThat(refused.getMessage().lines())
                .containsExactly(
                        "policy.yaml:8:11 /rules/0/id: 'A' is not an id; allowed: a lower-case letter, then lower-case"
                                + " letters, digits or hyphens, at most 64",
                        "policy.yaml:10:11 /rules/2/id: 'same' is already the id of the rule on line 9",
                        "policy.yaml:5:22 /roles/c/inherits/1: 'wroker' is a role that the file does not know;"
                                + " allowed: a, b, c, d, tester, worker",
                        "policy.yaml:3:18 /roles/a/inherits: '[\"b\"]' makes role 'a' inherit from itself");
    }
}
