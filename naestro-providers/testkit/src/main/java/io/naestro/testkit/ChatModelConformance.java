package io.naestro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ChatModel} promises. The test class of an adapter extends it and says how to make models against a
 * server of its own (on loopback, or in memory); each method below is one fact.
 */
public abstract class ChatModelConformance {
    private static final int THREADS = 16;
    private static final int CALLS = 8;

    /** Ways in which a server lets a model down, and the kinds of failure that may come of each. */
    public enum Trouble {
        /** It refuses the key, as HTTP does by status 401. */
        WRONG_KEY(Kind.AUTHENTICATION),
        /** It takes no more requests now, as HTTP says by status 429. */
        TOO_MANY_REQUESTS(Kind.RATE_LIMITED),
        /** It fails, as HTTP says by status 500. */
        BROKEN(Kind.SERVER_FAULT, Kind.OVERLOADED, Kind.ENGINE_DOWN),
        /** It answers, as if all were well, with what is no answer. */
        GARBAGE(Kind.SERVER_FAULT, Kind.TRANSPORT, Kind.TRUNCATED),
        /** Nobody listens at its address. */
        UNREACHABLE(Kind.TRANSPORT);

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final Set<Kind> kinds;

        Trouble(Kind... kinds) {
            this.kinds = EnumSet.copyOf(Arrays.asList(kinds));
        }
    }

    /**
     * A model whose server answers each request by a function of the text of its last message.
     *
     * @param reply the function; called by many threads
     */
    protected abstract ChatModel answering(UnaryOperator<String> reply);

    /**
     * A model whose server lets it down.
     *
     * @param trouble in which way
     */
    protected abstract ChatModel troubledBy(Trouble trouble);

    /**
     * A model whose server takes requests and never answers.
     *
     * @param reached to be called by the server when it has a request
     */
    protected abstract ChatModel hanging(Runnable reached);

    /** The value of the key that the models send, or empty when they send none. It must not occur anywhere else. */
    protected abstract String key();

    /** How long a call that should end soon may take before it counts as hanging; 20 seconds unless overridden. */
    protected Duration patience() {
        return Aside.PATIENCE;
    }

    @Test
    void gives_a_card_that_stays_the_same() {
        var model = answering(text -> "hello");
        var before = model.card();
        chat(model, "hi");
        assertEquals(before, model.card());
    }

    @Test
    void answers_a_plain_question() {
        var response = answer(chat(answering(text -> "You said " + text), "hello"));
        assertEquals("You said hello", response.text());
        assertEquals(ChatResponse.Finish.STOP, response.finish());
        assertTrue(response.toolUses().isEmpty(), "no tool was asked for");
        assertNotNull(response.servedBy());
    }

    @Test
    void keeps_text_exact() {
        var text = " \"quoted\" \\ back\nline\r\n\ttab é 漢字 👩‍🚀 </script> \u2028 end ";
        assertEquals(
                text, answer(chat(answering(UnaryOperator.identity()), text)).text());
    }

    @Test
    void counts_tokens_so_that_parts_are_not_more_than_the_whole() {
        var usage = answer(chat(answering(text -> "hello"), "hi")).usage();
        assertTrue(usage.cachedInput() <= usage.input(), () -> "cached input tokens: " + usage);
        assertTrue(usage.reasoning() <= usage.output(), () -> "reasoning tokens: " + usage);
    }

    @Test
    void keeps_calls_apart_when_many_threads_ask_at_once() {
        var model = answering(text -> "echo " + text);
        var wrong = Aside.all(
                THREADS,
                thread -> IntStream.range(0, CALLS)
                        .mapToObj(call -> thread + "/" + call)
                        .filter(text -> !answer(chat(model, text)).text().equals("echo " + text))
                        .toList());
        assertTrue(wrong.stream().allMatch(texts -> texts.isEmpty()), () -> "answers to other questions: " + wrong);
    }

    @Test
    void tells_that_the_key_is_wrong() {
        failsBy(Trouble.WRONG_KEY);
    }

    @Test
    void tells_that_there_are_too_many_requests() {
        failsBy(Trouble.TOO_MANY_REQUESTS);
    }

    @Test
    void tells_that_the_server_failed() {
        failsBy(Trouble.BROKEN);
    }

    @Test
    void takes_garbage_for_no_answer() {
        failsBy(Trouble.GARBAGE);
    }

    @Test
    void tells_that_the_server_cannot_be_reached() {
        failsBy(Trouble.UNREACHABLE);
    }

    @Test
    void stops_soon_when_interrupted() {
        var reached = new CountDownLatch(1);
        var model = hanging(reached::countDown);
        var call = Aside.start(() -> model.chat(request("hi"), TestContext.forAMinute()));
        Aside.await(reached, "the request", patience());
        call.interrupt();
        failure(call.result("an interrupted call", patience()));
    }

    @Test
    void stops_soon_when_it_was_interrupted_before() {
        var model = hanging(() -> {});
        var call = Aside.start(() -> {
            Thread.currentThread().interrupt();
            return model.chat(request("hi"), TestContext.forAMinute());
        });
        failure(call.result("a call on an interrupted thread", patience()));
    }

    @Test
    void gives_up_at_the_deadline() {
        var model = hanging(() -> {});
        var call = Aside.start(() -> model.chat(request("hi"), TestContext.within(Duration.ofMillis(300))));
        assertEquals(
                Kind.TIMEOUT,
                failure(call.result("a call with a deadline", patience())).kind());
    }

    @Test
    void sends_nothing_after_the_deadline() {
        var sent = new AtomicBoolean();
        var model = hanging(() -> sent.set(true));
        var call = Aside.start(() -> model.chat(request("hi"), TestContext.within(Duration.ofSeconds(-1))));
        assertEquals(
                Kind.TIMEOUT,
                failure(call.result("a call after its deadline", patience())).kind());
        assertFalse(sent.get(), "a request was sent after the deadline");
    }

    @Test
    void shows_its_key_nowhere() {
        var model = answering(text -> "hello");
        hidesKey(model);
        hidesKey(model.card());
        hidesKey(chat(model, "hi"));
        for (var trouble : Trouble.values()) {
            hidesKey(chat(troubledBy(trouble), "hi"));
        }
    }

    private void failsBy(Trouble trouble) {
        var failure = failure(chat(troubledBy(trouble), "hi"));
        assertTrue(
                trouble.kinds.contains(failure.kind()),
                () -> trouble + " should be one of " + trouble.kinds + ", but is " + failure);
        assertFalse(failure.message().isBlank(), "a failure says what happened");
        assertNotNull(failure.details());
    }

    private void hidesKey(Object shown) {
        assertTrue(
                key().isEmpty() || !shown.toString().contains(key()),
                () -> "the key is shown by a " + shown.getClass().getSimpleName());
    }

    private static ChatRequest request(String text) {
        return ChatRequest.of(Message.user(text));
    }

    private ChatResult chat(ChatModel model, String text) {
        return Aside.start(() -> model.chat(request(text), TestContext.forAMinute()))
                .result("a call", patience());
    }

    private static ChatResponse answer(ChatResult result) {
        return assertInstanceOf(ChatResponse.class, result);
    }

    private static ModelFailure failure(ChatResult result) {
        return assertInstanceOf(ModelFailure.class, result);
    }
}
