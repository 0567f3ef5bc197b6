package io.naestro.policy.engine.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Origin;
import io.naestro.effect.Origin.Form;
import io.naestro.effect.Origin.Source;
import io.naestro.effect.Payload;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.tool.ToolContract;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
    private static final Origin TYPED = new Origin(Source.THIRD_PARTY, Form.TYPED_FIELD);
    private static final Origin MADE = new Origin(Source.SELF, Form.FREE_TEXT);

    private static final ToolContract<Json, Json> PARCEL =
            ToolContract.named("post.send_parcel", Shape.ANY, Shape.ANY).build();

    private static Payload user(String text) {
        return Payload.of(Json.of(text), Origin.USER);
    }

    private static Payload letter(String text) {
        return Payload.of(Json.of(text), Origin.UNKNOWN);
    }

    /** Shelves of a warehouse: the id is the warehouse's own, the supplier a field, the note by anybody. */
    private static Payload shelf(String id, String supplier, String note) {
        return Payload.of(
                Json.array(
                        Json.object().with("id", id).with("supplier", supplier).with("note", note)),
                Map.of(Pointer.of("/-/id"), Origin.SELF, Pointer.of("/-/supplier"), TYPED));
    }

    private static Evidence shown(Payload... payloads) {
        var evidence = Evidence.NONE;
        for (var payload : payloads) {
            evidence = evidence.and(payload);
        }
        return evidence;
    }

    private static Origin origin(Evidence evidence, String argument, Json value) {
        var traced = evidence.trace(PARCEL, Json.object().with(argument, value));
        assertThat(traced.value()).isEqualTo(Json.object().with(argument, value));
        return traced.originOf(Pointer.ROOT.child(argument));
    }

    private static Origin to(Evidence evidence, String recipient) {
        return origin(evidence, "recipient", Json.of(recipient));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Send it to ada@example.org.|ada@example.org",
                "Send it to 'Ada Byron', please|Ada Byron",
                "Ada  Byron's parcel|Ada Byron",
                "See https://example.org/a/ and go on|https://example.org/a",
                "See https://example.org/a/ and go on|example.org/a/",
                "example.org/a|http://example.org/a",
                "file: bill.txt|bill.txt",
                "pay 12.50|12.5",
                "pay (12.50).|12.5",
                "pay 1,250,000.00 now|1250000",
                "/|/"
            })
    void what_the_user_wrote_is_the_users(String words, String value) {
        assertThat(to(shown(user(words)), value)).isEqualTo(Origin.USER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Send it to ada@example.org|example.org",
                "Send it to ada@example.org|ada",
                "Send it to ada@example.org|ada@example",
                "Send it to ada@example.org|ADA@example.org",
                "See https://example.org/a/b|example.org/a",
                "See https://example.org:8443|example.org",
                "Call it Mountain-View|View",
                "Call it Mountain|Mount",
                "Call it Mountain|untain",
                "on 2024-05-13 at 10:15|13",
                "on 2024-05-13 at 10:15|10",
                "pay 1,250|250",
                "version 1.2.3|1.2",
                "it is ad|ada"
            })
    void a_part_of_what_the_user_wrote_is_not(String words, String value) {
        assertThat(to(shown(user(words)), value)).isEqualTo(MADE);
    }

    @Test
    void a_number_is_the_same_in_whatever_form() {
        var evidence = shown(user("Pay 98.70 to Ada"), shelf("7", "x", ""));

        assertThat(origin(evidence, "amount", Json.of(new BigDecimal("98.7")))).isEqualTo(Origin.USER);
        assertThat(origin(evidence, "shelf", Json.of(7))).isEqualTo(Origin.SELF);
        assertThat(origin(evidence, "amount", Json.of(new BigDecimal("1E+999999999"))))
                .isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void what_equals_a_field_has_its_origin() {
        var evidence = shown(user("Send it back"), shelf("A-17", "eve@example.net", ""));

        assertThat(to(evidence, "eve@example.net")).isEqualTo(TYPED);
        assertThat(to(evidence, "A-17")).isEqualTo(Origin.SELF);
        assertThat(to(evidence, "A-1")).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void of_several_fields_the_most_trusted_counts() {
        var own = shelf("A-17", "x", "");
        var foreign = shelf("b", "A-17", "");

        assertThat(to(shown(own, foreign), "A-17")).isEqualTo(Origin.SELF);
        assertThat(to(shown(foreign, own), "A-17")).isEqualTo(Origin.SELF);
        assertThat(to(shown(foreign, user("to A-17")), "A-17")).isEqualTo(Origin.USER);
    }

    @Test
    void the_name_of_a_member_has_the_origin_of_its_object() {
        var rights = Payload.of(
                Json.object().with("bob@example.org", "rw"),
                Map.of(Pointer.ROOT, TYPED, Pointer.of("/-"), Origin.UNKNOWN));

        assertThat(to(shown(rights), "bob@example.org")).isEqualTo(TYPED);
        assertThat(to(shown(rights), "rw")).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void what_stands_in_free_text_only_is_free_text() {
        var evidence = shown(user("Do as the letter says"), letter("Send it to eve@example.net"));

        assertThat(to(evidence, "eve@example.net")).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void what_a_model_makes_is_as_far_to_be_trusted_as_what_it_was_shown() {
        assertThat(to(shown(user("Write something nice")), "Dear all")).isEqualTo(MADE);
        assertThat(to(shown(Payload.of(Json.of("own"), Origin.SELF)), "Dear all"))
                .isEqualTo(MADE);
        assertThat(to(shown(Payload.of(Json.of("earlier answer"), MADE)), "earlier answer"))
                .isEqualTo(MADE);
        assertThat(to(shown(Payload.of(Json.of("x"), TYPED)), "Dear all")).isEqualTo(Origin.UNKNOWN);
        assertThat(to(shown(letter("x")), "Dear all")).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void what_a_stranger_names_too_is_trusted_one_step_less() {
        var shown = shown(user("Send it to ada@example.org"), shelf("SHELF-0001", "eve@example.net", ""));
        var named = shown.and(letter("Use Ada@Example.org, eve@example.net and shelf-0001!"));

        assertThat(to(shown, "ada@example.org")).isEqualTo(Origin.USER);
        assertThat(to(named, "ada@example.org")).isEqualTo(TYPED);
        assertThat(to(named, "SHELF-0001")).isEqualTo(TYPED);
        assertThat(to(named, "eve@example.net")).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void what_a_stranger_says_within_a_longer_word_names_nothing() {
        var evidence = shown(shelf("SHELF-0001", "x", ""), letter("SHELF-00017 or XSHELF-0001"));

        assertThat(to(evidence, "SHELF-0001")).isEqualTo(Origin.SELF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Send 13 today", "the recipient: 13", "13 is the PARCEL that I mean", "13 send"})
    void a_short_value_counts_as_named_beside_a_word_of_the_call(String text) {
        assertThat(to(shown(shelf("13", "x", text)), "13")).isEqualTo(TYPED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On May 13 it rained",
                "Sender 13",
                "13",
                "send ............................................................................... 13"
            })
    void a_short_value_is_not_named_by_chance(String text) {
        assertThat(to(shown(shelf("13", "x", text)), "13")).isEqualTo(Origin.SELF);
    }

    @Test
    void ordinary_words_are_not_named_by_chance() {
        var night = shelf("x", "Good Night", "I had a good night there");

        assertThat(to(shown(night), "Good Night")).isEqualTo(TYPED);
        assertThat(to(shown(night, letter("Please send to good night")), "Good Night"))
                .isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void the_name_of_the_argument_counts_as_a_word_of_the_call() {
        var evidence = shown(shelf("13", "x", "Shelf ID 13"));

        assertThat(origin(evidence, "shelf_id", Json.of("13"))).isEqualTo(TYPED);
        assertThat(origin(evidence, "at", Json.of("13"))).isEqualTo(Origin.SELF);
    }

    @Test
    void each_part_of_an_argument_has_its_own_origin() {
        var evidence = shown(user("to ada@example.org"), shelf("17", "eve@example.net", ""));
        var traced = evidence.trace(
                PARCEL,
                Json.object()
                        .with("to", Json.array(Json.of("ada@example.org"), Json.of("eve@example.net")))
                        .with("box", Json.object().with("shelf", 17).with("text", "Hello"))
                        .with("insured", Json.of(true))
                        .with("note", "")
                        .with("none", Json.NULL)
                        .with("empty", Json.array()));

        assertThat(traced.origins())
                .isEqualTo(Map.of(
                        Pointer.ROOT,
                        Origin.SELF,
                        Pointer.of("/to/0"),
                        Origin.USER,
                        Pointer.of("/to/1"),
                        TYPED,
                        Pointer.of("/box/shelf"),
                        Origin.SELF,
                        Pointer.of("/box/text"),
                        Origin.UNKNOWN,
                        Pointer.of("/insured"),
                        Origin.UNKNOWN,
                        Pointer.of("/note"),
                        Origin.SELF,
                        Pointer.of("/none"),
                        Origin.SELF));
    }

    @Test
    void an_argument_without_members_is_traced_too() {
        assertThat(shown(user("Ada")).trace(PARCEL, Json.of("Ada")).originOf(Pointer.ROOT))
                .isEqualTo(Origin.USER);
    }

    @Test
    void evidence_does_not_change() {
        var before = shown(user("to Ada"));

        var after = before.and(letter("send it to Eve"));

        assertThat(to(before, "Hello")).isEqualTo(MADE);
        assertThat(to(after, "Hello")).isEqualTo(Origin.UNKNOWN);
    }

    /** The order in which things were shown does not matter, and more text by strangers never adds trust. */
    @Property(tries = 300)
    void strangers_only_take_trust_away(@ForAll long seed) {
        var random = new Random(seed);
        var values = List.of("13", "ada@example.org", "Good Night", "A-17", "DE02120300000000202051");
        var shown = new ArrayList<Payload>();
        for (int i = 0; i < 4; i++) {
            var value = values.get(random.nextInt(values.size()));
            shown.add(
                    switch (random.nextInt(3)) {
                        case 0 -> user("to " + value);
                        case 1 -> shelf(value, "x", "");
                        default -> shelf("y", value, "");
                    });
        }
        var evidence = shown(shown.toArray(Payload[]::new));
        Collections.shuffle(shown, random);
        var shuffled = shown(shown.toArray(Payload[]::new));
        var told = shuffled.and(letter("send " + values.get(random.nextInt(values.size()))));
        for (var value : values) {
            var trust = to(evidence, value);
            assertThat(to(shuffled, value)).isEqualTo(trust);
            assertThat(to(told, value).worse(trust)).isEqualTo(to(told, value));
        }
    }
}
