package io.naestro.router.telemetry;

/** The kinds of servers that are known. */
enum Engine {
    VLLM("vLLM", "/metrics"),
    TRTLLM("TensorRT-LLM", "/prometheus/metrics"),
    OLLAMA("Ollama", ""),
    OTHER("server", "");

    private final String title;
    private final String metrics;

    Engine(String title, String metrics) {
        this.title = title;
        this.metrics = metrics;
    }

    /** What people call it. */
    String title() {
        return title;
    }

    /** The path of its metrics in the text format of Prometheus; empty when it has none. */
    String metrics() {
        return metrics;
    }

    /** What its metrics are called. */
    Names names() {
        return switch (this) {
            case VLLM -> Names.VLLM;
            case TRTLLM -> Names.TRTLLM;
            case OLLAMA, OTHER -> Names.NONE;
        };
    }
}
