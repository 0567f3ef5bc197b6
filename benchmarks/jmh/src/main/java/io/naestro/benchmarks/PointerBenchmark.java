package io.naestro.benchmarks;

import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long a condition takes to find its value: every check and binding of a plan resolves a pointer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PointerBenchmark {
    /** How many objects lie between the root and the value. */
    @Param({"1", "8", "64"})
    public int depth;

    private Json value = Json.NULL;
    private Pointer pointer = Pointer.ROOT;
    private String text = "";

    /** Builds the nested value. */
    @Setup
    public void nest() {
        for (var level = 0; level < depth; level++) {
            value = Json.object().with("other", level).with("next", value);
            pointer = pointer.child("next");
        }
        text = "/next".repeat(depth);
    }

    /** Following a pointer that was parsed before. */
    @Benchmark
    public Optional<Json> follow() {
        return value.at(pointer);
    }

    /** Parsing a pointer. */
    @Benchmark
    public Pointer parse() {
        return Pointer.of(text);
    }
}
