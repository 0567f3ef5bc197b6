package io.naestro.testkit;

import io.naestro.json.InputException;
import io.naestro.model.ChatModel;
import io.naestro.model.EmbeddingModel;
import io.naestro.model.ModelCard;
import io.naestro.policy.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file with what models were asked and what they answered, so that a test which once talked to real models runs
 * without them, a network or cost, and gives the same result every time:
 *
 * <pre>{@code
 * var tape = Cassette.at(Path.of("src/test/resources/greeting.cassette.json")).hiding(key);
 * ChatModel once = tape.recording(OpenAi.openai(key).model("gpt-5-mini"));      // with the network, once
 * ChatModel then = Cassette.at(file).replaying(ModelCard.named("gpt-5-mini").build()); // ever after
 * ChatModel both = Cassette.at(file).replayingOrRecording(real);                // records what is new
 * }</pre>
 *
 * <p>A request is found by the hash (RFC 8785, SHA-256) of the model's id and all that was asked: messages, tools,
 * schema, limits, temperature, seed and effort. Equal requests are answered in the order in which their calls ended.
 * Replayed are the result, failures included, and what was streamed into the sink, in its pieces; what a model throws
 * is not recorded. A request that the file does not hold ends as {@link io.naestro.model.ModelFailure.Kind#FAULT},
 * which names the exchange that comes nearest and where it differs.
 *
 * <p>Secrets that were named by {@link #hiding}, and whatever looks like a key of a well-known provider, are written as
 * three stars, in requests and answers; hashes are taken after that, so that another key finds the same answer. Other
 * secrets in prompts and answers are written as they are: look at the file before it goes into a repository.
 *
 * <p>The file has the header {@code naestro: cassette/v1} and at most 64 MiB; members it does not know are errors.
 * Thread-safe, but for {@code hiding}, which comes first.
 */
public final class Cassette {
    private final Path file;
    private final Tape tape;
    private final List<Secret> secrets = new ArrayList<>();

    private Cassette(Path file) {
        this.file = file;
        tape = new Tape(file);
    }

    /**
     * A cassette, which need not exist yet.
     *
     * @param file its file
     */
    public static Cassette at(Path file) {
        return new Cassette(file);
    }

    /**
     * Names secrets that must not be written. The models made after this one know them.
     *
     * @param values the secrets
     */
    public Cassette hiding(Secret... values) {
        secrets.addAll(List.of(values));
        return this;
    }

    /**
     * Wraps a model so that its calls are recorded. What the file held before this cassette object was made is replaced
     * by the first call.
     *
     * @param model the model
     */
    public ChatModel recording(ChatModel model) {
        tape.startEmpty();
        return new RecordedChat(player(), model.card(), model, false);
    }

    /**
     * A model that answers from the file alone.
     *
     * @param card its card; its id must be that of the model that was recorded
     * @throws InputException if the file is missing or no cassette; names file, line and column
     */
    public ChatModel replaying(ModelCard card) {
        tape.load();
        return new RecordedChat(player(), card, null, true);
    }

    /**
     * Wraps a model so that it is asked only what the file does not hold, and then recorded.
     *
     * @param model the model
     * @throws InputException if the file is there but no cassette; names file, line and column
     */
    public ChatModel replayingOrRecording(ChatModel model) {
        tape.loadOrStartEmpty();
        return new RecordedChat(player(), model.card(), model, true);
    }

    /**
     * Wraps an embedding model so that its calls are recorded, as {@link #recording(ChatModel)} does.
     *
     * @param model the model
     */
    public EmbeddingModel recording(EmbeddingModel model) {
        tape.startEmpty();
        return new RecordedEmbedding(player(), model.card(), model, false);
    }

    /**
     * An embedding model that answers from the file alone.
     *
     * @param card its card; its id must be that of the model that was recorded
     * @throws InputException if the file is missing or no cassette; names file, line and column
     */
    public EmbeddingModel replayingEmbeddings(ModelCard card) {
        tape.load();
        return new RecordedEmbedding(player(), card, null, true);
    }

    /**
     * Wraps an embedding model so that it is asked only what the file does not hold, and then recorded.
     *
     * @param model the model
     * @throws InputException if the file is there but no cassette; names file, line and column
     */
    public EmbeddingModel replayingOrRecording(EmbeddingModel model) {
        tape.loadOrStartEmpty();
        return new RecordedEmbedding(player(), model.card(), model, true);
    }

    /** How many exchanges of the file were not played since this object was made; those it recorded count as played. */
    public int left() {
        return tape.left();
    }

    /** The file. */
    @Override
    public String toString() {
        return "cassette " + file;
    }

    private Player player() {
        return new Player(toString(), tape, new Redaction(secrets));
    }
}
