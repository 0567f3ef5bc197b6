package io.naestro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.naestro.base.JsonSchema;
import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * What every {@link Tool} promises. The test class of a tool extends it and gives the tool, arguments, and what it
 * works on; each method below is one fact.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public abstract class ToolConformance<I, O> {
    private static final int THREADS = 16;

    /**
     * What an interruption is tried on.
     *
     * @param tool the tool
     * @param input an argument with which a call does not end by itself
     * @param <I> the type of the argument
     * @param <O> the type of the result
     */
    public record Endless<I, O>(Tool<I, O> tool, I input) {}

    /** The tool. May be the same each time. */
    protected abstract Tool<I, O> tool();

    /** An argument with which the tool succeeds. It has every field to which the contract gives a role. */
    protected abstract I validInput();

    /**
     * An argument of the right shape that the tool must refuse, such as a path that does not exist; empty when the tool
     * takes every argument of its shape.
     */
    protected abstract Optional<I> refusedInput();

    /** What the tool works on, new for each call of this method; an empty {@link TestContext} unless overridden. */
    protected TestContext context() {
        return TestContext.forAMinute();
    }

    /**
     * What the tool has changed, for comparing; the files of the context unless overridden.
     *
     * @param context what the tool worked on
     */
    protected Object state(TestContext context) {
        return context.texts();
    }

    /**
     * A call that does not end by itself; empty, unless overridden, for tools that never wait.
     *
     * @param reached to be called when the call waits
     */
    protected Optional<Endless<I, O>> endless(Runnable reached) {
        return Optional.empty();
    }

    /** How long a call that should end soon may take before it counts as hanging; 20 seconds unless overridden. */
    protected Duration patience() {
        return Aside.PATIENCE;
    }

    @Test
    void gives_a_contract_that_stays_the_same() {
        var tool = tool();
        var before = tool.contract();
        tool.call(validInput(), context());
        assertEquals(before, tool.contract());
    }

    @Test
    void describes_itself() {
        assertFalse(tool().contract().description().isBlank(), "the contract has no description");
    }

    @Test
    void has_shapes_with_schemas() {
        var contract = tool().contract();
        assertNotNull(schema(contract.input()));
        assertNotNull(schema(contract.output()));
    }

    @Test
    void takes_arguments_that_travel_as_json() {
        var shape = tool().contract().input();
        var json = Values.write(validInput(), shape);
        conforms(shape, json, "the argument");
        assertEquals(validInput(), Values.read(json, shape));
    }

    @Test
    void returns_what_its_contract_says() {
        var shape = tool().contract().output();
        conforms(shape, Values.write(value(call(context())), shape), "the result");
    }

    @Test
    void gives_roles_and_origins_to_places_that_exist() {
        var contract = tool().contract();
        var input = Values.write(validInput(), contract.input());
        var output = Values.write(value(call(context())), contract.output());
        assertEquals(List.of(), missing(input, contract.argumentRoles().keySet()), "roles of no argument");
        assertEquals(List.of(), missing(output, contract.fieldOrigins().keySet()), "origins of no field");
    }

    @Test
    void declares_all_that_it_touches() {
        var context = context();
        call(context);
        var undeclared = context.touched().stream()
                .filter(touch -> !tool().contract().touches().contains(touch))
                .toList();
        assertEquals(List.of(), undeclared, "touched, but not declared");
    }

    @Test
    void refuses_by_a_failure_and_not_by_an_exception() {
        var input = refusedInput();
        assumeTrue(input.isPresent(), "the tool takes every argument");
        var failure = failure(tool().call(input.get(), context()));
        assertFalse(failure.message().isBlank(), "a failure says what happened");
    }

    @Test
    void keeps_its_repeat_class() {
        var context = context();
        var before = state(context);
        var first = call(context);
        var once = state(context);
        var repeat = tool().contract().repeat();
        assumeTrue(repeat != Repeat.ONCE, "the tool acts each time");
        var second = call(context);
        if (repeat == Repeat.PURE) {
            assertEquals(before, once, "a pure tool changed something");
            assertEquals(value(first), value(second), "a pure tool gave two results");
        }
        assertEquals(once, state(context), "a second call changed something");
    }

    @Test
    void serves_many_threads_at_once() {
        var results = Aside.all(THREADS, thread -> call(context()));
        results.forEach(ToolConformance::value);
    }

    @Test
    void stops_soon_when_interrupted() {
        var reached = new CountDownLatch(1);
        var endless = endless(reached::countDown);
        assumeTrue(endless.isPresent(), "the tool never waits");
        var context = context();
        var call = Aside.start(() -> endless.get().tool().call(endless.get().input(), context));
        Aside.await(reached, "the call", patience());
        call.interrupt();
        failure(call.result("an interrupted call", patience()));
    }

    private ToolResult<O> call(TestContext context) {
        return tool().call(validInput(), context);
    }

    private static List<Pointer> missing(Json json, Collection<Pointer> places) {
        return places.stream().filter(place -> json.at(place).isEmpty()).toList();
    }

    private static JsonSchema schema(Shape<?> shape) {
        return JsonSchema.compile(Schemas.of(shape));
    }

    private static void conforms(Shape<?> shape, Json json, String what) {
        assertEquals(List.of(), schema(shape).check(json), () -> what + " does not conform: " + json);
    }

    private static <O> O value(ToolResult<O> result) {
        if (result instanceof ToolResult.Ok<O> ok) {
            return ok.value();
        }
        throw new AssertionFailedError("the tool should succeed, but gave " + result);
    }

    private static ToolFailure failure(ToolResult<?> result) {
        return assertInstanceOf(ToolResult.Failed.class, result).failure();
    }
}
