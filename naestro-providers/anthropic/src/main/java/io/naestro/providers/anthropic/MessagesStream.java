package io.naestro.providers.anthropic;

import io.naestro.json.Json;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.providers.http.Fields;
import io.naestro.providers.http.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Puts the events of a stream together to the answer that would have come whole. Source: "Streaming Messages" at
 * platform.claude.com/docs. Events and deltas of unknown types are passed over, as the API's versioning asks.
 */
final class MessagesStream {
    /** An answer is not put together from more blocks than that. */
    private static final long MOST_BLOCKS = 10_000;

    private final Consumer<String> text;
    private final Map<Long, Block> blocks = new TreeMap<>();
    private Json.Obj message = Json.Obj.EMPTY;
    private Json.Obj usage = Json.Obj.EMPTY;
    private String reason = "";
    private boolean complete;

    /**
     * A stream.
     *
     * @param text takes each piece of the answer's text
     */
    MessagesStream(Consumer<String> text) {
        this.text = text;
    }

    /** A block of content, and what its deltas add to it. */
    private static final class Block {
        final Json.Obj start;
        final StringBuilder said = new StringBuilder();
        final StringBuilder input = new StringBuilder();

        Block(Json.Obj start) {
            this.start = start;
        }

        Json whole() {
            var block = said.isEmpty() ? start : start.with("text", said.toString());
            return input.isEmpty() ? block : block.with("input", input.toString());
        }
    }

    /**
     * Takes an event.
     *
     * @return the error that it tells of, if it does
     * @throws Refusal if it cannot follow on what came before
     */
    Optional<Json> take(Json event) {
        var fields = Fields.object(event);
        switch (Fields.text(fields, "type")) {
            case "message_start" -> start(Fields.object(fields, "message"));
            case "content_block_start" -> begin(index(fields), Fields.object(fields, "content_block"));
            case "content_block_delta" -> add(block(fields), Fields.object(fields, "delta"));
            case "message_delta" -> end(fields);
            case "message_stop" -> complete = true;
            case "error" -> {
                return Optional.of(event);
            }
            default -> {} // ping, content_block_stop, and what is not known yet
        }
        return Optional.empty();
    }

    /** Whether the last event was taken. */
    boolean complete() {
        return complete;
    }

    /**
     * The answer.
     *
     * @throws Refusal if the stream ended before it was complete
     */
    Json whole() {
        if (!complete) {
            throw new Refusal(Kind.TRUNCATED, "the stream ended before message_stop");
        }
        var content = new ArrayList<Json>();
        blocks.values().forEach(block -> content.add(block.whole()));
        return message.with("content", new Json.Arr(content))
                .with("stop_reason", reason)
                .with("usage", usage);
    }

    private void start(Json.Obj begun) {
        message = begun;
        usage = Fields.object(begun, "usage");
        reason = Fields.text(begun, "stop_reason");
    }

    private void begin(long index, Json.Obj start) {
        var block = new Block(start);
        blocks.put(index, block);
        say(block, Fields.text(start, "text"));
    }

    private void say(Block block, String piece) {
        if (!piece.isEmpty()) {
            block.said.append(piece);
            text.accept(piece);
        }
    }

    private void add(Block block, Json.Obj delta) {
        switch (Fields.text(delta, "type")) {
            case "text_delta" -> say(block, Fields.text(delta, "text"));
            case "input_json_delta" -> block.input.append(Fields.text(delta, "partial_json"));
            default -> {} // thinking and its signature, citations
        }
    }

    /** The counts are those of the whole message so far, so each replaces the one before. */
    private void end(Json.Obj event) {
        var why = Fields.text(Fields.object(event, "delta"), "stop_reason");
        reason = why.isEmpty() ? reason : why;
        var counts = new LinkedHashMap<>(usage.members());
        Fields.object(event, "usage").members().forEach((name, count) -> {
            if (!count.equals(Json.NULL)) {
                counts.put(name, count);
            }
        });
        usage = new Json.Obj(counts);
    }

    private Block block(Json.Obj event) {
        var block = blocks.get(index(event));
        if (block == null) {
            throw new Refusal(Kind.SERVER_FAULT, "the stream has a piece of a block that did not begin");
        }
        return block;
    }

    private static long index(Json.Obj event) {
        var index = Fields.count(event, "index");
        if (index >= MOST_BLOCKS) {
            throw new Refusal(Kind.SERVER_FAULT, "the stream has more than " + MOST_BLOCKS + " blocks");
        }
        return index;
    }
}
