package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {
    @Test
    void writes_the_example_of_rfc_8785_section_3_2_2() {
        // Without the numbers 333333333.33333329 and 1E30, which are refused here instead of rounded.
        var json = JsonText.parse(
                "{\"numbers\":[4.50,2e-3,0.000000000000000000000000001],"
                        + "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"literals\":[null,true,false]}");
        assertThat(Canonical.text(json))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void sorts_names_as_rfc_8785_section_3_2_3_does() {
        var json = JsonText.parse(
                "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
                        + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}");
        assertThat(Canonical.text(json).replaceAll("\"[^\"]*\":", ""))
                .isEqualTo(
                        "{\"Carriage Return\",\"One\",\"Control\",\"Latin Small Letter O With Diaeresis\",\"Euro Sign\","
                                + "\"Emoji: Grinning Face\",\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000,0",
        "8000000000000000,0",
        "0000000000000001,5e-324",
        "8000000000000001,-5e-324",
        "7fefffffffffffff,1.7976931348623157e+308",
        "ffefffffffffffff,-1.7976931348623157e+308",
        "4340000000000000,9007199254740992",
        "c340000000000000,-9007199254740992",
        "4430000000000000,295147905179352830000",
        "44b52d02c7e14af5,9.999999999999997e+22",
        "44b52d02c7e14af6,1e+23",
        "44b52d02c7e14af7,1.0000000000000001e+23",
        "444b1ae4d6e2ef4e,999999999999999700000",
        "444b1ae4d6e2ef4f,999999999999999900000",
        "444b1ae4d6e2ef50,1e+21",
        "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d,0.000001",
        "41b3de4355555553,333333333.3333332",
        "41b3de4355555554,333333333.33333325",
        "41b3de4355555555,333333333.3333333",
        "41b3de4355555556,333333333.3333334",
        "41b3de4355555557,333333333.33333343",
        "becbf647612f3696,-0.0000033333333333333333",
        "43143ff3c1cb0959,1424953923781206.2"
    })
    void formats_the_numbers_of_rfc_8785_appendix_b(String bits, String expected) {
        assertThat(ecma(bits)).isEqualTo(expected);
    }

    @Test
    void formats_numbers_as_javascript_does() throws IOException {
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("ecmascript-numbers.txt"))) {
            var lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            assertThat(lines).hasSizeGreaterThan(1900);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(ecma(line.substring(0, 16))).isEqualTo(line.substring(17)));
        }
    }

    private static String ecma(String bits) {
        return EcmaNumber.format(EcmaNumber.shortest(Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(bits))));
    }

    @Test
    void does_not_depend_on_the_order_of_members_or_the_form_of_numbers() {
        assertThat(Canonical.text(JsonText.parse("{\"b\":1.0,\"a\":[1e2,-0]}"))).isEqualTo("{\"a\":[100,0],\"b\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":[0,9007199254740993]}|/a/1: '9007199254740993' is an integer beyond 2^53",
                "{\"a\":1e300}|/a: '1E+300' is an integer beyond 2^53",
                "-9007199254740993|'-9007199254740993' is an integer beyond 2^53",
                "[0.1000000000000000055511151231257827]|/0: '0.1000000000000000055511151231257827' is a number that a 64-bit double",
                "[0.30000000000000001]|/0: '0.30000000000000001' is a number that a 64-bit double",
                "[1e-400]|/0: '1E-400' is a number that a 64-bit double",
                "[{\"x\":\"\\ud800\"}]|/0/x: '�' has an unpaired surrogate at index 0",
                "[\"a\\udc00\"]|/0: 'a�' has an unpaired surrogate at index 1",
                "[\"\\ud800a\"]|/0: '�a' has an unpaired surrogate at index 0",
            })
    void refuses_what_has_no_canonical_form(String text, String message) {
        assertThatThrownBy(() -> Canonical.bytes(JsonText.parse(text)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refuses_a_name_with_an_unpaired_surrogate() {
        assertThatThrownBy(() -> Canonical.bytes(Json.object().with("a\ud800", 1)))
                .hasMessageContaining("unpaired surrogate at index 1");
    }

    @Test
    void takes_integers_up_to_two_to_the_53() {
        assertThat(Canonical.text(JsonText.parse("[9007199254740992,-9007199254740992]")))
                .isEqualTo("[9007199254740992,-9007199254740992]");
    }

    @Test
    void refuses_a_fraction_beyond_the_largest_double() {
        var huge = Json.of(new BigDecimal("1e310").add(new BigDecimal("0.5")));
        assertThatThrownBy(() -> Canonical.bytes(huge)).hasMessageContaining("64-bit double");
    }

    @Property(tries = 300, seed = "20250603")
    void equal_values_have_equal_bytes_and_read_back(@ForAll("hashable") Json json) {
        var bytes = Canonical.bytes(json);
        var again = JsonText.parse(bytes);
        assertThat(again).isEqualTo(json);
        assertThat(Canonical.bytes(again)).isEqualTo(bytes);
    }

    @Provide
    Arbitrary<Json> hashable() {
        return RandomJson.jsons(Arbitraries.oneOf(
                Arbitraries.longs().between(-(1L << 53), 1L << 53).map(Json::of),
                Arbitraries.doubles().between(-1e9, 1e9).ofScale(6).map(value -> Json.of(EcmaNumber.shortest(value)))));
    }

    @Test
    void separates_digests_by_type_name() {
        var value = JsonText.parse("{\"a\":1}");
        assertThat(Digests.of("plan/v1", value))
                .isEqualTo(Digests.ofBytes("plan/v1\0{\"a\":1}".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(Digests.of("prompt/v1", value));
    }

    @Test
    void hashes_with_sha_256() {
        assertThat(Digests.ofBytes("abc".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void refuses_type_names_that_could_blur_the_border() {
        assertThatThrownBy(() -> Digests.of("", Json.NULL)).hasMessageContaining("must not be empty");
        assertThatThrownBy(() -> Digests.of("a\0b", Json.NULL)).hasMessageContaining("zero character");
    }

    @Test
    void says_when_the_runtime_lacks_the_algorithm() {
        assertThatThrownBy(() -> Digests.sha256("SHA-0")).hasMessage("this Java runtime has no SHA-0");
    }
}
