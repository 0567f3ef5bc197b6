package io.naestro.model;

import io.naestro.effect.CallContext;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model that turns texts into vectors. Thread-safe, blocking, interruptible; only the gate calls it. */
public interface EmbeddingModel {

    /** What is known of the model; the same as long as the instance lives. */
    ModelCard card();

    /**
     * Embeds texts.
     *
     * @param texts the texts, at least one
     * @param context deadline, cancellation, trace and principal
     */
    Embedded embed(List<String> texts, CallContext context);

    /** What comes back. */
    sealed interface Embedded {}

    /**
     * The vectors, one for each text and all of one length, in the order of the texts. Because they are long, they are
     * not copied: nobody changes them.
     *
     * @param vectors the vectors
     * @param usage the tokens that were used
     */
    record Vectors(List<float[]> vectors, Usage usage) implements Embedded {
        public Vectors {
            vectors = List.copyOf(vectors);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Vectors that && usage.equals(that.usage) && sameVectors(that);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.deepHashCode(vectors.toArray()), usage);
        }

        /** How many vectors there are, not their numbers. */
        @Override
        public String toString() {
            return vectors.size() + " vectors, " + usage;
        }

        private boolean sameVectors(Vectors that) {
            return Arrays.deepEquals(vectors.toArray(), that.vectors.toArray());
        }
    }

    /**
     * No vectors.
     *
     * @param failure why
     */
    record NoVectors(ModelFailure failure) implements Embedded {}
}
