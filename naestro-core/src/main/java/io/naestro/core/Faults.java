package io.naestro.core;

import io.naestro.effect.Actor;
import io.naestro.run.RunId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** What plug-ins throw, told without running into what their exceptions do when they are asked. */
final class Faults {
    private static final int LONGEST_MESSAGE = 300;

    private Faults() {}

    /** Logs what was thrown. To print a failure is to run its code, so the log must not be what breaks. */
    static void log(Supplier<LoggingEventBuilder> event, Throwable e, String message) {
        try {
            event.get().setCause(e).log(message);
        } catch (Throwable again) {
            event.get().log(message);
        }
    }

    /** A line of the log that concerns a step of a run. */
    static LoggingEventBuilder of(LoggingEventBuilder line, Actor actor) {
        return of(line, actor.run(), actor.step());
    }

    /** A line of the log that concerns a run and, unless its name is empty, a step of it. */
    static LoggingEventBuilder of(LoggingEventBuilder line, @Nullable RunId run, String step) {
        var told = run == null ? line : line.addKeyValue("run", run);
        return step.isEmpty() ? told : told.addKeyValue("step", step);
    }

    /** What was thrown, in a few words. */
    static String brief(Throwable e) {
        var message = message(e);
        return bounded(e.getClass().getSimpleName() + (message == null ? "" : ": " + message));
    }

    /** A message is code of whoever threw, and may throw as well. */
    private static @Nullable String message(Throwable e) {
        try {
            return e.getMessage();
        } catch (Throwable again) {
            return null;
        }
    }

    /** A text, cut where it gets long. */
    static String bounded(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }
}
