package io.naestro.router.telemetry;

/**
 * The sources of live signals that come with the router:
 *
 * <pre>{@code
 * LearningRouter.builder()
 *         .poll(Telemetry.vllm("http://localhost:8000/v1", "qwen3-32b"), Duration.ofSeconds(5))
 *         .poll(Telemetry.hardware(new NvidiaSmi(), HardwareCaps.DEFAULT, "qwen3-32b"), Duration.ofSeconds(5))
 *         .polling(new SystemScheduler(), new SystemTime())
 *         .build();
 * }</pre>
 *
 * <p>An address is the server's own or the one with {@code /v1} that calls go to. A source reads at most 4 MiB in 3
 * seconds per answer, follows no redirects, uses no proxy and sends no keys.
 */
public final class Telemetry {
    private Telemetry() {}

    /**
     * A vLLM server: its health, its load from {@code /metrics} and its window from {@code /v1/models}.
     *
     * @param url its address
     * @param models the ids of the models that it serves
     * @throws IllegalArgumentException if it is not a plain http or https address, or names no model
     */
    public static ServerSource vllm(String url, String... models) {
        return ServerSource.of(Engine.VLLM, url, models);
    }

    /**
     * A server of TensorRT-LLM ({@code trtllm-serve}): its health, its load from {@code /prometheus/metrics} or else
     * from the JSON list at {@code /metrics}, and its window from {@code /v1/models} where that says it. The list loses
     * what is read from it, so one process polls one server once, and nobody else should.
     *
     * @param url its address
     * @param models the ids of the models that it serves
     * @throws IllegalArgumentException if it is not a plain http or https address, or names no model
     */
    public static ServerSource trtllm(String url, String... models) {
        return ServerSource.of(Engine.TRTLLM, url, models);
    }

    /**
     * An Ollama server: the window with which it has loaded a model, from {@code /api/ps}. A longer prompt would be cut
     * without a word. It does not tell of its load.
     *
     * @param url its address
     * @param models the ids of the models that it serves
     * @throws IllegalArgumentException if it is not a plain http or https address, or names no model
     */
    public static ServerSource ollama(String url, String... models) {
        return ServerSource.of(Engine.OLLAMA, url, models);
    }

    /**
     * Any other server with {@code /health} and {@code /v1/models}: its health and its window.
     *
     * @param url its address
     * @param models the ids of the models that it serves
     * @throws IllegalArgumentException if it is not a plain http or https address, or names no model
     */
    public static ServerSource server(String url, String... models) {
        return ServerSource.of(Engine.OTHER, url, models);
    }

    /**
     * The machine that models run on: while it is too hot, too full or throttled, nothing new is sent to them.
     *
     * @param probe what measures the machine
     * @param caps what is too much
     * @param models the ids of the models that run on it
     * @throws IllegalArgumentException if it names no model
     */
    public static HardwareSource hardware(HardwareProbe probe, HardwareCaps caps, String... models) {
        return new HardwareSource(probe, caps, models);
    }
}
