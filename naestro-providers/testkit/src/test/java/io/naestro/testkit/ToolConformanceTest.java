package io.naestro.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Origin;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ToolConformanceTest {
    record Note(String path, String text) {}

    record Size(int bytes) {}

    /** A tool that writes a note and keeps every promise; the others each break one. */
    @Inside
    static class Honest extends ToolConformance<Note, Size> {
        ToolContract.Builder<Note, Size> contract() {
            return ToolContract.named("note.write", Note.class, Size.class)
                    .description("Writes a note.")
                    .repeat(Repeat.IDEMPOTENT)
                    .touches(Touch.FILES_WRITE)
                    .argument("/path", ArgumentRole.DESTINATION)
                    .origin("/bytes", Origin.SELF);
        }

        ToolResult<Size> work(Note note, ToolContext context) throws IOException {
            if (note.text().isEmpty()) {
                return ToolResult.failed(ToolFailure.Kind.INVALID_INPUT, "a note needs a text");
            }
            context.files().write(note.path(), note.text().getBytes(UTF_8));
            return ToolResult.of(new Size(note.text().length()));
        }

        @Override
        protected Tool<Note, Size> tool() {
            var contract = contract().build();
            return make(contract, this::work);
        }

        @Override
        protected Note validInput() {
            return new Note("notes:/a", "hello");
        }

        @Override
        protected Optional<Note> refusedInput() {
            return Optional.of(new Note("notes:/a", ""));
        }

        @Override
        protected Optional<Endless<Note, Size>> endless(Runnable reached) {
            var waiting = make(contract().build(), (note, context) -> {
                reached.run();
                try {
                    new CountDownLatch(1).await();
                    return ToolResult.of(new Size(0));
                } catch (InterruptedException e) {
                    return ToolResult.failed(ToolFailure.Kind.TIMEOUT, "interrupted");
                }
            });
            return Optional.of(new Endless<>(waiting, validInput()));
        }
    }

    /** Adds numbers: takes every argument, never waits, changes nothing. */
    @Inside
    static class Pure extends ToolConformance<Json, Integer> {
        @Override
        protected Tool<Json, Integer> tool() {
            return ScriptedTool.named("add", Shape.ANY, Shape.of(Integer.class))
                    .repeat(Repeat.PURE)
                    .answersAlways(
                            input -> ToolResult.of(((Json.Arr) input).items().size()));
        }

        @Override
        protected Json validInput() {
            return Json.array(Json.of(1), Json.of(2));
        }

        @Override
        protected Optional<Json> refusedInput() {
            return Optional.empty();
        }
    }

    static class ActsOnce extends Honest {
        @Override
        ToolContract.Builder<Note, Size> contract() {
            return super.contract().repeat(Repeat.ONCE);
        }
    }

    static class ChangesItsContract extends Honest {
        @Override
        protected Tool<Note, Size> tool() {
            var version = new AtomicInteger();
            var honest = super.tool();
            return new Tool<>() {
                @Override
                public ToolContract<Note, Size> contract() {
                    return ChangesItsContract.this
                            .contract()
                            .version(version.incrementAndGet())
                            .build();
                }

                @Override
                public ToolResult<Size> call(Note input, ToolContext context) {
                    return honest.call(input, context);
                }
            };
        }
    }

    static class SaysNothing extends Honest {
        @Override
        ToolContract.Builder<Note, Size> contract() {
            return super.contract().description("");
        }
    }

    static class MisplacesARole extends Honest {
        @Override
        ToolContract.Builder<Note, Size> contract() {
            return super.contract().argument("/file", ArgumentRole.DESTINATION);
        }
    }

    static class MisplacesAnOrigin extends Honest {
        @Override
        ToolContract.Builder<Note, Size> contract() {
            return super.contract().origin("/size", Origin.SELF);
        }
    }

    static class HidesWhatItTouches extends Honest {
        @Override
        ToolContract.Builder<Note, Size> contract() {
            return super.contract().touches(Touch.HTTP);
        }
    }

    static class ThrowsOnBadInput extends Honest {
        @Override
        ToolResult<Size> work(Note note, ToolContext context) throws IOException {
            if (note.text().isEmpty()) {
                throw new IllegalArgumentException("a note needs a text");
            }
            return super.work(note, context);
        }
    }

    static class RefusesWithoutAWord extends Honest {
        @Override
        ToolResult<Size> work(Note note, ToolContext context) throws IOException {
            return note.text().isEmpty()
                    ? ToolResult.failed(ToolFailure.Kind.INVALID_INPUT, "")
                    : super.work(note, context);
        }
    }

    static class AppendsEachTime extends Honest {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        ToolResult<Size> work(Note note, ToolContext context) throws IOException {
            return super.work(new Note(note.path() + calls.incrementAndGet(), note.text()), context);
        }

        @Override
        protected Optional<Note> refusedInput() {
            return Optional.empty();
        }
    }

    static class ActsAndSaysPure extends Honest {
        @Override
        ToolContract.Builder<Note, Size> contract() {
            return super.contract().repeat(Repeat.PURE);
        }
    }

    static class PureWithTwoResults extends Pure {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        protected Tool<Json, Integer> tool() {
            return ScriptedTool.named("add", Shape.ANY, Shape.of(Integer.class))
                    .repeat(Repeat.PURE)
                    .answersAlways(input -> ToolResult.of(calls.incrementAndGet()));
        }
    }

    static class NeverSucceeds extends Honest {
        @Override
        ToolResult<Size> work(Note note, ToolContext context) {
            return ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "busy");
        }
    }

    /** Promises a list of texts and gives one with a number in it. */
    @Inside
    static class ReturnsSomethingElse extends ToolConformance<Json, Json> {
        @Override
        protected Tool<Json, Json> tool() {
            var list = Json.object()
                    .with("type", "array")
                    .with("items", Json.object().with("type", "string"));
            return ScriptedTool.named("list", Shape.ANY, Shape.schema(list))
                    .repeat(Repeat.PURE)
                    .answersAlways(input -> ToolResult.of(Json.array(Json.of("a"), Json.of(1))));
        }

        @Override
        protected Json validInput() {
            return Json.NULL;
        }

        @Override
        protected Optional<Json> refusedInput() {
            return Optional.empty();
        }
    }

    @Inside
    static class HasNoSchema extends ToolConformance<Object, Json> {
        @Override
        protected Tool<Object, Json> tool() {
            return ScriptedTool.named("any", Shape.of(Object.class), Shape.ANY)
                    .repeat(Repeat.PURE)
                    .answersAlways(input -> ToolResult.of(Json.NULL));
        }

        @Override
        protected Object validInput() {
            return new Object();
        }

        @Override
        protected Optional<Object> refusedInput() {
            return Optional.empty();
        }
    }

    /** Loses the answer of one of its threads. */
    static class FailsOnManyThreads extends Honest {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        ToolResult<Size> work(Note note, ToolContext context) throws IOException {
            return calls.incrementAndGet() > 8
                    ? ToolResult.failed(ToolFailure.Kind.CONFLICT, "too many at once")
                    : super.work(note, context);
        }
    }

    static class IgnoresInterrupts extends Honest {
        @Override
        protected Optional<Endless<Note, Size>> endless(Runnable reached) {
            var end = new CountDownLatch(1);
            var waiting = make(contract().build(), (note, context) -> {
                reached.run();
                while (end.getCount() > 0) {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        // swallowed, which is the point
                    }
                }
                return ToolResult.of(new Size(0));
            });
            return Optional.of(new Endless<>(waiting, validInput()));
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    @Test
    void passes_tools_that_keep_every_promise() {
        Suites.run(Honest.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(11).aborted(0));
        Suites.run(Pure.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(9).aborted(2).failed(0));
    }

    @Test
    void passes_a_tool_that_acts_once() {
        Suites.run(ActsOnce.class)
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(10).aborted(1).failed(0));
    }

    @Test
    void finds_a_contract_that_changes() {
        finds(ChangesItsContract.class, "gives_a_contract_that_stays_the_same");
    }

    @Test
    void finds_a_missing_description() {
        finds(SaysNothing.class, "describes_itself");
    }

    @Test
    void finds_roles_and_origins_of_nothing() {
        finds(MisplacesARole.class, "gives_roles_and_origins_to_places_that_exist");
        finds(MisplacesAnOrigin.class, "gives_roles_and_origins_to_places_that_exist");
    }

    @Test
    void finds_what_is_touched_and_not_declared() {
        finds(HidesWhatItTouches.class, "declares_all_that_it_touches");
    }

    @Test
    void finds_a_refusal_that_is_thrown_or_without_a_word() {
        finds(ThrowsOnBadInput.class, "refuses_by_a_failure_and_not_by_an_exception");
        finds(RefusesWithoutAWord.class, "refuses_by_a_failure_and_not_by_an_exception");
    }

    @Test
    void finds_tools_that_do_not_keep_their_repeat_class() {
        finds(AppendsEachTime.class, "keeps_its_repeat_class");
        finds(ActsAndSaysPure.class, "keeps_its_repeat_class");
        finds(PureWithTwoResults.class, "keeps_its_repeat_class");
    }

    @Test
    void finds_a_tool_that_does_not_succeed() {
        assertThat(Suites.failed(NeverSucceeds.class)).contains("returns_what_its_contract_says");
    }

    @Test
    void finds_a_result_that_breaks_the_contract() {
        finds(ReturnsSomethingElse.class, "returns_what_its_contract_says");
    }

    @Test
    void finds_a_shape_without_a_schema() {
        assertThat(Suites.failed(HasNoSchema.class)).contains("has_shapes_with_schemas");
    }

    @Test
    void finds_a_tool_that_fails_on_many_threads() {
        finds(FailsOnManyThreads.class, "serves_many_threads_at_once");
    }

    @Test
    void finds_a_call_that_cannot_be_interrupted() {
        finds(IgnoresInterrupts.class, "stops_soon_when_interrupted");
    }

    private static void finds(Class<?> broken, String... facts) {
        assertThat(Suites.failed(broken)).containsExactlyInAnyOrder(facts);
    }

    private interface Work<I, O> {
        ToolResult<O> call(I input, ToolContext context) throws IOException;
    }

    private static <I, O> Tool<I, O> make(ToolContract<I, O> contract, Work<I, O> work) {
        return new Tool<>() {
            @Override
            public ToolContract<I, O> contract() {
                return contract;
            }

            @Override
            public ToolResult<O> call(I input, ToolContext context) {
                try {
                    return work.call(input, context);
                } catch (IOException e) {
                    return ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "cannot write");
                }
            }
        };
    }
}
