package io.naestro.model;

import io.naestro.effect.CallContext;

/**
 * A model that hears or speaks. Thread-safe, blocking, interruptible; only the gate calls it. A model that does only
 * one of the two answers the other with {@link ModelFailure.Kind#UNSUPPORTED}.
 */
public interface SpeechModel {

    /** What is known of the model; the same as long as the instance lives. */
    ModelCard card();

    /**
     * Writes down what is said.
     *
     * @param audio the sound
     * @param context deadline, cancellation, trace and principal
     */
    Transcribed transcribe(Message.MediaPart audio, CallContext context);

    /**
     * Says a text.
     *
     * @param text the text
     * @param voice the voice, in the server's words, or empty for its default
     * @param context deadline, cancellation, trace and principal
     */
    Spoken speak(String text, String voice, CallContext context);

    /** What hearing gives. */
    sealed interface Transcribed {}

    /** What speaking gives. */
    sealed interface Spoken {}

    /**
     * What was said.
     *
     * @param text the words
     * @param language the language as BCP 47 tag, or empty when the server does not say
     */
    record Transcript(String text, String language) implements Transcribed {}

    /**
     * The sound of a text.
     *
     * @param audio the sound
     */
    record Speech(Message.MediaPart audio) implements Spoken {}

    /**
     * No result.
     *
     * @param failure why
     */
    record NoSpeech(ModelFailure failure) implements Transcribed, Spoken {}
}
