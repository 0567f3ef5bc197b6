package io.naestro.router;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.run.TimeSource;
import io.naestro.testkit.SeededScheduler;
import io.naestro.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.ResourceBundle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingTest {
    private final VirtualTime time = new VirtualTime();
    private final SeededScheduler scheduler = new SeededScheduler(time, 1);
    private final Lines log = new Lines();
    private final Scripted source = new Scripted("engine");

    /** A source that answers as told, and well when not told. */
    private static final class Scripted implements SignalSource {
        private final String name;
        private final Queue<Object> answers = new ArrayDeque<>();
        private final List<Long> asked = new ArrayList<>();
        private int opened;
        private int closed;

        Scripted(String name) {
            this.name = name;
        }

        Scripted answers(Object... all) {
            answers.addAll(List.of(all));
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void open() {
            opened++;
        }

        @Override
        public String poll(Function<String, Signals> signals, TimeSource clock)
                throws IOException, InterruptedException {
            asked.add(clock.nanos() / 1_000_000_000);
            return switch (answers.poll()) {
                case IOException e -> throw e;
                case InterruptedException e -> throw e;
                case Error e -> throw e;
                case Runnable task -> {
                    task.run();
                    yield "";
                }
                case String words -> words;
                case null, default -> "";
            };
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** A logger that keeps what it is told. */
    private static final class Lines implements System.Logger {
        private final List<String> lines = new ArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
            lines.add(level + " " + text);
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
            lines.add(level + " " + format);
        }
    }

    private LearningRouter router() {
        return LearningRouter.builder()
                .poll(source, ofSeconds(5))
                .polling(scheduler, time)
                .log(log)
                .build();
    }

    @Test
    void asks_at_once_and_then_again_and_again() {
        try (var router = router()) {
            scheduler.runFor(ofSeconds(12));

            assertThat(source.asked).containsExactly(0L, 5L, 10L);
            assertThat(source.opened).isEqualTo(1);
            assertThat(log.lines).isEmpty();
            assertThat(router.signals("m").model()).isEqualTo("m");
        }
    }

    @Test
    void waits_from_the_answer_on_so_that_a_slow_source_is_asked_once_at_a_time() {
        source.answers((Runnable) () -> time.advance(ofSeconds(7)));
        try (var router = router()) {
            scheduler.runFor(ofSeconds(12));

            assertThat(source.asked).containsExactly(0L, 12L);
            assertThat(router).isNotNull();
        }
    }

    @Test
    void writes_into_the_signals_of_its_router() {
        var hot = new SignalSource() {
            @Override
            public String name() {
                return "hot";
            }

            @Override
            public String poll(Function<String, Signals> signals, TimeSource clock) {
                signals.apply("m").drain(clock.now().plusSeconds(30), "hot");
                return "hot";
            }
        };
        try (var router = LearningRouter.builder()
                .poll(hot, ofSeconds(1))
                .polling(scheduler, time)
                .log(log)
                .build()) {
            scheduler.runReady();

            assertThat(router.signals("m").objection(time.now().toEpochMilli(), 1, 1_000))
                    .isEqualTo(Signals.Objection.DRAINED);
        }
    }

    @Test
    void logs_trouble_when_it_begins_and_when_it_ends() {
        source.answers("dead", new IOException("gone"), new StackOverflowError(), "dead", "", "", "dead");
        try (var router = router()) {
            scheduler.runFor(ofSeconds(32));

            assertThat(log.lines)
                    .containsExactly("WARNING engine: dead", "INFO engine: is well again", "WARNING engine: dead");
            assertThat(source.asked).hasSize(7);
            assertThat(router).isNotNull();
        }
    }

    @Test
    void says_what_a_source_threw() {
        source.answers(new IOException("no route"));
        try (var router = router()) {
            scheduler.runReady();

            assertThat(log.lines).containsExactly("WARNING engine: cannot be asked: java.io.IOException: no route");
            assertThat(router).isNotNull();
        }
    }

    @Test
    void ends_when_it_is_interrupted() {
        source.answers(new InterruptedException());
        try (var router = router()) {
            scheduler.runFor(ofSeconds(12));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(source.asked).hasSize(1);
            assertThat(router).isNotNull();
        }
    }

    @Test
    void ends_when_the_router_is_closed() {
        var router = router();
        scheduler.runReady();
        router.close();

        assertThat(scheduler.waiting()).isZero();
        assertThat(source.closed).isEqualTo(1);
    }

    @Test
    void a_router_that_is_closed_while_it_asks_neither_goes_on_nor_complains() {
        var routers = new ArrayList<LearningRouter>();
        source.answers((Runnable) () -> routers.getFirst().close());
        routers.add(router());
        scheduler.runReady();
        Thread.interrupted(); // closing interrupts the poll, which runs on this thread

        assertThat(scheduler.waiting()).isZero();
        assertThat(log.lines).isEmpty();
    }

    @Test
    void a_failure_that_comes_of_closing_is_not_logged() {
        var routers = new ArrayList<LearningRouter>();
        source.answers((Runnable) () -> {
            routers.getFirst().close();
            throw new IllegalStateException("closed");
        });
        routers.add(router());
        scheduler.runReady();
        Thread.interrupted();

        assertThat(log.lines).isEmpty();
        assertThat(source.asked).hasSize(1);
    }

    @Test
    void ends_when_the_scheduler_is_closed() {
        source.answers((Runnable) scheduler::close);
        try (var router = router()) {
            scheduler.runReady();
            Thread.interrupted();

            assertThat(source.asked).hasSize(1);
            assertThat(log.lines).isEmpty();
            assertThat(router).isNotNull();
        }
    }

    @Test
    void closes_what_it_opened_when_another_source_refuses() {
        var second = new SignalSource() {
            @Override
            public String name() {
                return "second";
            }

            @Override
            public void open() {
                throw new IllegalStateException("is polled already");
            }

            @Override
            public String poll(Function<String, Signals> signals, TimeSource clock) {
                return "";
            }
        };

        assertThatThrownBy(() -> LearningRouter.builder()
                        .poll(source, ofSeconds(5))
                        .poll(second, ofSeconds(5))
                        .polling(scheduler, time)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("is polled already");
        assertThat(source.closed).isEqualTo(1);
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void needs_something_to_poll_with() {
        assertThatThrownBy(() ->
                        LearningRouter.builder().poll(source, ofSeconds(5)).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "router polls engine, but has no scheduler and clock to do so; set polling(scheduler, time)");
        assertThat(source.opened).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT31S"})
    void refuses_intervals_in_which_an_answer_would_grow_stale(String every) {
        assertThatThrownBy(() -> LearningRouter.builder().poll(source, Duration.parse(every)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("poll");
    }

    @Test
    void a_router_that_polls_nothing_may_be_closed_all_the_same() {
        var router = LearningRouter.create();
        router.close();

        assertThat(router.signals("m").model()).isEqualTo("m");
    }
}
