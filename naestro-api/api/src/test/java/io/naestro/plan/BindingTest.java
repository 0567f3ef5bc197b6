package io.naestro.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding.FirstBinding;
import io.naestro.plan.Binding.InputBinding;
import io.naestro.plan.Binding.ItemBinding;
import io.naestro.plan.Binding.ListBinding;
import io.naestro.plan.Binding.LiteralBinding;
import io.naestro.plan.Binding.ObjectBinding;
import io.naestro.plan.Binding.StepBinding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTest {
    private static final Pointer A = Pointer.of("/a");
    private static final Pointer B = Pointer.of("/b");
    private static final Binding STEP = new StepBinding("fetch", A);

    @Test
    void a_part_of_what_comes_later_is_named_by_a_longer_pointer() {
        assertThat(new InputBinding(A).at(B)).isEqualTo(new InputBinding(Pointer.of("/a/b")));
        assertThat(STEP.at(B)).isEqualTo(new StepBinding("fetch", Pointer.of("/a/b")));
        assertThat(new ItemBinding(Pointer.ROOT).at(B)).isEqualTo(new ItemBinding(B));
    }

    @Test
    void a_part_of_a_constant_is_a_constant() {
        var literal = new LiteralBinding(Json.object().with("a", Json.array(Json.of(7))));

        assertThat(literal.at(Pointer.of("/a/0"))).isEqualTo(new LiteralBinding(Json.of(7)));
    }

    @Test
    void a_part_of_what_is_put_together_is_what_was_put_there() {
        var list = new ListBinding(List.of(new InputBinding(Pointer.ROOT), STEP));
        var object = new ObjectBinding(Map.of("list", list));

        assertThat(object.at(Pointer.of("/list/1/b"))).isEqualTo(STEP.at(B));
        assertThat(object.at(Pointer.of("/list"))).isEqualTo(list);
        assertThat(list.at(Pointer.of("/0"))).isEqualTo(new InputBinding(Pointer.ROOT));
    }

    @Test
    void a_part_of_the_first_that_is_there_is_the_first_part_that_is_there() {
        var first = new FirstBinding(List.of(STEP, new InputBinding(Pointer.ROOT)));

        assertThat(first.at(B)).isEqualTo(new FirstBinding(List.of(STEP.at(B), new InputBinding(B))));
    }

    @Test
    void the_first_of_nothing_is_refused() {
        assertThatThrownBy(() -> new FirstBinding(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the first of no values is none; give at least one");
    }

    @Test
    void the_part_at_the_root_is_the_whole() {
        var list = new ListBinding(List.of(STEP));

        assertThat(list.at(Pointer.ROOT)).isSameAs(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/b", "/list/1", "/list/00", "/list/-", "/constant/x"})
    void a_part_that_cannot_be_there_is_refused(String place) {
        var object = new ObjectBinding(
                Map.of("list", new ListBinding(List.of(STEP)), "constant", new LiteralBinding(Json.NULL)));

        assertThatThrownBy(() -> object.at(Pointer.of(place)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the value has no place '/");
    }

    @Test
    void members_keep_their_order() {
        var members = new LinkedHashMap<String, Binding>();
        members.put("z", STEP);
        members.put("a", STEP);

        assertThat(new ObjectBinding(members).members().keySet()).containsExactly("z", "a");
    }
}
