package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class AsideTest {
    @Test
    void gives_all_results_in_the_order_of_their_numbers() {
        assertThat(Aside.all(5, number -> number * number)).containsExactly(0, 1, 4, 9, 16);
    }

    @Test
    void fails_for_a_call_that_throws() {
        var call = Aside.start(() -> {
            throw new ArithmeticException("no");
        });
        assertThatThrownBy(() -> call.result("the call", Aside.PATIENCE))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("the call should not throw, but threw java.lang.ArithmeticException: no");
    }

    @Test
    void fails_for_what_does_not_happen() {
        assertThatThrownBy(() -> Aside.await(new CountDownLatch(1), "the end", Duration.ZERO))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("the end should happen, but did not within PT0S");
    }

    @Test
    void fails_when_its_own_thread_is_interrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Aside.await(new CountDownLatch(1), "the end", Aside.PATIENCE))
                .hasMessage("interrupted while waiting for the end");
        assertThat(Thread.interrupted()).isTrue();
    }
}
