package io.naestro.providers.http;

/** Takes the events of a stream as they arrive, on the thread that waits for them. */
@FunctionalInterface
public interface Events {

    /**
     * Takes an event.
     *
     * @param name its {@code event} field, or empty
     * @param data its {@code data} lines, joined by line feeds
     * @return whether more is wanted; if not, the stream is given up
     * @throws Refusal if the stream makes no sense; it is given up
     */
    boolean take(String name, String data);
}
