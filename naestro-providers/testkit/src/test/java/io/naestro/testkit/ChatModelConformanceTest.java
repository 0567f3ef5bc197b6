package io.naestro.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.CallContext;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChatModelConformanceTest {
    /** A model in memory that keeps every promise; the others each break one. */
    @Inside
    static class Honest extends ChatModelConformance {
        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            return model((request, context) -> ChatResponse.of(reply.apply(text(request)), Usage.of(1, 1), "honest"));
        }

        @Override
        protected ChatModel troubledBy(Trouble trouble) {
            var kind = switch (trouble) {
                case WRONG_KEY -> Kind.AUTHENTICATION;
                case TOO_MANY_REQUESTS -> Kind.RATE_LIMITED;
                case BROKEN, GARBAGE -> Kind.SERVER_FAULT;
                case UNREACHABLE -> Kind.TRANSPORT;
            };
            return model((request, context) -> ModelFailure.of(kind, "trouble: " + trouble));
        }

        @Override
        protected ChatModel hanging(Runnable reached) {
            return model((request, context) -> {
                var left = Duration.between(Instant.now(), context.deadline());
                if (left.isNegative()) {
                    return ModelFailure.of(Kind.TIMEOUT, "too late");
                }
                reached.run();
                try {
                    new CountDownLatch(1).await(left.toMillis(), TimeUnit.MILLISECONDS);
                    return ModelFailure.of(Kind.TIMEOUT, "no answer in time");
                } catch (InterruptedException e) {
                    return ModelFailure.of(Kind.TRANSPORT, "interrupted");
                }
            });
        }

        @Override
        protected String key() {
            return "secret-key";
        }
    }

    /** A server that sends no key. */
    static class Keyless extends Honest {
        @Override
        protected String key() {
            return "";
        }
    }

    static class ChangesItsCard extends Honest {
        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            var honest = super.answering(reply);
            var reads = new AtomicInteger();
            return new ChatModel() {
                @Override
                public ModelCard card() {
                    return ModelCard.named("m")
                            .contextTokens(10L + reads.incrementAndGet())
                            .build();
                }

                @Override
                public ChatResult chat(ChatRequest request, CallContext context) {
                    return honest.chat(request, context);
                }
            };
        }
    }

    static class CutsText extends Honest {
        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            return super.answering(text -> reply.apply(text).strip());
        }
    }

    static class StopsForLength extends Honest {
        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            return model((request, context) -> new ChatResponse(
                    reply.apply(text(request)), List.of(), ChatResponse.Finish.LENGTH, Usage.NONE, null, "m"));
        }
    }

    static class MiscountsTokens extends Honest {
        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            return model((request, context) -> ChatResponse.of(reply.apply(text(request)), new Usage(1, 2, 3, 0), "m"));
        }
    }

    static class MiscountsThoughts extends Honest {
        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            return model((request, context) -> ChatResponse.of(reply.apply(text(request)), new Usage(1, 0, 3, 4), "m"));
        }
    }

    /** Keeps the text of the last request in a field, as a careless adapter does. */
    static class MixesCallsUp extends Honest {
        private volatile String last = "";

        @Override
        protected ChatModel answering(UnaryOperator<String> reply) {
            return model((request, context) -> {
                last = text(request);
                LockSupport.parkNanos(1_000_000);
                return ChatResponse.of(reply.apply(last), Usage.NONE, "m");
            });
        }
    }

    static class TakesAllTroubleForAFault extends Honest {
        @Override
        protected ChatModel troubledBy(Trouble trouble) {
            return model((request, context) -> ModelFailure.of(Kind.FAULT, "something"));
        }
    }

    static class ThrowsInTrouble extends Honest {
        @Override
        protected ChatModel troubledBy(Trouble trouble) {
            return model((request, context) -> {
                throw new IllegalStateException("no");
            });
        }
    }

    static class TakesGarbageForAnAnswer extends Honest {
        @Override
        protected ChatModel troubledBy(Trouble trouble) {
            return trouble == Trouble.GARBAGE ? answering(text -> "<html>") : super.troubledBy(trouble);
        }
    }

    static class SaysNothingOfTheFailure extends Honest {
        @Override
        protected ChatModel troubledBy(Trouble trouble) {
            return trouble == Trouble.BROKEN
                    ? model((request, context) -> ModelFailure.of(Kind.OVERLOADED, " "))
                    : super.troubledBy(trouble);
        }
    }

    static class IgnoresInterrupts extends Honest {
        @Override
        protected ChatModel hanging(Runnable reached) {
            return model((request, context) -> {
                var left = Duration.between(Instant.now(), context.deadline());
                if (!left.isNegative()) {
                    reached.run();
                }
                for (var end = System.nanoTime() + left.toNanos(); System.nanoTime() < end; ) {
                    LockSupport.parkNanos(1_000_000);
                    Thread.interrupted();
                }
                return ModelFailure.of(Kind.TIMEOUT, "no answer in time");
            });
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(900);
        }
    }

    static class IgnoresTheDeadline extends Honest {
        @Override
        protected ChatModel hanging(Runnable reached) {
            return model((request, context) -> {
                reached.run();
                try {
                    new CountDownLatch(1).await();
                    return ModelFailure.of(Kind.TIMEOUT, "never");
                } catch (InterruptedException e) {
                    return ModelFailure.of(Kind.TRANSPORT, "interrupted");
                }
            });
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(900);
        }
    }

    static class SendsAfterTheDeadline extends Honest {
        @Override
        protected ChatModel hanging(Runnable reached) {
            var honest = super.hanging(reached);
            return model((request, context) -> {
                var result = honest.chat(request, context);
                reached.run();
                return result;
            });
        }
    }

    static class ShowsItsKey extends Honest {
        @Override
        protected ChatModel troubledBy(Trouble trouble) {
            return trouble == Trouble.WRONG_KEY
                    ? model((request, context) ->
                            ModelFailure.of(Kind.AUTHENTICATION, "Incorrect API key provided: " + key()))
                    : super.troubledBy(trouble);
        }
    }

    @Test
    void passes_a_model_that_keeps_every_promise() {
        assertThat(Suites.failed(Honest.class)).isEmpty();
        assertThat(Suites.failed(Keyless.class)).isEmpty();
        assertThat(Suites.run(Honest.class).testEvents().succeeded().count()).isEqualTo(15);
    }

    @Test
    void finds_a_card_that_changes() {
        finds(ChangesItsCard.class, "gives_a_card_that_stays_the_same");
    }

    @Test
    void finds_text_that_is_cut() {
        finds(CutsText.class, "keeps_text_exact");
    }

    @Test
    void finds_a_complete_answer_that_counts_as_cut() {
        finds(StopsForLength.class, "answers_a_plain_question");
    }

    @Test
    void finds_parts_that_are_more_than_the_whole() {
        finds(MiscountsTokens.class, "counts_tokens_so_that_parts_are_not_more_than_the_whole");
        finds(MiscountsThoughts.class, "counts_tokens_so_that_parts_are_not_more_than_the_whole");
    }

    @Test
    void finds_calls_that_are_mixed_up() {
        finds(MixesCallsUp.class, "keeps_calls_apart_when_many_threads_ask_at_once");
    }

    @Test
    void finds_failures_of_the_wrong_kind() {
        finds(
                TakesAllTroubleForAFault.class,
                "tells_that_the_key_is_wrong",
                "tells_that_there_are_too_many_requests",
                "tells_that_the_server_failed",
                "takes_garbage_for_no_answer",
                "tells_that_the_server_cannot_be_reached");
    }

    @Test
    void finds_failures_that_are_thrown() {
        finds(
                ThrowsInTrouble.class,
                "tells_that_the_key_is_wrong",
                "tells_that_there_are_too_many_requests",
                "tells_that_the_server_failed",
                "takes_garbage_for_no_answer",
                "tells_that_the_server_cannot_be_reached",
                "shows_its_key_nowhere");
    }

    @Test
    void finds_garbage_that_passes_for_an_answer() {
        finds(TakesGarbageForAnAnswer.class, "takes_garbage_for_no_answer");
    }

    @Test
    void finds_failures_without_a_word() {
        finds(SaysNothingOfTheFailure.class, "tells_that_the_server_failed");
    }

    @Test
    void finds_a_call_that_cannot_be_interrupted() {
        finds(IgnoresInterrupts.class, "stops_soon_when_interrupted", "stops_soon_when_it_was_interrupted_before");
    }

    @Test
    void finds_a_call_that_outlives_its_deadline() {
        finds(IgnoresTheDeadline.class, "gives_up_at_the_deadline", "sends_nothing_after_the_deadline");
    }

    @Test
    void finds_a_request_after_the_deadline() {
        finds(SendsAfterTheDeadline.class, "sends_nothing_after_the_deadline");
    }

    @Test
    void finds_a_key_that_is_shown() {
        finds(ShowsItsKey.class, "shows_its_key_nowhere");
    }

    private static void finds(Class<?> broken, String... facts) {
        assertThat(Suites.failed(broken)).containsExactlyInAnyOrder(facts);
    }

    private static String text(ChatRequest request) {
        return ((Message.TextPart) request.messages().getLast().parts().getFirst()).text();
    }

    private interface Chat {
        ChatResult chat(ChatRequest request, CallContext context);
    }

    private static ChatModel model(Chat chat) {
        var card = ModelCard.named("m").build();
        return new ChatModel() {
            @Override
            public ModelCard card() {
                return card;
            }

            @Override
            public ChatResult chat(ChatRequest request, CallContext context) {
                return chat.chat(request, context);
            }
        };
    }
}
