package io.naestro.router.telemetry;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.json.InputException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSourceTest {
    /** In the shape of vLLM 0.12, for a server with two engines. */
    private static final String VLLM = """
            # HELP vllm:num_requests_running Number of requests in model execution batches.
            # TYPE vllm:num_requests_running gauge
            vllm:num_requests_running{engine="0",model_name="qwen3"} 4.0
            vllm:num_requests_running{engine="1",model_name="qwen3"} 3.0
            vllm:num_requests_waiting{engine="0",model_name="qwen3"} 2.0
            vllm:num_requests_waiting{engine="1",model_name="qwen3"} 0.0
            vllm:kv_cache_usage_perc{engine="0",model_name="qwen3"} 0.9
            vllm:kv_cache_usage_perc{engine="1",model_name="qwen3"} 0.5
            vllm:prefix_cache_queries_total{engine="0",model_name="qwen3"} %1$d00.0
            vllm:prefix_cache_hits_total{engine="0",model_name="qwen3"} %1$d0.0
            vllm:time_to_first_token_seconds_bucket{engine="0",le="0.5",model_name="qwen3"} 1.0
            vllm:time_to_first_token_seconds_count{engine="0",model_name="qwen3"} %1$d.0
            vllm:time_to_first_token_seconds_sum{engine="0",model_name="qwen3"} %1$d.0
            vllm:inter_token_latency_seconds_count{engine="0",model_name="qwen3"} %1$d00.0
            vllm:inter_token_latency_seconds_sum{engine="0",model_name="qwen3"} %1$d.0
            vllm:request_queue_time_seconds_count{engine="0",model_name="qwen3"} %1$d.0
            vllm:request_queue_time_seconds_sum{engine="0",model_name="qwen3"} %1$d
            """;

    /** In the shape of vLLM 0.6, with its older names. */
    private static final String OLD_VLLM = """
            vllm:num_requests_running{model_name="llama"} 1.0
            vllm:num_requests_swapped{model_name="llama"} 0.0
            vllm:num_requests_waiting{model_name="llama"} 5.0
            vllm:gpu_cache_usage_perc{model_name="llama"} 0.25
            vllm:cpu_cache_usage_perc{model_name="llama"} 0.0
            vllm:gpu_prefix_cache_hit_rate{model_name="llama"} 0.4
            vllm:time_per_output_token_seconds_count{model_name="llama"} %1$d00
            vllm:time_per_output_token_seconds_sum{model_name="llama"} %1$d
            vllm:time_in_queue_requests_count{model_name="llama"} %1$d
            vllm:time_in_queue_requests_sum{model_name="llama"} %1$d
            """;

    private static final String ITERATIONS = """
            [{"gpuMemUsage": 76665782272, "iter": 154, "iterLatencyMS": 7.0, "numActiveRequests": 9,
              "kvCacheStats": {"usedNumBlocks": 1, "maxNumBlocks": 100, "cacheHitRate": 0.0}},
             {"gpuMemUsage": 76665782272, "iter": 155, "iterLatencyMS": 6.5, "numActiveRequests": 3,
              "numQueuedRequests": 2, "maxNumActiveRequests": 2048,
              "kvCacheStats": {"usedNumBlocks": 95, "maxNumBlocks": 100, "freeNumBlocks": 5, "tokensPerBlock": 32,
                               "cacheHitRate": 0.75}}]
            """;

    private final Site site = new Site().page("/health", "");
    private final Board board = new Board();

    @AfterEach
    void close() {
        site.close();
    }

    private ServerLoad load(ServerSource source) throws IOException, InterruptedException {
        assertThat(board.poll(source)).isEmpty();
        return source.load().orElseThrow();
    }

    // ---- vLLM ----

    @Test
    void reads_the_load_of_all_engines_of_a_server() throws Exception {
        site.page("/metrics", VLLM.formatted(1));
        try (var source = Telemetry.vllm(site.url() + "/v1/", "qwen3")) {
            assertThat(load(source))
                    .isEqualTo(new ServerLoad(7, 2, 0.7, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0));
            assertThat(source.name()).isEqualTo("vLLM at " + site.url());
        }
    }

    @Test
    void takes_means_of_what_came_since_the_poll_before() throws Exception {
        try (var source = Telemetry.vllm(site.url(), "qwen3")) {
            site.page("/metrics", VLLM.formatted(2));
            load(source);
            site.page("/metrics", VLLM.formatted(6));

            assertThat(load(source))
                    .isEqualTo(new ServerLoad(7, 2, 0.7, ofSeconds(1), ofSeconds(1), ofMillis(10), 0.1));
        }
    }

    @Test
    void starts_afresh_when_the_counters_did() throws Exception {
        try (var source = Telemetry.vllm(site.url(), "qwen3")) {
            site.page("/metrics", VLLM.formatted(6));
            load(source);
            site.page("/metrics", VLLM.formatted(2));

            assertThat(load(source).interToken()).isZero();

            site.page("/metrics", VLLM.formatted(3));

            assertThat(load(source).interToken()).isEqualTo(ofMillis(10));
        }
    }

    @Test
    void expects_a_queue_that_does_not_move_to_take_longer_all_the_time() throws Exception {
        try (var source = Telemetry.vllm(site.url(), "qwen3")) {
            site.page("/metrics", VLLM.formatted(2));
            load(source);
            board.time.advance(ofSeconds(5));
            load(source);
            board.time.advance(ofSeconds(5));

            assertThat(load(source).firstToken()).isEqualTo(ofSeconds(10));

            site.page("/metrics", VLLM.formatted(3));

            assertThat(load(source).firstToken()).isEqualTo(ofSeconds(1));

            site.page("/metrics", "vllm:num_requests_running 1");

            assertThat(load(source).firstToken()).isZero();
        }
    }

    @Test
    void knows_the_names_of_older_versions() throws Exception {
        try (var source = Telemetry.vllm(site.url(), "llama")) {
            site.page("/metrics", OLD_VLLM.formatted(1));
            load(source);
            site.page("/metrics", OLD_VLLM.formatted(3));

            assertThat(load(source))
                    .isEqualTo(new ServerLoad(1, 5, 0.25, ofSeconds(1), ofSeconds(1), ofMillis(10), 0.4));
        }
    }

    @Test
    void bounds_numbers_that_cannot_be() throws Exception {
        site.page(
                "/metrics",
                "vllm:num_requests_running 1e300\nvllm:kv_cache_usage_perc 17\n" + "vllm:gpu_prefix_cache_hit_rate 3");
        try (var source = Telemetry.vllm(site.url(), "m")) {
            assertThat(load(source))
                    .isEqualTo(new ServerLoad(1_000_000_000, 0, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"200, unrelated 1", "404, ''", "401, {}"})
    void says_so_when_there_are_no_metrics(int status, String body) {
        site.page("/metrics", status, body);
        try (var source = Telemetry.vllm(site.url(), "m")) {
            assertThatThrownBy(() -> board.poll(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("status " + status)
                    .hasMessageContaining("are they switched on?");
            assertThat(source.load()).isEmpty();
        }
    }

    // ---- health ----

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void opens_the_circuit_at_once_when_the_engine_is_dead(int status) throws Exception {
        site.page("/health", status, "").page("/metrics", VLLM.formatted(1));
        try (var source = Telemetry.vllm(site.url(), "qwen3", "replica")) {
            assertThat(board.poll(source)).isEqualTo("the engine is dead: /health answers with status " + status);
            assertThat(site.asked()).containsExactly("/health");
            for (var model : List.of("qwen3", "replica")) {
                assertThat(board.describe(model)).contains("circuit: the engine is dead");
            }
        }
    }

    @Test
    void a_good_health_closes_no_circuit() throws Exception {
        board.of("m").open(board.time.now().plusSeconds(60), "calls fail");
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(board.describe("m")).contains("CIRCUIT_OPEN");
        }
    }

    @Test
    void a_server_without_a_health_page_is_asked_the_rest() throws Exception {
        site.page("/health", 404, "").page("/v1/models", "{\"data\": [{\"id\": \"m\", \"max_model_len\": 100}]}");
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(board.describe("m")).contains("window 100");
            assertThat(source.load()).isEmpty();
        }
    }

    // ---- windows ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": \"m\", \"object\": \"model\", \"max_model_len\": 32768} | 32768",
                "{\"id\": \"m\", \"context_length\": 4096} | 4096",
                "{\"id\": \"m\", \"context_window\": 131072} | 131072",
                "{\"id\": \"m\", \"max_context_length\": 8192} | 8192",
                "{\"id\": \"m\", \"meta\": {\"n_ctx\": 2048, \"n_ctx_train\": 40960}} | 2048",
                "{\"id\": \"m\", \"max_model_len\": null, \"context_length\": 7} | 7",
                "{\"id\": \"m\"}, {\"id\": \"n\", \"max_model_len\": 5} | unknown",
                "{\"id\": \"n\", \"max_model_len\": 5}, {\"id\": \"m\", \"max_model_len\": 9} | 9",
                "{\"id\": \"n\", \"max_model_len\": 5}, {\"id\": \"o\", \"max_model_len\": 5} | 5",
                "{\"id\": \"n\", \"max_model_len\": 5}, {\"id\": \"o\", \"max_model_len\": 6} | unknown",
                "{\"id\": \"m\", \"max_model_len\": 0} | unknown",
                "{\"id\": \"m\", \"max_model_len\": \"many\"}, 17, null | unknown"
            })
    void reads_the_true_window_in_the_words_of_several_servers(String entries, String window) throws Exception {
        site.page("/v1/models", "{\"object\": \"list\", \"data\": [" + entries + "]}");
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(board.describe("m")).contains("window " + window);
        }
    }

    @Test
    void finds_a_model_by_its_name_on_the_server() throws Exception {
        site.page(
                "/v1/models",
                "{\"data\": [{\"id\": \"Qwen/Qwen3-32B\", \"max_model_len\": 5}, {\"id\": \"lora\", \"max_model_len\": 6}]}");
        try (var source = Telemetry.server(site.url(), "qwen3").wireName("qwen3", "Qwen/Qwen3-32B")) {
            board.poll(source);
            assertThat(board.describe("qwen3")).contains("window 5");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"data\": 3}", "{\"data\": []}"})
    void a_list_of_models_that_says_nothing_changes_nothing(String list) throws Exception {
        site.page("/v1/models", list);
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(board.describe("m")).contains("window unknown");
        }
    }

    @Test
    void what_is_no_json_is_refused_but_the_load_counts() throws Exception {
        site.page("/metrics", VLLM.formatted(1)).page("/v1/models", "<html>");
        try (var source = Telemetry.vllm(site.url(), "qwen3")) {
            assertThatThrownBy(() -> board.poll(source)).isInstanceOf(InputException.class);
            assertThat(source.load()).isPresent();
        }
    }

    @Test
    void reads_the_window_with_which_ollama_loaded_a_model() throws Exception {
        site.page("/api/ps", """
                {"models": [{"name": "qwen3:latest", "model": "qwen3:latest", "size": 6591830464,
                             "size_vram": 5333539264, "context_length": 4096},
                            {"name": "gemma3:4b", "model": "gemma3:4b", "size": 1, "size_vram": 1}]}
                """);
        try (var source = Telemetry.ollama(site.url(), "qwen3", "gemma3:4b", "other")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(board.describe("qwen3")).contains("window 4096");
            assertThat(board.describe("gemma3:4b")).contains("window unknown");
            assertThat(board.describe("other")).contains("window unknown");
            assertThat(site.asked()).containsExactly("/api/ps");
        }
    }

    // ---- TensorRT-LLM ----

    @Test
    void prefers_the_prometheus_page_of_trtllm_which_loses_nothing() throws Exception {
        site.page("/metrics", ITERATIONS).page("/prometheus/metrics", """
                # TYPE trtllm_num_requests_running gauge
                trtllm_num_requests_running{engine_type="unknown",model_name="m"} 3.0
                trtllm_num_requests_waiting{engine_type="unknown",model_name="m"} 1.0
                trtllm_kv_cache_utilization{engine_type="unknown",model_name="m"} 0.5
                trtllm_kv_cache_hit_rate{engine_type="unknown",model_name="m"} 0.25
                """);
        try (var source = Telemetry.trtllm(site.url(), "m")) {
            assertThat(load(source))
                    .isEqualTo(new ServerLoad(3, 1, 0.5, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0.25));
            assertThat(site.asked()).doesNotContain("/metrics");
        }
    }

    @Test
    void reads_the_newest_iteration_of_trtllm() throws Exception {
        site.page("/metrics", ITERATIONS);
        try (var source = Telemetry.trtllm(site.url(), "m")) {
            assertThat(load(source))
                    .isEqualTo(new ServerLoad(3, 2, 0.95, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0.75));
            assertThat(board.describe("m")).contains("BUSY");
        }
    }

    @Test
    void adds_the_times_of_a_prometheus_page_that_does_not_tell_of_the_load() throws Exception {
        var times = """
                trtllm_time_to_first_token_seconds_count{model_name="m"} %1$d
                trtllm_time_to_first_token_seconds_sum{model_name="m"} %1$d
                trtllm_time_per_output_token_seconds_count{model_name="m"} %1$d00
                trtllm_time_per_output_token_seconds_sum{model_name="m"} %1$d
                """;
        try (var source = Telemetry.trtllm(site.url(), "m")) {
            site.page("/metrics", ITERATIONS).page("/prometheus/metrics", times.formatted(1));
            load(source);
            site.page("/prometheus/metrics", times.formatted(2));

            assertThat(load(source))
                    .isEqualTo(new ServerLoad(3, 2, 0.95, ofSeconds(1), Duration.ZERO, ofMillis(10), 0.75));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "{}", "[{}]", "[3]", "[{\"numActiveRequests\": -1}]", "[{\"numActiveRequests\": \"x\"}]"})
    void an_empty_list_says_nothing(String list) throws Exception {
        site.page("/metrics", list);
        try (var source = Telemetry.trtllm(site.url(), "m")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(source.load()).isEmpty();
        }
    }

    @Test
    void says_so_when_trtllm_keeps_no_statistics() {
        try (var source = Telemetry.trtllm(site.url(), "m")) {
            assertThatThrownBy(() -> board.poll(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/metrics answered with status 404");
        }
    }

    @Test
    void an_iteration_without_a_cache_has_an_empty_one() throws Exception {
        site.page("/metrics", "[{\"numActiveRequests\": 1}]");
        try (var source = Telemetry.trtllm(site.url(), "m")) {
            assertThat(load(source).cacheUsed()).isZero();
        }
    }

    @Test
    void only_one_poller_reads_what_is_lost_by_reading() {
        try (var first = Telemetry.trtllm(site.url(), "a", "b");
                var second = Telemetry.trtllm(site.url() + "/v1", "c");
                var harmless = Telemetry.vllm(site.url(), "d")) {
            first.open();
            harmless.open();

            assertThatThrownBy(second::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is polled already in this process")
                    .hasMessageContaining("share one router");

            second.close(); // does not give away what is the other's
            try (var third = Telemetry.trtllm(site.url(), "e")) {
                assertThatThrownBy(third::open).isInstanceOf(IllegalStateException.class);
                first.close();
                third.open();
            }
        }
    }

    // ---- hostile servers ----

    @Test
    void gives_up_on_a_server_that_does_not_end_its_answer() throws Exception {
        var done = new CountDownLatch(1);
        site.page("/health", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            awaitQuietly(done);
        });
        try (var source = ServerSource.of(Engine.OTHER, site.url(), ofMillis(300), "m")) {
            assertThatThrownBy(() -> board.poll(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no whole answer for /health within 300 ms");
        } finally {
            done.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void gives_up_on_an_answer_without_end() {
        site.page("/health", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var block = new byte[64 * 1024];
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(block);
            }
        });
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThatThrownBy(() -> board.poll(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("larger than 4194304 bytes");
        }
    }

    @Test
    void follows_no_redirects() throws Exception {
        site.page("/v1/models", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThat(board.poll(source)).isEmpty();
            assertThat(site.asked()).doesNotContain("/elsewhere");
        }
    }

    @Test
    void an_answer_that_breaks_off_says_nothing() {
        site.page("/health", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            throw new IOException("broken on purpose");
        });
        try (var source = Telemetry.server(site.url(), "m")) {
            assertThatThrownBy(() -> board.poll(source))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer for /health");
        }
    }

    // ---- what cannot be made ----

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost", "localhost:8000", "http://localhost?x=1", "http://user@localhost"})
    void takes_only_plain_addresses(String url) {
        assertThatThrownBy(() -> Telemetry.vllm(url, "m")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void needs_a_model() {
        assertThatThrownBy(() -> Telemetry.vllm("http://localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no model");
    }
}
