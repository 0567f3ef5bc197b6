package io.naestro.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Shown;
import io.naestro.testkit.VirtualTime;
import java.time.Duration;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private static final Headers NONE = Headers.of();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // OpenAI
                "401 | {'error':{'message':'Incorrect API key','type':'invalid_request_error','param':null,'code':'invalid_api_key'}} | AUTHENTICATION",
                "401 | {'error':{'message':'You must be a member','type':'invalid_request_error','param':null,'code':null}} | AUTHENTICATION",
                "403 | {'error':{'message':'Country','type':'request_forbidden','param':null,'code':'unsupported_country_region_territory'}} | AUTHENTICATION",
                "429 | {'error':{'message':'You exceeded your current quota','type':'insufficient_quota','param':null,'code':'insufficient_quota'}} | BILLING",
                "429 | {'error':{'message':'Rate limit reached','type':'tokens','param':null,'code':'rate_limit_exceeded'}} | RATE_LIMITED",
                "400 | {'error':{'message':'too long','type':'invalid_request_error','param':'messages','code':'context_length_exceeded'}} | CONTEXT_OVERFLOW",
                "400 | {'error':{'message':'Invalid value','type':'invalid_request_error','param':'temperature','code':'invalid_value'}} | INVALID_REQUEST",
                "400 | {'error':{'message':'Unsupported parameter','type':'invalid_request_error','param':'max_tokens','code':'unsupported_parameter'}} | UNSUPPORTED",
                "404 | {'error':{'message':'The model does not exist','type':'invalid_request_error','param':null,'code':'model_not_found'}} | MODEL_NOT_FOUND",
                "400 | {'error':{'message':'flagged','type':'invalid_request_error','param':null,'code':'content_policy_violation'}} | FILTERED",
                "500 | {'error':{'message':'The server had an error','type':'server_error','param':null,'code':null}} | SERVER_FAULT",
                "503 | {'error':{'message':'The engine is overloaded','type':'server_error','param':null,'code':null}} | OVERLOADED",
                // Azure
                "400 | {'error':{'message':'filtered','type':null,'param':'prompt','code':'content_filter','status':400}} | FILTERED",
                // vLLM
                "404 | {'error':{'message':'The model `x` does not exist.','type':'NotFoundError','param':'model','code':404}} | MODEL_NOT_FOUND",
                "400 | {'object':'error','message':'temperature must be non-negative','type':'BadRequestError','param':null,'code':400} | INVALID_REQUEST",
                "400 | {'error':{'message':'whatever it says','type':'BadRequestError','param':'input_tokens','code':400}} | CONTEXT_OVERFLOW",
                "501 | {'error':{'message':'tool calling','type':'NotImplementedError','param':null,'code':501}} | UNSUPPORTED",
                "500 | {'error':{'message':'EngineCore','type':'InternalServerError','param':null,'code':500}} | SERVER_FAULT",
                "500 | {'error':{'message':'EngineCore encountered an issue. See stack trace (above) for the root cause.','type':'InternalServerError','param':null,'code':500}} | ENGINE_DOWN",
                "200 | {'error':{'message':'EngineCore encountered an issue. See stack trace (above) for the root cause.','type':'Internal Server Error','code':500}} | ENGINE_DOWN",
                "400 | {'error':{'message':'EngineCore encountered an issue','type':'BadRequestError','param':null,'code':400}} | INVALID_REQUEST",
                // Ollama
                "404 | {'error':{'message':'model \\'x\\' not found','type':'api_error','param':null,'code':null}} | MODEL_NOT_FOUND",
                "400 | {'error':'registry does not support tools'} | INVALID_REQUEST",
                // FastAPI
                "422 | {'detail':[{'loc':['body','messages'],'msg':'field required','type':'missing'}]} | INVALID_REQUEST",
                "404 | {'detail':'Not Found'} | MODEL_NOT_FOUND",
                // LiteLLM
                "400 | {'error':{'message':'ExceededBudget','type':'budget_exceeded','param':null,'code':'400'}} | BILLING",
                "401 | {'detail':{'error':{'message':'no key','type':'auth_error'}}} | AUTHENTICATION",
                // OpenRouter
                "402 | {'error':{'message':'Insufficient credits','code':402}} | BILLING",
                "200 | {'error':{'message':'Provider returned error','code':429}} | RATE_LIMITED",
                "200 | {'error':{'message':'Provider returned error','code':502}} | SERVER_FAULT",
                "200 | {'error':{'message':'Something','code':'odd'}} | SERVER_FAULT",
                "200 | {'error':{'message':'No','type':'rate_limit_error'}} | RATE_LIMITED",
                "201 | {'error':'text'} | SERVER_FAULT",
                // others
                "529 | {'error':{'type':'overloaded_error','message':'Overloaded'}} | OVERLOADED",
                "402 | {'error':{'message':'Insufficient Balance','type':'unknown_error','param':null,'code':'invalid_request_error'}} | BILLING",
                "498 | {} | OVERLOADED",
                "429 | [{'error':{'code':429,'message':'Resource exhausted','status':'RESOURCE_EXHAUSTED'}}] | RATE_LIMITED",
                "408 | {} | TIMEOUT",
                "302 | {} | INVALID_REQUEST",
                "418 | {} | INVALID_REQUEST",
                "502 | {} | SERVER_FAULT"
            })
    void tells_the_sort_of_a_failure(int status, String body, Kind kind) {
        var failure = failure(status, body);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.details().get("status")).contains(Json.of(status));
    }

    @Test
    void says_what_the_server_said() {
        var failure = failure(
                400,
                "{'error':{'message':'Invalid\nvalue','type':'invalid_request_error','param':'temperature','code':'invalid_value'}}");
        assertThat(failure.message())
                .isEqualTo(
                        "the server answered with status 400 (invalid_value), parameter 'temperature': Invalid value");
        assertThat(failure.details())
                .isEqualTo(Json.object()
                        .with("status", Json.of(400))
                        .with("code", "invalid_value")
                        .with("type", "invalid_request_error")
                        .with("param", "temperature"));
        assertThat(failure.retryAfter()).isNull();
    }

    @Test
    void says_the_status_when_the_server_says_nothing() {
        assertThat(failure(500, "{}").message()).isEqualTo("the server answered with status 500");
        assertThat(failure(400, "{'error':{'message':'no','code':400}}").message())
                .isEqualTo("the server answered with status 400: no");
    }

    @Test
    void names_the_place_that_a_framework_found_wrong() {
        assertThat(failure(422, "{'detail':[{'loc':['body','seed'],'msg':'Input should be a valid integer'}]}")
                        .message())
                .isEqualTo("the server answered with status 422, parameter 'seed': Input should be a valid integer");
        assertThat(failure(422, "{'detail':[{'loc':['body','messages',0],'msg':'wrong'}]}")
                        .message())
                .isEqualTo("the server answered with status 422, parameter '0': wrong");
        assertThat(failure(422, "{'detail':[{'loc':[],'msg':'wrong'}]}").message())
                .isEqualTo("the server answered with status 422: wrong");
        assertThat(failure(422, "{'detail':[{'loc':[{}],'msg':{}}, 5]}").message())
                .isEqualTo("the server answered with status 422");
        assertThat(failure(422, "{'detail':[5]}").message()).isEqualTo("the server answered with status 422");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"5", "'''text'''", "[]", "{}", "{'error':null}", "{'error':5,'detail':[]}", "{'message':{}}"})
    void finds_nothing_in_bodies_of_unknown_form(String body) {
        assertThat(ServerError.in(json(body))).isEmpty();
    }

    @Test
    void bounds_what_it_says() {
        assertThat(failure(400, "{'error':{'message':'" + "x".repeat(5000) + "'}}")
                        .message())
                .hasSizeLessThan(400)
                .endsWith("x…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // OpenAI
                "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens. Please reduce the length of the messages. | 130000 | 128000",
                // vLLM, oldest to newest
                "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (3000 in the messages, 2000 in the completion). Please reduce the length of the messages or completion. | 5000 | 4096",
                "This model's maximum context length is 40960 tokens. However, your request has 50000 input tokens. Please reduce the length of the input messages. | 50000 | 40960",
                "'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum context length is 4096 tokens and your request has 2778 input tokens (8000 > 4096 - 2778). | 10778 | 4096",
                "The decoder prompt (length 9026) is longer than the maximum model length of 4096. Make sure that it fits. | 9026 | 4096",
                "You passed 4097 input tokens and requested 1 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 4095 tokens. | 4098 | 4096",
                "This model's maximum context length is 8 tokens. However, you requested 0 output tokens and your prompt contains at least 9 input tokens, for a total of at least 9 tokens. | 9 | 8",
                "The prompt is 70000 tokens, which exceeds the model's maximum context length of 65536 tokens. Please reduce the length of the input prompt. | 70000 | 65536",
                "this model's maximum context length is 2048 tokens, but the prompt contains 3000 input tokens | 3000 | 2048",
                // TensorRT-LLM
                "The sum of prompt length (72417.0), query length (0) should not exceed max_num_tokens (69632) | 72417 | 69632",
                "The sum of prompt length (2000), query length (0) and max_tokens (500) should not exceed max_seq_len (2048) | 2500 | 2048",
                // llama.cpp before it had fields
                "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it | 9412 | 8192"
            })
    void reads_the_numbers_of_a_context_that_is_too_long(String message, long asked, long limit) {
        var body = Json.object()
                .with("error", Json.object().with("message", message).with("type", "BadRequestError"));
        var failure = new Classifier(new Shown(null))
                .failure(400, ServerError.in(body).orElseThrow(), NONE, VirtualTime.START);
        assertThat(failure.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW);
        assertThat(failure.details().get("asked")).contains(Json.of(asked));
        assertThat(failure.details().get("limit")).contains(Json.of(limit));
    }

    @Test
    void reads_the_numbers_from_fields_where_there_are_any() {
        var failure = failure(
                400,
                "{'error':{'code':400,'message':'request (1 tokens) exceeds the available context size (2 tokens)',"
                        + "'type':'exceed_context_size_error','n_prompt_tokens':13392,'n_ctx':8192}}");
        assertThat(failure.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW);
        assertThat(failure.details().get("asked")).contains(Json.of(13392));
        assertThat(failure.details().get("limit")).contains(Json.of(8192));
    }

    @Test
    void takes_prose_without_both_numbers_for_no_overflow() {
        var half = "{'error':{'message':'This model\\'s maximum context length is 4096 tokens'}}";
        assertThat(failure(400, half).kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(failure(400, half).details().get("limit")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400, CONTEXT_OVERFLOW", "413, CONTEXT_OVERFLOW", "422, CONTEXT_OVERFLOW", "500, SERVER_FAULT"})
    void reads_numbers_only_where_the_server_blames_the_request(int status, Kind kind) {
        var body = "{'error':{'message':'context length is 10 tokens. However, you requested 20 tokens'}}";
        assertThat(failure(status, body).kind()).isEqualTo(kind);
    }

    @Test
    void knows_an_overflow_without_numbers() {
        var failure = failure(400, "{'error':{'message':'too long','code':'context_length_exceeded'}}");
        assertThat(failure.details().get("asked")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: 20 | PT20S",
                "retry-after: 0 | PT0S",
                "Retry-After: 1.5 | PT1.5S",
                "Retry-After: Thu, 01 Jan 2026 00:02:00 GMT | PT2M",
                "Retry-After: Thu, 01 Jan 2015 00:00:00 GMT | PT0S",
                "Retry-After: 999999999 | PT24H",
                "retry-after-ms: 1500; Retry-After: 20 | PT1.5S",
                "retry-after-ms: x; Retry-After: 20 | PT20S",
                "x-ratelimit-reset-requests: 1s | PT1S",
                "x-ratelimit-reset-tokens: 6m0s | PT6M",
                "x-ratelimit-reset-tokens: 20ms | PT0.02S",
                "x-ratelimit-reset-tokens: 1h2m3.5s | PT1H2M3.5S",
                "x-ratelimit-reset-tokens: 12 | PT12S",
                "x-ratelimit-reset-requests: 1s; x-ratelimit-reset-tokens: 6m0s | PT6M",
                "x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 9; x-ratelimit-reset-tokens: 6m0s | PT1S",
                "Retry-After: soon; x-ratelimit-reset-tokens: 5s | PT5S"
            })
    void tells_how_long_the_server_asks_to_wait(String headers, Duration wait) {
        assertThat(limited(headers).retryAfter()).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: soon",
                "Retry-After: -5",
                "x-ratelimit-reset-tokens: tomorrow",
                "x-ratelimit-reset-tokens: ''",
                "x-ratelimit-limit-tokens: 5"
            })
    void tells_no_wait_that_it_cannot_read(String headers) {
        assertThat(limited(headers).retryAfter()).isNull();
    }

    private static ModelFailure limited(String headers) {
        var all = new Headers.Builder();
        for (var header : headers.replace("''", "").split("; ", -1)) {
            all.add(header.split(":", 2)[0], header.split(":", 2)[1].strip());
        }
        return new Classifier(new Shown(null)).failure(429, ServerError.NONE, all.build(), VirtualTime.START);
    }

    private static ModelFailure failure(int status, String body) {
        var error = ServerError.in(json(body)).orElse(ServerError.NONE);
        return new Classifier(new Shown(null)).failure(status, error, NONE, VirtualTime.START);
    }

    /** JSON with single quotes for double ones; an escaped one stays. */
    private static Json json(String text) {
        return JsonText.parse(text.replace("\\'", "\u0001")
                .replace('\'', '"')
                .replace('\u0001', '\'')
                .replace("\n", "\\n"));
    }
}
