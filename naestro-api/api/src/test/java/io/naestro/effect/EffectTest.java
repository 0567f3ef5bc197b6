package io.naestro.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.agent.Role;
import io.naestro.effect.Resource.FileResource;
import io.naestro.effect.Resource.Operation;
import io.naestro.effect.Resource.ProcessResource;
import io.naestro.effect.Resource.WebResource;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.memory.MemoryScope;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.Prompt;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.run.RunId;
import io.naestro.run.Spend;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EffectTest {
    private static final Actor ACTOR = Actor.of(Principal.by("ada"), "worker", Mode.COPILOT);
    private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));
    private static final Payload NOTHING = Payload.of(Json.NULL, Origin.USER);

    @ParameterizedTest
    @CsvSource({"PURE, false", "IDEMPOTENT, true", "KEYED, true", "ONCE, true"})
    void a_tool_acts_unless_it_is_pure(Repeat repeat, boolean acts) {
        var contract =
                ToolContract.named("t", Json.class, Json.class).repeat(repeat).build();

        assertThat(contract.acts()).isEqualTo(acts);
        assertThat(new Effect.ToolCall(ACTOR, contract, NOTHING, List.of(), DIGEST, Spend.NOTHING).acts())
                .isEqualTo(acts);
    }

    @Test
    void a_call_of_a_tool_costs_what_its_contract_says() {
        var contract = ToolContract.named("t", Json.class, Json.class)
                .cost(Money.usd("0.50"))
                .build();
        var file = new FileResource(Operation.READ, "data:/a");
        var once = new Spend(Money.usd("0.50"), 0, 1);

        assertThat(Effect.ToolCall.of(ACTOR, contract, NOTHING, DIGEST))
                .isEqualTo(new Effect.ToolCall(ACTOR, contract, NOTHING, List.of(), DIGEST, once));
        assertThat(Effect.ToolCall.of(ACTOR, contract, NOTHING, DIGEST).naming(List.of(file)))
                .isEqualTo(new Effect.ToolCall(ACTOR, contract, NOTHING, List.of(file), DIGEST, once));
    }

    @ParameterizedTest
    @CsvSource({"READ, false", "LIST, false", "WRITE, true", "DELETE, true"})
    void a_file_is_acted_on_when_it_changes(Operation operation, boolean acts) {
        assertThat(new Effect.Access(ACTOR, new FileResource(operation, "data:/a")).acts())
                .isEqualTo(acts);
    }

    @ParameterizedTest
    @CsvSource({"GET, false", "HEAD, false", "OPTIONS, false", "POST, true", "PUT, true", "DELETE, true", "get, true"})
    void a_host_is_acted_on_by_every_method_that_is_not_safe(String method, boolean acts) {
        assertThat(new Effect.Access(ACTOR, new WebResource(method, "https", "example.org", 443, "/")).acts())
                .isEqualTo(acts);
    }

    @Test
    void starting_a_program_acts() {
        assertThat(new Effect.Access(ACTOR, new ProcessResource("/bin/true")).acts())
                .isTrue();
    }

    @Test
    void memory_is_acted_on_when_it_is_written() {
        var scope = new MemoryScope("default", "project", "worker");

        assertThat(new Effect.MemoryAccess(ACTOR, scope, true).acts()).isTrue();
        assertThat(new Effect.MemoryAccess(ACTOR, scope, false).acts()).isFalse();
    }

    @Test
    void a_change_to_itself_acts() {
        assertThat(new Effect.SelfChange(ACTOR, "prompt", DIGEST).acts()).isTrue();
    }

    @Test
    void asking_thinking_and_leasing_do_not_act() {
        var card = ModelCard.named("m").build();
        var role = Role.of("worker", Prompt.of("p", "Work."));

        assertThat(Effect.ModelCall.of(ACTOR, card, NOTHING, DIGEST, Spend.NOTHING)
                        .acts())
                .isFalse();
        assertThat(new Effect.SecretUse(ACTOR, "key", "example.org").acts()).isFalse();
        assertThat(new Effect.AgentSpawn(ACTOR, role).acts()).isFalse();
        assertThat(new Effect.Agreement(ACTOR, NOTHING, DIGEST).acts()).isFalse();
    }

    @Test
    void a_call_of_a_model_needs_text_unless_it_says_more() {
        var card = ModelCard.named("m").build();
        var uses = Set.of(Capability.VISION);

        assertThat(Effect.ModelCall.of(ACTOR, card, NOTHING, DIGEST, Spend.NOTHING)
                        .uses())
                .isEmpty();
        assertThat(new Effect.ModelCall(ACTOR, card, NOTHING, DIGEST, Spend.NOTHING, uses).uses())
                .containsExactly(Capability.VISION);
    }

    @Test
    void an_actor_knows_its_moment_and_purpose_when_it_is_told() {
        assertThat(ACTOR.at()).isNull();
        var timed = ACTOR.at(Instant.EPOCH).withPurpose("to look").inside("http.get");
        assertThat(timed.at()).isEqualTo(Instant.EPOCH);
        assertThat(timed.purpose()).isEqualTo("to look");
        assertThat(timed.tool()).isEqualTo("http.get");
    }

    @ParameterizedTest
    @EnumSource(Resource.Operation.class)
    void tables_act_like_files(Resource.Operation operation) {
        var acts = operation == Resource.Operation.WRITE || operation == Resource.Operation.DELETE;
        assertThat(new Effect.Access(ACTOR, new Resource.DatabaseResource(operation, "crm", "customer")).acts())
                .isEqualTo(acts);
    }

    @Test
    void a_use_without_a_call_says_so() {
        assertThat(new Effect.Access(ACTOR, new ProcessResource("/bin/true")).within())
                .isNull();
    }

    @Test
    void an_actor_outside_a_run_has_neither_run_nor_tool() {
        assertThat(ACTOR).isEqualTo(new Actor(Principal.by("ada"), null, "", "worker", "", Mode.COPILOT, null));
    }

    @Test
    void an_actor_inside_a_tool_stays_the_same_otherwise() {
        var run = RunId.of("01890a5d-ac96-774b-bcce-b302099a8057");
        var actor = new Actor(Principal.by("ada"), run, "fetch", "reader", "to look", Mode.AUTO, null);

        assertThat(actor.inside("http.get"))
                .isEqualTo(new Actor(Principal.by("ada"), run, "fetch", "reader", "to look", Mode.AUTO, "http.get"));
    }
}
