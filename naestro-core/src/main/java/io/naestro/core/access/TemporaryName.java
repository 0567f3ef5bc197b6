package io.naestro.core.access;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Names of files and folders that are being made. They may be guessed, which does no harm: what is made under one must
 * not have been there.
 */
final class TemporaryName {
    private static final Pattern FORM = Pattern.compile("\\.naestro-[0-9]+-[0-9]+\\.tmp");
    private static final String PREFIX = ".naestro-" + ProcessHandle.current().pid() + "-";
    private static final AtomicLong NEXT = new AtomicLong();
    private static final int TRIES = 1000;

    private TemporaryName() {}

    /** Makes something that must not have been there. */
    @FunctionalInterface
    interface Maker<T> {
        T make(String name) throws IOException;
    }

    /** Whether a name is one of these. */
    static boolean is(String name) {
        return FORM.matcher(name).matches();
    }

    /** Makes something under the first name that is free; names of a crashed process may be taken. */
    static <T> T claim(Maker<T> maker) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return maker.make(PREFIX + NEXT.getAndIncrement() + ".tmp");
            } catch (FileAlreadyExistsException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
