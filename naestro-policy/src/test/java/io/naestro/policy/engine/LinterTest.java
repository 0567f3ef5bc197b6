package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.json.InputException;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Mode;
import io.naestro.policy.engine.Finding.Kind;
import io.naestro.policy.engine.RandomPolicy.RandomRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {
    private static final Known KNOWN =
            new Known(Set.of(new ToolRef("fs.read", 1), new ToolRef("http.get", 2)), Set.of("worker"), Set.of("site"));

    private static List<Kind> kinds(YamlPolicy policy, String rule) {
        return policy.findings().stream()
                .filter(finding -> finding.rule().equals(rule) && finding.kind() != Kind.EXAMPLES)
                .map(Finding::kind)
                .toList();
    }

    /** Whether the first rule hides or repeats the second. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny, tools: ['*'] | allow, tools: [t] | UNREACHABLE
            deny, tools: [t] | allow, tools: ['*'] |
            deny, tools: [fs.*] | ask, tools: [fs.read, fs.x.y@2] | UNREACHABLE
            deny, tools: [fs.*] | ask, tools: [fs.read, t] |
            deny, tools: [fs.read@1] | allow, tools: [fs.read@1] | UNREACHABLE
            deny, tools: [fs.read@1] | allow, tools: [fs.read] |
            deny, tools: [fs.read] | allow, tools: [fs.*] |
            ask, tools: [t] | allow, tools: [t] | UNREACHABLE
            ask, tools: [t] | allow, tools: [t], limits: { size: 1 B } |
            deny, tools: [t] | allow, tools: [t], limits: { size: 1 B } | UNREACHABLE
            deny, tools: [t], roles: [a] | allow, tools: [t] |
            deny, tools: [t], roles: [a] | allow, tools: [t], roles: [b] |
            deny, tools: [t], roles: [a, b] | allow, tools: [t], roles: [b] | UNREACHABLE
            deny, tools: [t], roles: [base] | allow, tools: [t], roles: [heir] | UNREACHABLE
            deny, tools: [t], roles: [heir] | allow, tools: [t], roles: [base] |
            deny, tools: [t], on: { path: ['a:/**'] } | allow, tools: [t], on: { path: ['a:/x'] } |
            deny, tools: [t], on: { path: ['a:/**'] } | ask, tools: [t], on: { path: ['a:/x', 'a:/y/*'] } | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/**'] } | ask, tools: [t], on: { path: ['b:/x'] } |
            deny, tools: [t], on: { path: ['a:/**'] } | ask, tools: [t] |
            deny, tools: [t] | ask, tools: [t], on: { path: ['b:/x'] } | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/x/**'] } | ask, tools: [t], on: { path: ['a:/**/x'] } |
            deny, tools: [t], on: { path: ['a:/*/x'] } | ask, tools: [t], on: { path: ['a:/**/x'] } |
            deny, tools: [t], on: { path: ['a:/**/x'] } | ask, tools: [t], on: { path: ['a:/y/x', 'a:/**/z/x'] } | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/*.txt'] } | ask, tools: [t], on: { path: ['a:/b*.txt'] } | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/**'], operation: [read] } | ask, tools: [t], on: { path: ['a:/**'] } |
            deny, tools: [t], on: { path: ['a:/**'] } | ask, tools: [t], on: { path: ['a:/**'], operation: [read] } | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/**'], operation: [read, list] } | ask, tools: [t], on: { path: ['a:/**'], operation: [read] } | UNREACHABLE
            deny, tools: [t], on: { host: ['*'] } | ask, tools: [t], on: { host: [localhost] } | UNREACHABLE
            deny, tools: [t], on: { host: ['*.b.org'] } | ask, tools: [t], on: { host: ['*.a.b.org', c.b.org] } | UNREACHABLE
            deny, tools: [t], on: { host: ['*.b.org'] } | ask, tools: [t], on: { host: [b.org] } |
            deny, tools: [t], on: { host: ['b.org'] } | ask, tools: [t], on: { host: ['*'] } |
            deny, tools: [t], on: { host: ['b.org'] } | ask, tools: [t], on: { host: ['b.org'] } | UNREACHABLE
            deny, tools: [t], on: { program: [/a] } | ask, tools: [t], on: { program: [/b] } |
            deny, tools: [t], on: { table: ['x/*'] } | ask, tools: [t], on: { table: ['x/y'] } | UNREACHABLE
            deny, tools: [t], on: { table: ['x/y'] } | ask, tools: [t], on: { table: ['x/*'] } |
            deny, tools: [t], flow: { payload: [user] } | ask, tools: [t], flow: { payload: [user] } | UNREACHABLE
            deny, tools: [t], flow: { payload: [user, self] } | ask, tools: [t], flow: { payload: [user] } | UNREACHABLE
            deny, tools: [t], flow: { payload: [user] } | ask, tools: [t], flow: { payload: [user, self] } |
            deny, tools: [t], flow: { payload: [user] } | ask, tools: [t] |
            deny, tools: [t], flow: { data: [pii] } | ask, tools: [t], flow: { data: [secret] } |
            deny, tools: [t], flow: { payload: [user] } | allow, tools: [t], flow: { payload: [user] } |
            deny, tools: [t], when: { purpose: [x] } | allow, tools: [t], when: { purpose: [x] } | UNREACHABLE
            deny, tools: [t], when: { purpose: [x] } | allow, tools: [t], when: { purpose: [y] } |
            deny, models: ['*'] | allow, models: [m] | UNREACHABLE
            deny, tools: [model] | allow, models: [m] |
            deny, models: ['*'] | allow, tools: [model] |
            deny, effects: [memory] | allow, tools: [kind] |
            deny, tools: [kind] | allow, effects: [memory] |
            deny, tools: [t], on: { host: ['*'], method: [GET] } | ask, tools: [t], on: { host: ['*'] } |
            deny, tools: [t], on: { path: ['a:/**'], operation: [read] } | ask, tools: [t], on: { path: ['a:/**'], operation: [write] } |
            deny, tools: [t], on: { host: [b.org] } | ask, tools: [t], on: { host: [c.org] } |
            deny, tools: [t], on: { host: ['*.b.org'] } | ask, tools: [t], on: { host: [a.xb.org, xb.org] } |
            deny, tools: [t], on: { host: ['*.b.org'] } | ask, tools: [t], on: { host: [a.c.org] } |
            deny, models: [m] | allow, tools: [m] |
            deny, models: ['m*'] | allow, models: ['m1*'], residency: [local] | UNREACHABLE
            deny, models: ['*'], residency: [cloud] | allow, models: [m] |
            deny, models: ['*'], providers: [p] | allow, models: [m] |
            deny, models: ['*'], providers: ['p*'] | allow, models: [m], providers: [p1] | UNREACHABLE
            deny, models: ['*'], providers: [p1] | allow, models: [m], providers: ['p*'] |
            deny, models: ['*'], uses: [tools] | allow, models: [m] |
            deny, models: ['*'], uses: [tools, audio] | ask, models: [m], uses: [tools] | UNREACHABLE
            deny, models: ['*'], uses: [tools] | ask, models: [m], uses: [tools, audio] |
            deny, models: ['*'], uses: [tools] | ask, models: [m] |
            deny, models: ['*'] | allow, models: [m], uses: [tools] | UNREACHABLE
            deny, models: ['*'], uses: [tools] | allow, models: [m], uses: [tools] |
            allow, models: ['*'], uses: [tools, audio] | allow, models: [m], uses: [tools] | REDUNDANT
            allow, models: ['*'], uses: [tools] | allow, models: [m] |
            deny, effects: [memory, agent] | allow, effects: [memory] | UNREACHABLE
            deny, effects: [memory] | allow, effects: [memory, agent] |
            deny, effects: [memory] | allow, models: [m] |
            allow, tools: [t] | allow, tools: [t] | REDUNDANT
            allow, tools: ['*'] | allow, tools: [t] | REDUNDANT
            allow, tools: [t], on: { path: ['a:/**'] } | allow, tools: [t], on: { path: ['a:/x'] } | REDUNDANT
            allow, tools: [t] | allow, tools: [t], on: { path: ['a:/x'] } |
            allow, tools: [t], on: { host: ['*'] } | allow, tools: [t], on: { host: [b.org] } | REDUNDANT
            allow, tools: [t], on: { host: ['*'] } | allow, tools: [t], on: { host: [localhost] } |
            allow, tools: [t], on: { host: ['*'] } | allow, tools: [t], on: { host: ['*'] } | REDUNDANT
            allow, tools: [t] | allow, tools: [t], auto: true, flow: { destination: [user] } |
            deny, tools: [t], on: { host: ['*'] } | deny, tools: [t], on: { host: ['*'] } | REDUNDANT
            """)
    void finds_what_another_rule_hides_or_repeats(String first, String second, String found) {
        var policy = YamlPolicy.parse(
                "naestro: policy/v1\nroles: { base: {}, heir: { inherits: [base] } }\nrules:\n  - { id: a, verdict: "
                        + first + " }\n  - { id: b, verdict: " + second + " }\n",
                "policy.yaml");
        assertThat(kinds(policy, "a")).isEmpty();
        assertThat(kinds(policy, "b")).isEqualTo(found == null ? List.of() : List.of(Kind.valueOf(found)));
    }

    @Test
    void of_two_rules_that_say_the_same_the_one_that_says_more_stays() {
        var policy = RulesTest.policy(
                "verdict: allow, tools: [t], flow: { destination: [user] }",
                "verdict: allow, tools: [t], auto: true, flow: { destination: [user] }",
                "verdict: ask, tools: [u]",
                "verdict: ask, tools: [u], limits: { size: 1 B }");
        assertThat(policy.findings().stream().filter(f -> f.kind() == Kind.REDUNDANT))
                .extracting(Finding::toString)
                .containsExactly(
                        "policy.yaml:4 r0: adds nothing to rule 'r1' (policy.yaml:5, allow), which says the same",
                        "policy.yaml:6 r2: adds nothing to rule 'r3' (policy.yaml:7, ask), which says the same");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tools: [t], auto: true | true
            tools: [t] | false
            tools: [t], auto: true, on: { host: ['*'] } | true
            tools: [t], auto: true, on: { host: [b.org], path: ['a:/**'] } | false
            tools: [t], auto: true, flow: { destination: [user, typed-field] } | false
            tools: [t], auto: true, flow: { destination: [user, free-text] } | true
            tools: [t], auto: true, flow: { payload: [user] } | true
            effects: [memory], auto: true | false
            """)
    void finds_tools_that_act_by_themselves_wherever_anybody_tells_them_to(String rule, boolean found) {
        assertThat(kinds(RulesTest.policy("verdict: allow, " + rule), "r0").contains(Kind.UNBOUNDED))
                .isEqualTo(found);
    }

    @Test
    void finds_names_that_the_host_does_not_have() {
        var text = """
                naestro: policy/v1
                lint: lenient
                roles: { coder: {} }
                rules:
                  - { id: a, verdict: deny, tools: [fs.raed], roles: [coder, wroker] }
                  - { id: b, verdict: allow, tools: [fs.*, http.get@1], on: { path: ['site:/x', 'side:/x'] } }
                  - { id: c, verdict: ask, models: [m], roles: [worker] }
                """;
        assertThat(YamlPolicy.parse(text, "policy.yaml", KNOWN).findings().stream()
                        .filter(finding -> finding.kind() == Kind.UNKNOWN))
                .extracting(Finding::toString)
                .containsExactly(
                        "policy.yaml:5 a: names role 'wroker', which nobody has",
                        "policy.yaml:5 a: names tool 'fs.raed', which is not registered",
                        "policy.yaml:6 b: names tool 'http.get@1', which is not registered",
                        "policy.yaml:6 b: names 'side:/x', which is below no root of the host");
    }

    @Test
    void what_is_found_is_an_error_where_the_file_or_the_host_wants_it(@TempDir Path folder) throws Exception {
        var rules = "rules:\n  - { id: a, verdict: deny, tools: [fs.raed] }\n";
        var strict = "naestro: policy/v1\nlint: strict\n" + rules;
        var plain = "naestro: policy/v1\n" + rules;
        assertThat(catchThrowableOfType(InputException.class, () -> YamlPolicy.parse(strict, "policy.yaml")))
                .hasMessage("policy.yaml:4:11 /rules/0/id: 'a' has no 'examples'");
        var second =
                strict.replace(" }", ", examples: { deny: [{}] } }") + "  - { id: b, verdict: deny, models: [m] }\n";
        assertThat(catchThrowableOfType(InputException.class, () -> YamlPolicy.parse(second, "policy.yaml")))
                .hasMessage("policy.yaml:5:11 /rules/1/id: 'b' has no 'examples'");
        var file = folder.resolve("policy.yaml");
        Files.writeString(file, plain);
        assertThat(YamlPolicy.load(file).findings()).hasSize(1);
        assertThat(catchThrowableOfType(InputException.class, () -> YamlPolicy.load(file, KNOWN)))
                .hasMessageContaining("'a' has no 'examples'")
                .hasMessageContaining("'a' names tool 'fs.raed', which is not registered");
        assertThat(catchThrowableOfType(InputException.class, () -> ReloadablePolicy.of(file, KNOWN)))
                .hasMessageContaining("'a' names tool 'fs.raed'");
    }

    @Test
    void a_file_held_to_it_can_be_reloaded_and_keeps_being_held_to_it(@TempDir Path folder) throws Exception {
        var file = folder.resolve("policy.yaml");
        var good = "naestro: policy/v1\nrules: [{ id: a, verdict: deny, tools: [fs.read], examples: { deny: [{}] } }]";
        Files.writeString(file, good);
        var policy = ReloadablePolicy.of(file, KNOWN);
        Files.writeString(file, good.replace("fs.read", "fs.raed"));
        assertThat(policy.reload()).isInstanceOf(ReloadablePolicy.Reload.Kept.class);
        Files.writeString(file, good.replace("fs.read", "http.get"));
        assertThat(policy.reload()).isInstanceOf(ReloadablePolicy.Reload.Swapped.class);
    }

    @Provide
    Arbitrary<RandomPolicy> policies() {
        return RandomPolicy.any();
    }

    /** Each sample effect, in each role and mode: no rule that is called unreachable ever decides. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void a_rule_that_is_called_unreachable_decides_nothing(@ForAll("policies") RandomPolicy policy) {
        var compiled = policy.compiled();
        var unreachable = new HashSet<String>();
        compiled.findings().stream()
                .filter(finding -> finding.kind() == Kind.UNREACHABLE)
                .forEach(finding -> unreachable.add(finding.rule()));
        Statistics.collect(!unreachable.isEmpty());
        for (var role : RandomPolicy.ROLES) {
            for (var effect : RandomPolicy.EFFECTS) {
                var rule =
                        compiled.decide(Sample.effect(role, Mode.AUTO, effect)).rule();
                assertThat(unreachable).as(effect).doesNotContain(rule);
            }
        }
        Statistics.coverage(coverage -> coverage.check(true).count(times -> times > 0));
    }

    /** Without a rule that is called redundant every verdict stays. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void a_rule_that_is_called_redundant_is_not_missed(@ForAll("policies") RandomPolicy policy) {
        var compiled = policy.compiled();
        for (var finding : compiled.findings()) {
            if (finding.kind() == Kind.REDUNDANT) {
                var without = policy.with(policy.rules().stream()
                                .filter((RandomRule rule) -> !rule.id().equals(finding.rule()))
                                .toList())
                        .compiled();
                for (var role : RandomPolicy.ROLES) {
                    for (var effect : RandomPolicy.EFFECTS) {
                        var asked = Sample.effect(role, Mode.AUTO, effect);
                        assertThat(without.decide(asked).verdict())
                                .as("%s %s", finding, effect)
                                .isEqualTo(compiled.decide(asked).verdict());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny, tools: [t], roles: [a] ; deny, tools: [t], roles: [b] ; allow, tools: [t], roles: [a, b] | UNREACHABLE
            deny, tools: [t], roles: [a] ; deny, tools: [t], roles: [b] ; allow, tools: [t], roles: [a, c] |
            deny, tools: [t] ; deny, tools: [u] ; allow, tools: [t, u] | UNREACHABLE
            deny, models: [m], residency: [local, cloud] ; ask, models: ['*'], residency: [on-premises] ; allow, models: [m] | UNREACHABLE
            ask, models: [m], residency: [local, cloud] ; deny, models: ['*'], residency: [on-premises] ; allow, models: [m], limits: { rate: 1/s } |
            deny, tools: [t], when: { cost: { up-to: 1 USD } } ; deny, tools: [t], when: { cost: { above: 1 USD } } ; allow, tools: [t] | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/x*'] } ; deny, tools: [t], on: { path: ['a:/*y'] } ; ask, tools: [t], on: { path: ['a:/xz', 'a:/zy'] } | UNREACHABLE
            deny, tools: [t], on: { path: ['a:/x*'] } ; deny, tools: [t], on: { path: ['a:/*y'] } ; ask, tools: [t], on: { path: ['a:/xz', 'a:/z'] } |
            allow, tools: [t], roles: [a, x] ; allow, tools: [t], roles: [b, y] ; allow, tools: [t], roles: [a, b] | REDUNDANT
            allow, tools: [t], on: { program: [/a, /x] } ; allow, tools: [t], on: { program: [/b, /y] } ; allow, tools: [t], on: { program: [/a, /b] } |
            ask, tools: [t], on: { program: [/a, /x] } ; ask, tools: [t], on: { program: [/b, /y] } ; ask, tools: [t], on: { program: [/a, /b] } | REDUNDANT
            allow, tools: [t], on: { program: [/a, /b, /x] } ; allow, tools: [t], on: { program: [/b, /c, /y] } ; allow, tools: [t], on: { program: [/a, /c, /z] } ; allow, tools: [t], on: { program: [/a, /b, /c] } |
            deny, tools: [u] ; deny, tools: [v] ; allow, tools: [t], when: { cost: { up-to: 1 USD, above: 2 USD } } |
            deny, tools: [t], roles: [a] ; deny, tools: [t], roles: [b] ; allow, tools: [t], roles: [a, b], when: { purpose: ['*a*b*c*d*e*f*g*', '*g*f*e*d*c*b*a*', '*d*c*b*a*g*f*e*', '*e*g*a*c*f*b*d*'] } |
            deny, effects: [memory, secret] ; allow, effects: [agent, change] ; allow, effects: [memory, agent] | REDUNDANT
            """)
    void finds_what_two_rules_hide_or_repeat_only_together(String rules, String found) {
        var text = new StringBuilder("naestro: policy/v1\nrules:\n");
        for (var rule : rules.split(" ; ")) {
            text.append("  - { id: r")
                    .append(text.length())
                    .append(", verdict: ")
                    .append(rule)
                    .append(" }\n");
        }
        var findings = YamlPolicy.parse(text.toString(), "policy.yaml").findings().stream()
                .filter(finding -> finding.kind() != Kind.EXAMPLES)
                .toList();
        assertThat(findings)
                .extracting(Finding::kind)
                .isEqualTo(found == null ? List.of() : List.of(Kind.valueOf(found)));
        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.toString())
                        .startsWith("policy.yaml:5 ")
                        .contains("rule 'r", "' (policy.yaml:3, ", " and rule 'r", "' (policy.yaml:4, ", " together"));
    }

    @Test
    void says_nothing_where_too_many_rules_speak_of_one_tool() {
        var text = new StringBuilder("naestro: policy/v1\nrules:\n");
        for (int i = 0; i < 13; i++) {
            text.append("  - { id: r")
                    .append(i)
                    .append(", verdict: deny, tools: [t], roles: [role")
                    .append(i)
                    .append("] }\n");
        }
        text.append("  - { id: z, verdict: allow, tools: [t], roles: [role1, role2] }\n");
        assertThat(kinds(YamlPolicy.parse(text.toString(), "policy.yaml"), "z")).isEmpty();
    }

    @Provide
    Arbitrary<List<RandomRule>> fewRules() {
        var verdicts = Arbitraries.of("allow", "allow", "ask", "deny");
        var roles = some("worker", "coder", "guest");
        var names = Arbitraries.of(
                List.of("fs.read"), List.of("fs.write"), List.of("fs.*"), List.of("fs.read", "http.get"));
        return Combinators.combine(verdicts, roles, names, some("/a", "/b"))
                .as((verdict, who, tools, programs) -> new RandomRule(
                        "r",
                        verdict,
                        who,
                        "tools",
                        tools,
                        List.of(),
                        new RandomPolicy.RandomOn(List.of(), List.of(), List.of(), programs, List.of(), List.of()),
                        false))
                .list()
                .ofMinSize(3)
                .ofMaxSize(5);
    }

    private static Arbitrary<List<String>> some(String... pool) {
        return Arbitraries.of(pool).list().uniqueElements().ofMaxSize(2);
    }

    private static RandomPolicy policy(List<RandomRule> rules) {
        return new RandomPolicy("auto", Map.of(), rules);
    }

    /** Without all that is found no verdict changes, and none of the allows that are left could go, too. */
    @Property(tries = 60, seed = "496", edgeCases = EdgeCasesMode.NONE)
    void what_is_found_can_go_and_what_is_left_cannot(@ForAll("fewRules") List<RandomRule> some) {
        var rules = new ArrayList<RandomRule>();
        some.forEach(rule -> rules.add(RandomPolicy.renamed(rule, "r" + rules.size())));
        var whole = policy(rules).compiled();
        var left = new ArrayList<>(rules);
        for (var finding : whole.findings()) {
            if (finding.kind() == Kind.REDUNDANT || finding.kind() == Kind.UNREACHABLE) {
                left.removeIf(rule -> rule.id().equals(finding.rule()));
                Statistics.label("together").collect(finding.message().contains("together"));
            }
        }
        var lean = policy(left).compiled();
        assertThat(PolicyDiff.between(whole, lean).changes())
                .as("%s", whole.findings())
                .isEmpty();
        for (var rule : left) {
            if (rule.verdict().equals("allow")) {
                var without = policy(
                                left.stream().filter(other -> other != rule).toList())
                        .compiled();
                var diff = PolicyDiff.between(lean, without);
                assertThat(diff.complete()).isTrue();
                assertThat(diff.changes()).as("%s of %s", rule, left).isNotEmpty();
            }
        }
        Statistics.label("together").coverage(coverage -> coverage.check(true).count(times -> times > 1));
    }
}
