package io.naestro.examples.quickstart;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Starts the quickstart from a terminal. All it does is in {@link Session}. */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Runs the quickstart.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var session = new Session(in, System.out, InstantSource.system(), Boolean.getBoolean("naestro.terminal"));
        Runtime.getRuntime().addShutdownHook(new Thread(session::interrupt));
        System.exit(session.run(args));
    }
}
