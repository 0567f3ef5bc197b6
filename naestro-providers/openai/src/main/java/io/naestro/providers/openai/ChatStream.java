package io.naestro.providers.openai;

import io.naestro.base.JsonText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The chunks of a streamed answer of {@code /chat/completions}. Source: {@code CreateChatCompletionStreamResponse} in
 * OpenAI's published API description. Lenient where servers differ: the usage may come with the last choice, with every
 * chunk or in one without choices; a tool call's name and id may come once or with each of its pieces, its index not at
 * all. Thinking is no text, whichever member it comes in.
 */
final class ChatStream implements Surface.Pieces {
    private final Consumer<String> sink;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private final Map<Long, Call> byIndex = new HashMap<>();
    private Json.Arr choices = Json.Arr.EMPTY;
    private Json.Obj usage = Json.Obj.EMPTY;
    private String model = "";
    private String finish = "";
    private boolean done;

    ChatStream(Consumer<String> sink) {
        this.sink = sink;
    }

    @Override
    public boolean take(Json event) {
        done = event.equals(DONE);
        if (!done) {
            add(Fields.object(event));
        }
        return !done;
    }

    /**
     * An answer whose model said why it stopped is whole although {@code [DONE]} is missing, as it is behind some
     * proxies: nothing but the usage comes after the reason. One that ends with neither was cut.
     */
    @Override
    public Json.Obj whole() {
        if (!done && finish.isEmpty()) {
            throw new Refusal(Kind.TRUNCATED, "the stream ended before the model said why it stopped");
        }
        return Json.object().with("model", model).with("choices", choices()).with("usage", usage);
    }

    private Json.Arr choices() {
        if (choices.items().isEmpty()) {
            return choices;
        }
        var message = Json.object()
                .with("content", text.toString())
                .with("refusal", refusal.toString())
                .with("tool_calls", new Json.Arr(calls.stream().map(Call::whole).toList()));
        return Json.array(Json.object().with("message", message).with("finish_reason", finish));
    }

    private void add(Json.Obj chunk) {
        var named = Fields.text(chunk, "model");
        model = named.isEmpty() ? model : named;
        var counts = Tokens.counts(chunk);
        usage = counts.members().isEmpty() ? usage : counts;
        for (var choice : Fields.list(chunk, "choices").items()) {
            if (choice instanceof Json.Obj fields && index(fields) == 0) {
                choices = Json.array(choice);
                addChoice(fields);
            }
        }
    }

    private void addChoice(Json.Obj choice) {
        var delta = Fields.object(choice, "delta");
        var piece = ChatAnswer.said(delta);
        if (!piece.isEmpty()) {
            text.append(piece);
            sink.accept(piece);
        }
        refusal.append(Fields.text(delta, "refusal"));
        for (var call : Fields.list(delta, "tool_calls").items()) {
            var fields = Fields.object(call);
            call(fields).add(fields);
        }
        var why = Fields.text(choice, "finish_reason");
        finish = why.isEmpty() ? finish : why;
    }

    private static long index(Json.Obj fields) {
        return fields.get("index").flatMap(Tokens::count).orElse(0L);
    }

    /** The call that a piece belongs to: the one of its index, else the last; a new one where neither can go on. */
    private Call call(Json.Obj piece) {
        var index = piece.get("index").flatMap(Tokens::count);
        var open = index.isPresent() ? byIndex.get(index.get()) : calls.isEmpty() ? null : calls.getLast();
        if (open != null && open.goesOnWith(piece, index.isPresent())) {
            return open;
        }
        var call = new Call();
        calls.add(call);
        index.ifPresent(at -> byIndex.put(at, call));
        return call;
    }

    /** A tool call, as far as its pieces came. */
    private static final class Call {
        private final StringBuilder arguments = new StringBuilder();
        private Json given = Json.NULL;
        private String id = "";
        private String name = "";

        /**
         * Whether a piece belongs to this call. One without a name does, whatever id it has: some servers give each
         * piece an id of its own. Others send complete calls that all have index 0 and differ in their ids only, or
         * have neither index nor id.
         */
        boolean goesOnWith(Json.Obj piece, boolean indexed) {
            if (Fields.text(Fields.object(piece, "function"), "name").isEmpty()) {
                return true;
            }
            var other = Fields.text(piece, "id");
            if (!other.isEmpty() && !id.isEmpty()) {
                return other.equals(id);
            }
            return indexed || !isComplete();
        }

        void add(Json.Obj piece) {
            var function = Fields.object(piece, "function");
            id = id.isEmpty() ? Fields.text(piece, "id") : id;
            var more = Fields.text(function, "name");
            name = more.equals(name) ? name : name + more;
            switch (function.get("arguments").orElse(Json.NULL)) {
                case Json.Str text -> arguments.append(text.value());
                case Json.Obj object -> given = object;
                default -> {}
            }
        }

        private boolean isComplete() {
            try {
                return given instanceof Json.Obj || JsonText.parse(arguments.toString()) instanceof Json.Obj;
            } catch (InputException e) {
                return false;
            }
        }

        Json whole() {
            var function = Json.object()
                    .with("name", name)
                    .with("arguments", given instanceof Json.Obj ? given : Json.of(arguments.toString()));
            return Json.object().with("id", id).with("function", function);
        }
    }
}
