package io.naestro.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Origin;
import io.naestro.json.Json;
import io.naestro.memory.MemoryRecord.Recipe;
import io.naestro.memory.MemoryRecord.Source;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Instant KNOWN = Instant.parse("2030-01-01T00:00:00Z");
    private static final Source SOURCE = new Source(null, "", KNOWN, Origin.USER, List.of());

    @Test
    void a_fact_says_nothing_of_time_unless_told() {
        var from = KNOWN.minusSeconds(60);
        var fact = Fact.of("f1", SOURCE, "Ada", "lives in", "London", "Ada lives in London.");

        assertThat(fact)
                .isEqualTo(new Fact("f1", SOURCE, "Ada", "lives in", "London", "Ada lives in London.", null, null));
        assertThat(fact.during(from, null))
                .isEqualTo(new Fact("f1", SOURCE, "Ada", "lives in", "London", "Ada lives in London.", from, null));
        assertThat(fact.during(null, KNOWN).validTo()).isEqualTo(KNOWN);
    }

    @Test
    void a_new_skill_has_neither_worked_nor_failed() {
        var recipe = new Recipe(Json.Obj.EMPTY, List.of());

        assertThat(Skill.of("s1", SOURCE, "greet", "Greets.", recipe))
                .isEqualTo(new Skill("s1", SOURCE, "greet", "Greets.", recipe, 0, 0));
    }

    @Test
    void nothing_is_recalled_by_default() {
        assertThat(RetrievalPolicy.NOTHING).isEqualTo(new RetrievalPolicy(Set.of(), Origin.Source.USER, 0, 0));
    }

    @Test
    void a_failure_keeps_its_cause() {
        var cause = new IllegalStateException("disk");

        assertThat(new MemoryFailure("not kept", cause)).hasMessage("not kept").hasCause(cause);
        assertThat(new MemoryFailure("not kept", null)).hasNoCause();
    }
}
