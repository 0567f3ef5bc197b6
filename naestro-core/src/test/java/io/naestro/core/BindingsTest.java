package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.plan.Binding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BindingsTest {
    private static final Origin MODEL = new Origin(Origin.Source.SELF, Origin.Form.FREE_TEXT);
    private static final Payload INPUT = new Payload(
            Json.object()
                    .with("name", "Ada")
                    .with("mail", Json.object().with("text", "hi").with("from", "eve")),
            Map.of(
                    Pointer.ROOT,
                    Origin.USER,
                    Pointer.of("/mail"),
                    Origin.UNKNOWN,
                    Pointer.of("/mail/from"),
                    Origin.SELF),
            Map.of(Pointer.of("/mail"), Set.of(Label.PII)));

    @Test
    void takes_parts_of_the_input_with_their_origins_and_labels() {
        var mail = bindings().value(input("/mail"));
        assertThat(mail.value()).isEqualTo(INPUT.value().at(Pointer.of("/mail")).orElseThrow());
        assertThat(mail.originOf(Pointer.of("/text"))).isEqualTo(Origin.UNKNOWN);
        assertThat(mail.originOf(Pointer.of("/from"))).isEqualTo(Origin.SELF);
        assertThat(mail.labelsOf(Pointer.of("/text"))).containsExactly(Label.PII);
    }

    @Test
    void takes_results_of_steps_and_elements() {
        var bindings = new Bindings(INPUT, step -> Payload.of(Json.of("result of " + step), MODEL), INPUT);
        var result = bindings.value(step("draft", ""));
        assertThat(result.value()).isEqualTo(Json.of("result of draft"));
        assertThat(result.worst()).isEqualTo(MODEL);
        assertThat(bindings.value(new Binding.ItemBinding(Pointer.of("/name"))).value())
                .isEqualTo(Json.of("Ada"));
    }

    @Test
    void takes_a_field_of_an_item_with_the_origin_that_the_tools_contract_gives_it() {
        var typed = new Origin(Origin.Source.THIRD_PARTY, Origin.Form.TYPED_FIELD);
        var mails = Payload.of(
                Json.array(Json.object().with("sender", "eve@example.net").with("text", "hi")),
                Map.of(Pointer.of("/-/sender"), typed));
        var bindings = new Bindings(INPUT, step -> mails, null);

        var argument = bindings.object(Map.of("to", step("find", "/0/sender"), "text", step("find", "/0/text")));

        assertThat(argument.originOf(Pointer.of("/to"))).isEqualTo(typed);
        assertThat(argument.originOf(Pointer.of("/text"))).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void counts_literals_as_the_users_own_words() {
        assertThat(bindings().value(new Binding.LiteralBinding(Json.of(1))))
                .isEqualTo(Payload.of(Json.of(1), Origin.USER));
    }

    @Test
    void puts_objects_and_lists_together_with_the_origin_of_each_part() {
        var whole = bindings()
                .value(new Binding.ObjectBinding(Map.of(
                        "list",
                        new Binding.ListBinding(List.of(input("/name"), input("/mail/text"), input("/mail"))))));
        assertThat(whole.originOf(Pointer.ROOT)).isEqualTo(Origin.SELF);
        assertThat(whole.originOf(Pointer.of("/list/0"))).isEqualTo(Origin.USER);
        assertThat(whole.originOf(Pointer.of("/list/1"))).isEqualTo(Origin.UNKNOWN);
        assertThat(whole.originOf(Pointer.of("/list/2/from"))).isEqualTo(Origin.SELF);
        assertThat(whole.labelsOf(Pointer.of("/list/2/text"))).containsExactly(Label.PII);
        assertThat(whole.labelsOf(Pointer.of("/list/0"))).isEmpty();
        assertThat(whole.worst()).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void names_a_missing_place_and_whose_it_is() {
        assertMissing(bindings(), input("/mail/subject"), "the input has no place '/mail/subject'");
        assertMissing(bindings(), step("draft", "/title"), "the result of step 'draft' has no place '/title'");
        var inMap = new Bindings(INPUT, step -> INPUT, INPUT);
        assertMissing(inMap, new Binding.ItemBinding(Pointer.of("/x")), "the element has no place '/x'");
        assertMissing(bindings(), new Binding.ItemBinding(Pointer.ROOT), "there is no element here");
    }

    @Property(tries = 300)
    void gives_each_leaf_the_origin_and_labels_of_the_leaf_it_came_from(@ForAll long seed) {
        var random = new Random(seed);
        var input = payload(random);
        var results = new LinkedHashMap<String, Payload>();
        List.of("a", "b", "c").forEach(step -> results.put(step, payload(random)));
        var item = payload(random);
        var leaves = new LinkedHashMap<Pointer, Expected>();
        var binding = binding(random, 3, Pointer.ROOT, leaves, input, results, item);

        var whole = new Bindings(input, results::get, item).value(binding);

        leaves.forEach((place, expected) -> {
            assertThat(whole.value().at(place)).hasValue(expected.value());
            assertThat(whole.originOf(place)).isEqualTo(expected.origin());
            assertThat(whole.labelsOf(place)).isEqualTo(expected.labels());
        });
    }

    private record Expected(Json value, Origin origin, Set<Label> labels) {}

    private static Binding binding(
            Random random,
            int depth,
            Pointer place,
            Map<Pointer, Expected> leaves,
            Payload input,
            Map<String, Payload> results,
            Payload item) {
        var kind = random.nextInt(depth == 0 ? 4 : 6);
        if (kind == 3) {
            leaves.put(place, new Expected(Json.of(7), Origin.USER, Set.of()));
            return new Binding.LiteralBinding(Json.of(7));
        }
        if (kind < 3) {
            var step = List.of("a", "b", "c").get(random.nextInt(3));
            var source = kind == 0 ? input : kind == 1 ? results.get(step) : item;
            var all = new ArrayList<Pointer>();
            places(source.value(), Pointer.ROOT, all);
            var from = all.get(random.nextInt(all.size()));
            all.stream().filter(from::covers).forEach(leaf -> {
                var below = new Pointer(leaf.segments()
                        .subList(from.segments().size(), leaf.segments().size()));
                leaves.put(
                        place.then(below),
                        new Expected(
                                source.value().at(leaf).orElseThrow(), source.originOf(leaf), source.labelsOf(leaf)));
            });
            return switch (kind) {
                case 0 -> new Binding.InputBinding(from);
                case 1 -> new Binding.StepBinding(step, from);
                default -> new Binding.ItemBinding(from);
            };
        }
        var members = new LinkedHashMap<String, Binding>();
        var items = new ArrayList<Binding>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            var name = kind == 4 ? "m/" + i : Integer.toString(i);
            var member = binding(random, depth - 1, place.child(name), leaves, input, results, item);
            members.put(name, member);
            items.add(member);
        }
        return kind == 4 ? new Binding.ObjectBinding(members) : new Binding.ListBinding(items);
    }

    /** A value two levels deep, with origins and labels at some of its places, and not always at its root. */
    private static Payload payload(Random random) {
        var value = Json.object()
                .with("x", "leaf")
                .with("list", Json.array(Json.of(1), Json.of(2)))
                .with("inner", Json.object().with("deep", Json.object().with("deeper", 5)));
        var all = new ArrayList<Pointer>();
        places(value, Pointer.ROOT, all);
        var origins = new LinkedHashMap<Pointer, Origin>();
        var labels = new LinkedHashMap<Pointer, Set<Label>>();
        for (var place : all) {
            if (random.nextInt(3) == 0) {
                var source = List.of(Origin.Source.values()).get(random.nextInt(3));
                origins.put(
                        place, new Origin(source, List.of(Origin.Form.values()).get(random.nextInt(2))));
            }
            if (random.nextInt(4) == 0) {
                labels.put(place, Set.of(List.of(Label.values()).get(random.nextInt(4))));
            }
        }
        return new Payload(value, origins, labels);
    }

    private static void places(Json json, Pointer here, List<Pointer> all) {
        all.add(here);
        if (json instanceof Json.Obj object) {
            object.members().forEach((name, member) -> places(member, here.child(name), all));
        } else if (json instanceof Json.Arr array) {
            for (int i = 0; i < array.items().size(); i++) {
                places(array.items().get(i), here.child(i), all);
            }
        }
    }

    private static void assertMissing(Bindings bindings, Binding binding, String message) {
        assertThatThrownBy(() -> bindings.value(binding))
                .isInstanceOf(Bindings.Missing.class)
                .hasMessageContaining(message);
    }

    private static Bindings bindings() {
        return new Bindings(INPUT, step -> INPUT, null);
    }

    private static Binding input(String at) {
        return new Binding.InputBinding(Pointer.of(at));
    }

    private static Binding step(String id, String at) {
        return new Binding.StepBinding(id, Pointer.of(at));
    }

    @Test
    void leaves_a_member_out_whose_place_is_not_there() {
        var members = Map.<String, Binding>of(
                "name", input("/name"),
                "fax", input("/fax"),
                "title", step("draft", "/title"),
                "item", new Binding.ItemBinding(Pointer.of("/x")));
        var inMap = new Bindings(INPUT, step -> INPUT, INPUT);
        assertThat(inMap.value(new Binding.ObjectBinding(members)).value())
                .isEqualTo(Json.object().with("name", "Ada"));
    }

    @Test
    void sorts_members_by_name_whatever_order_they_were_written_in() {
        var members = new LinkedHashMap<String, Binding>();
        members.put("b", input("/name"));
        members.put("a", input("/name"));
        assertThat(((Json.Obj) bindings().object(members).value()).members().keySet())
                .containsExactly("a", "b");
    }

    @Test
    void takes_the_first_of_several_values_whose_step_ended_well() {
        var either = new Binding.FirstBinding(List.of(step("shipped", "/name"), step("reserved", "/mail/text")));
        var reserved = new Bindings(
                INPUT,
                new Bindings.Results() {
                    @Override
                    public Payload of(String step) {
                        assertThat(step).isEqualTo("reserved");
                        return INPUT;
                    }

                    @Override
                    public boolean has(String step) {
                        return step.equals("reserved");
                    }
                },
                null);

        assertThat(reserved.value(either).value()).isEqualTo(Json.of("hi"));
        assertThat(reserved.value(either).labelsOf(Pointer.ROOT)).containsExactly(Label.PII);
        assertThat(bindings().value(either).value()).isEqualTo(Json.of("Ada"));
    }

    @Test
    void the_first_value_that_is_there_may_still_lack_the_place() {
        var either = new Binding.FirstBinding(List.of(step("a", "/fax"), step("b", "/name")));

        assertThat(bindings().ifThere(either)).isEmpty();
        assertThat(bindings()
                        .value(new Binding.ObjectBinding(Map.of("fax", either)))
                        .value())
                .isEqualTo(Json.object());
        assertThat(bindings().ifThere(new Binding.FirstBinding(List.of(step("b", "/name")))))
                .hasValueSatisfying(name -> assertThat(name.value()).isEqualTo(Json.of("Ada")));
    }
}
