package io.naestro.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** All that holds for a caller on a thread of the platform holds for one on a virtual thread, which sends by itself. */
@ExtendWith(SendingHereTest.OnVirtualThread.class)
class SendingHereTest extends SendingTest {

    /** Calls each test on a virtual thread. */
    static final class OnVirtualThread implements InvocationInterceptor {
        @Override
        public void interceptTestMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            call(test);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            call(test);
        }

        private static void call(Invocation<Void> test) throws Throwable {
            var task = new FutureTask<Void>(() -> {
                try {
                    return test.proceed();
                } catch (Exception | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            });
            Thread.ofVirtual().start(task);
            try {
                var unused = task.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }
    }

    @Test
    void is_on_a_virtual_thread() {
        assertThat(Thread.currentThread().isVirtual()).isTrue();
    }
}
