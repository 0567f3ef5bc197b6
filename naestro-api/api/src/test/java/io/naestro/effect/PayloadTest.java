package io.naestro.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.effect.Origin.Form;
import io.naestro.effect.Origin.Source;
import io.naestro.json.Json;
import io.naestro.json.Jsons;
import io.naestro.json.Pointer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static final Origin WEB = new Origin(Source.THIRD_PARTY, Form.TYPED_FIELD);
    private static final Json MAIL = Json.object()
            .with("to", "ada@example.org")
            .with("body", Json.object().with("text", "…").with("links", Json.array(Json.of("http://x"))));

    /** Values with origins and labels at places that exist and at some that do not. */
    @Provide
    Arbitrary<Payload> payloads() {
        return Jsons.values().flatMap(value -> {
            var places = Arbitraries.oneOf(
                    Arbitraries.of(Jsons.places(value)),
                    Jsons.names().list().ofMaxSize(3).map(Pointer::new));
            var origins = Combinators.combine(Arbitraries.of(Source.class), Arbitraries.of(Form.class))
                    .as(Origin::new);
            var labels = Arbitraries.of(Label.class).set().ofMaxSize(2);
            return Combinators.combine(
                            Arbitraries.maps(places, origins).ofMaxSize(5),
                            Arbitraries.maps(places, labels).ofMaxSize(5))
                    .as((o, l) -> new Payload(value, o, l));
        });
    }

    @Property
    void a_part_keeps_the_origin_and_labels_of_each_of_its_places(@ForAll("payloads") Payload whole) {
        for (var place : Jsons.places(whole.value())) {
            var part = whole.at(place).orElseThrow();
            for (var inner : Jsons.places(part.value())) {
                assertThat(part.originOf(inner)).isEqualTo(whole.originOf(place.then(inner)));
                assertThat(part.labelsOf(inner)).isEqualTo(whole.labelsOf(place.then(inner)));
            }
        }
    }

    @Property
    void a_part_is_never_trusted_less_than_the_whole(@ForAll("payloads") Payload whole) {
        for (var place : Jsons.places(whole.value())) {
            var worst = whole.at(place).orElseThrow().worst();
            assertThat(worst.worse(whole.worst())).isEqualTo(whole.worst());
            assertThat(worst.worse(whole.originOf(place))).isEqualTo(worst);
        }
    }

    @Property
    void what_is_below_has_all_labels_of_what_is_above(@ForAll("payloads") Payload whole) {
        for (var place : Jsons.places(whole.value())) {
            assertThat(whole.labelsOf(place)).containsAll(whole.labelsOf(place.parent()));
        }
    }

    @Test
    void a_value_without_origin_is_third_party_free_text() {
        var payload = new Payload(MAIL, Map.of(Pointer.of("/to"), Origin.USER), Map.of());

        assertThat(payload.originOf(Pointer.of("/to"))).isEqualTo(Origin.USER);
        assertThat(payload.originOf(Pointer.of("/body/text"))).isEqualTo(Origin.UNKNOWN);
        assertThat(payload.worst()).isEqualTo(Origin.UNKNOWN);
        assertThat(Origin.UNKNOWN).isEqualTo(new Origin(Source.THIRD_PARTY, Form.FREE_TEXT));
    }

    @Test
    void the_nearest_origin_above_counts() {
        var payload = new Payload(
                MAIL,
                Map.of(Pointer.ROOT, Origin.USER, Pointer.of("/body"), WEB, Pointer.of("/body/links"), Origin.SELF),
                Map.of());

        assertThat(payload.originOf(Pointer.of("/to"))).isEqualTo(Origin.USER);
        assertThat(payload.originOf(Pointer.of("/body/text"))).isEqualTo(WEB);
        assertThat(payload.originOf(Pointer.of("/body/links/0"))).isEqualTo(Origin.SELF);
        assertThat(payload.worst()).isEqualTo(WEB);
    }

    @Test
    void a_dash_stands_for_every_item_and_every_member() {
        var mails = Json.array(MAIL, ((Json.Obj) MAIL).with("to", "bob@example.org"));
        var rights = Json.object().with("ada", "r").with("bob", "rw");
        var payload = Payload.of(
                Json.object().with("mails", mails).with("rights", rights).with("n", 2),
                Map.of(
                        Pointer.of("/mails/-/to"), WEB,
                        Pointer.of("/rights/-"), Origin.SELF,
                        Pointer.of("/n/-"), Origin.SELF,
                        Pointer.of("/none/-"), Origin.SELF));

        assertThat(payload.origins())
                .isEqualTo(Map.of(
                        Pointer.of("/mails/0/to"),
                        WEB,
                        Pointer.of("/mails/1/to"),
                        WEB,
                        Pointer.of("/rights/ada"),
                        Origin.SELF,
                        Pointer.of("/rights/bob"),
                        Origin.SELF));
        assertThat(payload.labels()).isEmpty();
    }

    @Test
    void a_place_that_is_named_twice_has_the_less_trusted_origin() {
        var list = Json.array(Json.of(1), Json.of(2));
        var fields = Map.of(Pointer.of("/-"), WEB, Pointer.of("/0"), Origin.SELF, Pointer.ROOT, Origin.USER);

        var payload = Payload.of(list, fields);

        assertThat(payload.originOf(Pointer.of("/0"))).isEqualTo(WEB);
        assertThat(payload.originOf(Pointer.ROOT)).isEqualTo(Origin.USER);
    }

    @Property
    void no_field_is_trusted_more_than_its_contract_says(@ForAll("payloads") Payload any) {
        var payload = Payload.of(any.value(), any.origins());

        for (var place : Jsons.places(any.value())) {
            var declared = any.origins().get(place);
            if (declared != null) {
                assertThat(payload.originOf(place).worse(declared)).isEqualTo(payload.originOf(place));
            }
        }
    }

    @Test
    void labels_add_up_on_the_way_down() {
        var payload = new Payload(
                MAIL, Map.of(), Map.of(Pointer.ROOT, Set.of(Label.INTERNAL), Pointer.of("/to"), Set.of(Label.PII)));

        assertThat(payload.labelsOf(Pointer.of("/to"))).containsExactlyInAnyOrder(Label.INTERNAL, Label.PII);
        assertThat(payload.labelsOf(Pointer.of("/body"))).containsExactly(Label.INTERNAL);
        assertThat(payload.labelsOf(Pointer.of("/body"))).isUnmodifiable();
        assertThat(payload.at(Pointer.of("/to")).orElseThrow().labels())
                .isEqualTo(Map.of(Pointer.ROOT, Set.of(Label.INTERNAL, Label.PII)));
    }

    @Test
    void an_object_gets_members_with_what_is_known_of_them() {
        var name = Payload.of(Json.of("Ada"), Origin.USER).labeled(Map.of(Pointer.ROOT, Set.of(Label.PII)));
        var form = Payload.of(Json.object(), Origin.SELF).adding("name", name);
        assertThat(form.value()).isEqualTo(Json.object().with("name", "Ada"));
        assertThat(form.originOf(Pointer.of("/name"))).isEqualTo(Origin.USER);
        assertThat(form.originOf(Pointer.of("/other"))).isEqualTo(Origin.SELF);
        assertThat(form.labelsOf(Pointer.of("/name"))).containsExactly(Label.PII);

        var changed = form.adding("name", Payload.of(Json.of("Bob"), WEB));
        assertThat(changed.originOf(Pointer.of("/name"))).isEqualTo(WEB);
        assertThat(changed.allLabels()).isEmpty();
    }

    @Test
    void only_an_object_has_members() {
        var text = Payload.of(Json.of("a"), Origin.USER);
        assertThatThrownBy(() -> text.adding("b", text))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("only an object has members");
    }

    @Test
    void labels_are_given_to_every_item_that_a_place_means_besides_those_it_has() {
        var people = Json.array(
                Json.object().with("email", "a@x").with("nick", "a"),
                Json.object().with("nick", "b"));
        var labeled = Payload.of(people, Origin.SELF)
                .labeled(Map.of(Pointer.of("/-/email"), Set.of(Label.PII)))
                .labeled(Map.of(Pointer.of("/0/email"), Set.of(Label.SECRET), Pointer.ROOT, Set.of(Label.INTERNAL)));
        assertThat(labeled.labelsOf(Pointer.of("/0/email")))
                .containsExactlyInAnyOrder(Label.PII, Label.SECRET, Label.INTERNAL);
        assertThat(labeled.labelsOf(Pointer.of("/1/nick"))).containsExactly(Label.INTERNAL);
        assertThat(labeled.allLabels()).containsExactly(Label.SECRET, Label.PII, Label.INTERNAL);
    }

    @Test
    void what_has_a_label_can_be_hidden_and_the_rest_stays() {
        var people = Json.array(
                Json.object().with("email", "a@x").with("nick", "a"),
                Json.object().with("email", Json.array()));
        var labeled = Payload.of(people, Origin.SELF)
                .labeled(Map.of(
                        Pointer.of("/-/email"), Set.of(Label.PII),
                        Pointer.of("/0/nick"), Set.of(Label.INTERNAL)));
        var shown = labeled.hiding(Set.of(Label.PII, Label.SECRET));
        assertThat(shown.value())
                .isEqualTo(Json.array(
                        Json.object().with("email", "[hidden]").with("nick", "a"),
                        Json.object().with("email", "[hidden]")));
        assertThat(shown.allLabels()).containsExactly(Label.INTERNAL);
        assertThat(labeled.hiding(Set.of(Label.SECRET))).isSameAs(labeled);
        var whole = labeled.labeled(Map.of(Pointer.ROOT, Set.of(Label.SECRET)));
        assertThat(whole.hiding(Set.of(Label.SECRET)))
                .isEqualTo(new Payload(Json.of("[hidden]"), labeled.origins(), Map.of()));
    }

    @Property
    void nothing_is_left_of_what_is_hidden(@ForAll("payloads") Payload whole, @ForAll Label hidden) {
        var shown = whole.hiding(Set.of(hidden));
        assertThat(shown.allLabels()).doesNotContain(hidden);
        for (var place : Jsons.places(whole.value())) {
            if (whole.labelsOf(place).contains(hidden)) {
                assertThat(shown.value().at(place).orElse(Json.of("[hidden]"))).isEqualTo(Json.of("[hidden]"));
            }
        }
    }

    @Test
    void there_is_no_part_where_there_is_no_place() {
        assertThat(Payload.of(MAIL, Origin.USER).at(Pointer.of("/cc"))).isEmpty();
    }

    @Test
    void the_part_at_the_root_is_the_whole() {
        var payload = Payload.of(MAIL, Origin.USER);

        assertThat(payload.at(Pointer.ROOT)).containsSame(payload);
    }

    @Test
    void a_payload_does_not_change_after_it_was_made() {
        var origins = new HashMap<>(Map.of(Pointer.ROOT, Origin.USER));
        var set = EnumSet.of(Label.PII);
        var labels = new HashMap<Pointer, Set<Label>>(Map.of(Pointer.ROOT, set));
        var payload = new Payload(MAIL, origins, labels);
        origins.clear();
        set.clear();
        labels.clear();

        assertThat(payload.worst()).isEqualTo(Origin.USER);
        assertThat(payload.labelsOf(Pointer.ROOT)).containsExactly(Label.PII);
    }

    @Test
    void without_new_labels_nothing_changes() {
        var payload = Payload.of(Json.of("Ada"), Origin.USER).labeled(Map.of(Pointer.ROOT, Set.of(Label.PII)));
        assertThat(payload.labeled(Map.of())).isEqualTo(payload);
    }

    @Test
    void without_origins_all_is_unknown() {
        var payload = Payload.of(Json.of("Ada"), Map.of());
        assertThat(payload.originOf(Pointer.ROOT)).isEqualTo(Origin.UNKNOWN);
    }
}
