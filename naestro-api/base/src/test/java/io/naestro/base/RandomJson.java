package io.naestro.base;

import io.naestro.json.Json;
import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random values for property tests. */
final class RandomJson {
    private RandomJson() {}

    static Arbitrary<Json> jsons() {
        return jsons(Arbitraries.bigDecimals()
                .between(new BigDecimal("-1e30"), new BigDecimal("1e30"))
                .ofScale(12)
                .map(Json::of));
    }

    static Arbitrary<Json> jsons(Arbitrary<Json> numbers) {
        var text = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange('\0', '~')
                        .withCharRange('\u00a0', '\ud7ff')
                        .withCharRange('\ue000', '\ufdff')
                        .ofMaxLength(8),
                Arbitraries.of("😀", "a😀b", "\ufb33", "€"));
        Arbitrary<Json> scalars = Arbitraries.oneOf(
                numbers, text.map(Json::of), Arbitraries.of(true, false).map(Json::of), Arbitraries.just(Json.NULL));
        var jsons = scalars;
        for (int depth = 0; depth < 3; depth++) {
            var inner = jsons;
            jsons = Arbitraries.oneOf(
                    scalars,
                    inner.list().ofMaxSize(4).map(Json.Arr::new),
                    Arbitraries.maps(text, inner).ofMaxSize(4).map(Json.Obj::new));
        }
        return jsons;
    }
}
