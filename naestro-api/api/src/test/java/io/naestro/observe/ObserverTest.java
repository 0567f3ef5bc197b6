package io.naestro.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.Spend;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObserverTest {
    private static final RunId RUN = new RunId(new UUID(0, 1));

    @Test
    void whoever_sees_nothing_sees_nothing_of_a_run_its_calls_and_its_thoughts() {
        var cancelled = new RunEvent.CancelRequested("enough");
        var run = Observer.NONE.run(RUN, null, List.of());
        assertThat(run).isSameAs(RunObserver.NONE);
        assertThat(run.begin("00-1-2-01")).isEmpty();
        assertThat(run.work("plan")).isSameAs(Span.NONE);
        assertThat(run.call(null, "step", 1)).isSameAs(Span.NONE);
        run.end(cancelled);
        Observer.NONE.event(new Recorded(RUN, 0, Instant.EPOCH, cancelled));
    }

    @Test
    void a_span_need_only_be_closed() {
        var closed = new int[1];
        try (Span span = () -> closed[0]++) {
            assertThat(span.trace()).isEmpty();
            span.answered(null);
            span.ended(null, null, Spend.NOTHING);
        }
        assertThat(closed[0]).isEqualTo(1);
    }
}
