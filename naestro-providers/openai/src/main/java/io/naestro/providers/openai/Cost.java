package io.naestro.providers.openai;

import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.providers.http.Fields;
import java.math.BigDecimal;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Where a server says what an answer cost, in US dollars. */
enum Cost {
    /** It does not say. */
    UNTOLD {
        @Override
        Optional<BigDecimal> dollars(Json.Obj usage, Headers headers) {
            return Optional.empty();
        }
    },
    /**
     * {@code usage.cost} in credits of one dollar; where the host pays the provider itself ({@code is_byok}), what that
     * one charges comes on top. Source: "Usage Accounting" at openrouter.ai/docs.
     */
    OPENROUTER {
        @Override
        Optional<BigDecimal> dollars(Json.Obj usage, Headers headers) {
            var own = usage.get("is_byok").orElse(Json.NULL).equals(Json.of(true));
            var upstream = own ? number(Fields.object(usage, "cost_details"), "upstream_inference_cost") : NOTHING;
            return number(usage, "cost").map(fee -> fee.add(upstream.orElse(BigDecimal.ZERO)));
        }
    },
    /**
     * The header {@code x-litellm-response-cost}; in streams, whose headers come first, {@code usage.cost} where the
     * proxy is set to tell it. Source: "Response Headers" and "Usage" at docs.litellm.ai.
     */
    LITELLM {
        @Override
        Optional<BigDecimal> dollars(Json.Obj usage, Headers headers) {
            return Optional.ofNullable(headers.get("x-litellm-response-cost"))
                    .flatMap(Cost::number)
                    .or(() -> number(usage, "cost"));
        }
    },
    /** {@code usage.cost_in_usd_ticks}, of which 10^10 are a dollar. Source: "Cost Tracking" at docs.x.ai. */
    XAI {
        @Override
        Optional<BigDecimal> dollars(Json.Obj usage, Headers headers) {
            return number(usage, "cost_in_usd_ticks").map(ticks -> ticks.movePointLeft(TICKS));
        }
    };

    private static final Optional<BigDecimal> NOTHING = Optional.empty();
    private static final int TICKS = 10;
    private static final int MOST_DIGITS = 40;
    private static final int MOST_SCALE = 100;
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    abstract Optional<BigDecimal> dollars(Json.Obj usage, Headers headers);

    /**
     * What an answer cost; null where the server does not say, or says what makes no sense.
     *
     * @param answer the answer, with its {@code usage}
     */
    @Nullable Money of(Json answer, Headers headers) {
        return dollars(Fields.object(Fields.object(answer), "usage"), headers)
                .filter(dollars -> dollars.compareTo(MOST) <= 0)
                .map(dollars -> Money.of("USD", dollars))
                .orElse(null);
    }

    private static Optional<BigDecimal> number(Json.Obj object, String name) {
        return object.get(name).orElse(Json.NULL) instanceof Json.Num number ? sane(number.value()) : NOTHING;
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return text.length() > MOST_DIGITS ? NOTHING : sane(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return NOTHING; // LiteLLM says None where it knows no price
        }
    }

    private static Optional<BigDecimal> sane(BigDecimal number) {
        return number.signum() >= 0 && Math.abs((long) number.scale()) <= MOST_SCALE ? Optional.of(number) : NOTHING;
    }
}
