package io.naestro.providers.gemini;

class StreamingConformanceTest extends GeminiConformanceTest {
    @Override
    boolean streams() {
        return true;
    }
}
