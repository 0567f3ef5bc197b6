package io.naestro.providers.anthropic;

class StreamingConformanceTest extends AnthropicConformanceTest {
    @Override
    boolean streams() {
        return true;
    }
}
