package io.naestro.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Origin;
import io.naestro.memory.RetrievalPolicy;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.policy.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleTest {
    private static final Prompt PROMPT = Prompt.of("read", "Read.");

    @Test
    void a_role_remembers_nothing_and_asks_before_it_acts_unless_said() {
        assertThat(Role.of("reader", PROMPT, "fs.read", "http.get"))
                .isEqualTo(new Role(
                        "reader",
                        PROMPT,
                        Set.of("fs.read", "http.get"),
                        ModelNeeds.ANY,
                        RetrievalPolicy.NOTHING,
                        1,
                        Mode.COPILOT,
                        20));
    }

    @Test
    void every_part_but_name_prompt_and_tools_can_be_set() {
        var needs = ModelNeeds.only("m");
        var retrieval = new RetrievalPolicy(Set.of(RetrievalPolicy.Kind.FACT), Origin.Source.SELF, 5, 100);

        assertThat(Role.of("reader", PROMPT)
                        .withNeeds(needs)
                        .withRetrieval(retrieval)
                        .withBudgetShare(0.5)
                        .withCeiling(Mode.AUTO)
                        .withMaxTurns(3))
                .isEqualTo(new Role("reader", PROMPT, Set.of(), needs, retrieval, 0.5, Mode.AUTO, 3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void the_share_of_the_budget_lies_between_nothing_and_all(double share) {
        var role = Role.of("reader", PROMPT);

        assertThat(role.withBudgetShare(0).withBudgetShare(1).budgetShare()).isEqualTo(1);
        assertThatThrownBy(() -> role.withBudgetShare(share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("role 'reader': budgetShare '" + share + "' must lie between 0 and 1");
    }

    @Test
    void a_role_takes_at_least_one_turn() {
        assertThatThrownBy(() -> Role.of("reader", PROMPT).withMaxTurns(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("role 'reader': maxTurns '0' must be at least 1");
    }
}
