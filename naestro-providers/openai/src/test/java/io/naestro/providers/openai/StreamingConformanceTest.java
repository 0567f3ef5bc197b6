package io.naestro.providers.openai;

class StreamingConformanceTest extends OpenAiConformanceTest {
    @Override
    boolean streams() {
        return true;
    }
}
