package io.naestro.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.naestro.effect.Effect;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.model.ModelCard;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Verdict;
import io.naestro.run.Spend;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.ToolContract;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules say of where arguments come from, and of labels. */
class FlowTest {
    private static final ToolContract<Json, Json> MAIL = ToolContract.named("mail.send", Json.class, Json.class)
            .argument("/to", ArgumentRole.DESTINATION)
            .argument("/thread", ArgumentRole.IDENTIFIER)
            .argument("/price", ArgumentRole.AMOUNT)
            .build();

    private final Map<String, Json> value = new LinkedHashMap<>();
    private final Map<Pointer, Origin> origins = new HashMap<>();
    private final Map<Pointer, Set<Label>> labels = new HashMap<>();

    private static Origin origin(String word) {
        return switch (word) {
            case "user" -> Origin.USER;
            case "user-text" -> new Origin(Origin.Source.USER, Origin.Form.FREE_TEXT);
            case "self" -> Origin.SELF;
            case "self-text" -> new Origin(Origin.Source.SELF, Origin.Form.FREE_TEXT);
            case "typed-field" -> new Origin(Origin.Source.THIRD_PARTY, Origin.Form.TYPED_FIELD);
            default -> Origin.UNKNOWN;
        };
    }

    private FlowTest argument(String name, Json what, String origin) {
        value.put(name, what);
        origins.put(Pointer.ROOT.child(name), origin(origin));
        return this;
    }

    private FlowTest label(String name, Label... which) {
        labels.put(Pointer.ROOT.child(name), Set.of(which));
        return this;
    }

    private Payload payload() {
        return new Payload(new Json.Obj(value), origins, labels);
    }

    private Effect.ToolCall call() {
        return new Effect.ToolCall(
                Sample.actor("worker", Mode.AUTO), MAIL, payload(), List.of(), Sample.DIGEST, Spend.NOTHING);
    }

    private Effect.Access access(Effect.ToolCall within) {
        var actor = Sample.actor("worker", Mode.AUTO).inside("mail.send@1");
        return new Effect.Access(actor, Sample.resource("POST https://example.org/"), within);
    }

    private static YamlPolicy policy(String... rules) {
        return YamlPolicy.parse("naestro: policy/v1\nmode: auto\nrules:\n" + String.join("\n", rules), "policy.yaml");
    }

    private static YamlPolicy allow(String flow) {
        return policy("  - { id: a, verdict: allow, tools: ['*'], auto: true, flow: " + flow + " }");
    }

    private static YamlPolicy deny(String flow) {
        return policy(
                "  - { id: a, verdict: allow, tools: ['*'], auto: true }",
                "  - { id: d, verdict: deny, tools: ['*'], flow: " + flow + " }");
    }

    private static boolean allows(YamlPolicy policy, Effect effect) {
        return policy.decide(effect).verdict() == Verdict.ALLOW;
    }

    @ParameterizedTest
    @CsvSource({
        "user, user",
        "user-text, user",
        "self, self",
        "self-text, self",
        "typed-field, typed-field",
        "free-text, free-text",
    })
    void each_origin_has_one_name(String origin, String name) {
        argument("to", Json.of("bob"), origin);
        for (var word : List.of("user", "self", "typed-field", "free-text")) {
            assertThat(allows(allow("{ destination: [" + word + "] }"), call())).isEqualTo(word.equals(name));
            assertThat(allows(deny("{ destination: [" + word + "] }"), call())).isEqualTo(!word.equals(name));
        }
    }

    @Test
    void an_allow_wants_every_argument_of_the_role_and_a_deny_one() {
        argument("to", Json.strings(List.of("bob", "eve")), "user");
        origins.put(Pointer.of("/to/1"), Origin.UNKNOWN);
        assertThat(allows(allow("{ destination: [user] }"), call())).isFalse();
        assertThat(allows(allow("{ destination: [user, free-text] }"), call())).isTrue();
        assertThat(allows(deny("{ destination: [free-text] }"), call())).isFalse();
        assertThat(allows(deny("{ destination: [self, typed-field] }"), call())).isTrue();
    }

    @Test
    void roles_that_are_not_named_do_not_matter() {
        argument("to", Json.of("bob"), "user").argument("text", Json.of("hello"), "free-text");
        assertThat(allows(allow("{ destination: [user] }"), call())).isTrue();
        assertThat(allows(allow("{ payload: [user] }"), call())).isFalse();
        assertThat(allows(allow("{ amount: [user], identifier: [user] }"), call()))
                .isTrue();
        assertThat(allows(deny("{ amount: [free-text] }"), call())).isTrue();
    }

    @Test
    void all_that_a_flow_names_must_hold() {
        argument("to", Json.of("bob"), "typed-field").argument("price", Json.of(5), "free-text");
        assertThat(allows(allow("{ destination: [typed-field], amount: [free-text] }"), call()))
                .isTrue();
        assertThat(allows(allow("{ destination: [typed-field], amount: [user] }"), call()))
                .isFalse();
        assertThat(allows(deny("{ destination: [typed-field], amount: [user] }"), call()))
                .isTrue();
        assertThat(allows(deny("{ destination: [typed-field], amount: [free-text] }"), call()))
                .isFalse();
    }

    @Test
    void an_argument_without_an_origin_is_third_party_free_text() {
        value.put("thread", Json.of(7));
        assertThat(allows(allow("{ identifier: [user, self, typed-field] }"), call()))
                .isFalse();
        assertThat(allows(allow("{ identifier: [free-text] }"), call())).isTrue();
    }

    @Test
    void an_empty_list_and_a_missing_value_are_arguments_too() {
        argument("to", Json.Arr.EMPTY, "free-text").argument("price", Json.NULL, "free-text");
        assertThat(allows(allow("{ destination: [user] }"), call())).isFalse();
        assertThat(allows(allow("{ amount: [user] }"), call())).isFalse();
        assertThat(allows(allow("{ payload: [user] }"), call())).isTrue();
        argument("more", Json.Obj.EMPTY, "free-text");
        assertThat(allows(allow("{ payload: [user] }"), call())).isFalse();
    }

    @Test
    void data_without_a_label_is_internal() {
        argument("text", Json.of("hello"), "user");
        assertThat(allows(allow("{ data: [public] }"), call())).isFalse();
        assertThat(allows(allow("{ data: [public, internal] }"), call())).isTrue();
        assertThat(allows(deny("{ data: [pii, secret] }"), call())).isTrue();
        assertThat(allows(deny("{ data: [internal] }"), call())).isFalse();
    }

    @Test
    void every_label_of_every_argument_counts() {
        argument("text", Json.of("hello"), "user").label("text", Label.PUBLIC, Label.PII);
        argument("to", Json.of("bob"), "user").label("to", Label.PUBLIC);
        assertThat(allows(allow("{ data: [public] }"), call())).isFalse();
        assertThat(allows(allow("{ data: [public, pii] }"), call())).isTrue();
        assertThat(allows(deny("{ data: [pii] }"), call())).isFalse();
        assertThat(allows(deny("{ destination: [user], data: [secret] }"), call()))
                .isTrue();
    }

    @Test
    void what_is_used_inside_a_call_is_judged_by_the_arguments_of_the_call() {
        var policy = policy("  - { id: a, verdict: allow, tools: [mail.send], on: { host: ['*'] },"
                + " flow: { destination: [user] } }");
        argument("to", Json.of("bob"), "user");
        assertThat(allows(policy, access(call()))).isTrue();
        argument("to", Json.of("bob"), "free-text");
        assertThat(allows(policy, access(call()))).isFalse();
    }

    @Test
    void an_unknown_call_is_taken_for_the_worst() {
        var on = "on: { host: ['*'] }, flow: { destination: [user, self, typed-field] } }";
        assertThat(allows(policy("  - { id: a, verdict: allow, tools: [mail.send], " + on), access(null)))
                .isFalse();
        assertThat(allows(
                        policy(
                                "  - { id: a, verdict: allow, tools: [mail.send], on: { host: ['*'] } }",
                                "  - { id: d, verdict: deny, tools: ['*'], flow: { amount: [free-text] } }"),
                        access(null)))
                .isFalse();
    }

    @Test
    void what_is_sent_to_a_model_is_payload() {
        var policy = policy(
                "  - { id: a, verdict: allow, models: ['*'] }",
                "  - { id: d, verdict: deny, models: ['*'], residency: [cloud], flow: { data: [pii, secret] } }",
                "  - { id: f, verdict: ask, models: ['*'], flow: { payload: [free-text] } }");
        argument("text", Json.of("hello"), "user").label("text", Label.PII);
        assertThat(decide(policy, "cloud").rule()).isEqualTo("d");
        label("text", Label.INTERNAL);
        assertThat(decide(policy, "cloud").rule()).isEqualTo("a");
        argument("page", Json.of("hello"), "free-text");
        assertThat(decide(policy, "cloud").rule()).isEqualTo("f");
    }

    private Decision decide(YamlPolicy policy, String model) {
        var actor = Sample.actor("worker", Mode.AUTO);
        return policy.decide(
                Effect.ModelCall.of(actor, ModelCard.named(model).build(), payload(), Sample.DIGEST, Spend.NOTHING));
    }

    @Test
    void a_near_miss_names_the_origins_and_labels() {
        argument("to", Json.of("bob"), "free-text").argument("text", Json.of("x"), "self");
        assertThat(allow("{ destination: [user] }").explain(call()).nearest())
                .hasToString("policy.yaml:4 a (ALLOW), but its 'flow' wants other origins or labels than"
                        + " destination [free-text], payload [self], data [internal]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            effects: [memory], flow: { payload: [user] } | /rules/0/flow: '{"payload":["user"]}' belongs to rules with 'tools' or 'models'
            models: ['*'], flow: { amount: [user] } | /rules/0/flow/amount: '["user"]' belongs to rules with 'tools'; models get a 'payload'
            tools: [t], flow: {} | /rules/0/flow: '{}'
            tools: [t], flow: { payload: [] } | /rules/0/flow/payload: '[]'
            tools: [t], flow: { payload: [third-party] } | /rules/0/flow/payload/0: 'third-party' is not allowed; allowed: user, self, typed-field, free-text
            tools: [t], flow: { data: [Secret] } | /rules/0/flow/data/0: 'Secret' is not allowed; allowed: secret, pii, internal, public
            tools: [t], flow: { sender: [user] } | /rules/0/flow/sender
            """)
    void refuses_what_it_does_not_know(String members, String problem) {
        var refused = catchThrowableOfType(
                InputException.class, () -> policy("  - { id: a, verdict: deny, " + members + " }"));
        assertThat(refused).hasMessageContaining(problem);
    }
}
