package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENROUTER | {'cost':0.0042} | 0.0042",
                "OPENROUTER | {'cost':0,'is_byok':false,'cost_details':{'upstream_inference_cost':3}} | 0",
                "OPENROUTER | {'cost':0.05,'is_byok':true,'cost_details':{'upstream_inference_cost':1}} | 1.05",
                "OPENROUTER | {'cost':0.05,'is_byok':true,'cost_details':null} | 0.05",
                "LITELLM | {'cost':1.5e-7} | 0.00000015",
                "XAI | {'cost_in_usd_ticks':37756000} | 0.0037756"
            })
    void reads_what_an_answer_cost(Cost cost, String usage, String dollars) {
        assertThat(cost.of(answer(usage), Headers.EMPTY)).isEqualTo(Money.usd(dollars));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNTOLD | {'cost':1}",
                "OPENROUTER | {}",
                "OPENROUTER | {'cost':'1'}",
                "OPENROUTER | {'cost':-1}",
                "OPENROUTER | {'cost':1000001}",
                "OPENROUTER | {'cost':1e-300}",
                "OPENROUTER | {'cost':1e300}",
                "XAI | {'cost':1}"
            })
    void says_nothing_of_a_cost_that_is_not_there_or_makes_no_sense(Cost cost, String usage) {
        assertThat(cost.of(answer(usage), Headers.EMPTY)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0.000415, 0.000415", "' 1.2e-05', 0.000012", "0.0, 0", "None, 0.5", "-1, 0.5", "1e-999999999, 0.5"})
    void reads_the_header_of_litellm_first(String header, String dollars) {
        assertThat(Cost.LITELLM.of(answer("{'cost':0.5}"), Headers.of("x-litellm-response-cost", header.strip())))
                .isEqualTo(Money.usd(dollars));
    }

    @Test
    void does_not_read_a_header_without_end() {
        var header = Headers.of("x-litellm-response-cost", "0.".concat("1".repeat(1000)));
        assertThat(Cost.LITELLM.of(answer("{}"), header)).isNull();
    }

    private static Json answer(String usage) {
        return JsonText.parse(("{'usage':" + usage + "}").replace('\'', '"'));
    }
}
