package io.naestro.examples.quickstart;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the quickstart was told on its command line.
 *
 * @param url the address of the first page, or null for the bundled site
 * @param pages the most pages to fetch besides the first
 * @param folder where the report and the journal go
 * @param yes whether to agree to the write without asking
 * @param plan a plan file to run in place of the plan written in Java, or null
 * @param policy a policy file to decide by in place of the bundled one, or null
 * @param showPlan whether to print the plan and do nothing
 * @param model the address of an OpenAI-compatible server on this machine, or null for none
 * @param modelName the model to ask there
 */
record Options(
        @Nullable String url,
        int pages,
        Path folder,
        boolean yes,
        @Nullable Path plan,
        @Nullable Path policy,
        boolean showPlan,
        @Nullable String model,
        String modelName) {
    static final String USAGE = """
            usage: examples/quickstart/run [options]
              --url URL          the first page of a site; without it a bundled site is served on loopback
              --pages N          the most pages to fetch besides the first, 1 to 200; default 20
              --folder DIR       where the report and the journal go; default naestro-quickstart
              --yes              agree to the write without asking
              --show-plan        print the plan as JSON and do nothing
              --plan FILE        run this plan, such as a changed copy of what --show-plan prints
              --policy FILE      decide by this policy in place of the bundled one
              --model URL        base address of an OpenAI-compatible server on this machine, for a summary
              --model-name NAME  the model to ask there; default qwen3
              --help             this text
            exit status: 0 done, 2 a bad option or file (nothing was written), 3 stopped or waiting for an answer,
            4 failed, 130 interrupted; after 3 and 130 the next start goes on
            """;

    /** The command line makes no sense. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    /**
     * Reads the command line.
     *
     * @throws Misused if it makes no sense; the message says why
     */
    static Options of(String... args) throws Misused {
        String url = null;
        var pages = 20;
        var folder = Path.of("naestro-quickstart");
        var yes = false;
        Path plan = null;
        Path policy = null;
        var showPlan = false;
        String model = null;
        var modelName = "qwen3";
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--url" -> url = address(args, ++i);
                case "--pages" -> pages = number(args, ++i);
                case "--folder" -> folder = path(args, ++i);
                case "--yes" -> yes = true;
                case "--show-plan" -> showPlan = true;
                case "--plan" -> plan = path(args, ++i);
                case "--policy" -> policy = path(args, ++i);
                case "--model" -> model = address(args, ++i);
                case "--model-name" -> modelName = value(args, ++i);
                default -> throw new Misused("'" + args[i] + "' is not an option");
            }
        }
        return new Options(url, pages, folder, yes, plan, policy, showPlan, model, modelName);
    }

    private static String value(String[] args, int i) throws Misused {
        if (i >= args.length) {
            throw new Misused("'" + args[i - 1] + "' needs a value");
        }
        return args[i];
    }

    private static String address(String[] args, int i) throws Misused {
        var text = value(args, i);
        try {
            var uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri.getPath().isEmpty() ? text + "/" : text;
            }
        } catch (IllegalArgumentException e) {
            // said below, like any other address that makes no sense
        }
        throw new Misused("'" + args[i - 1] + "' needs an http or https address, not '" + text + "'");
    }

    private static int number(String[] args, int i) throws Misused {
        var text = value(args, i);
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 200) {
            return Integer.parseInt(text);
        }
        throw new Misused("'--pages' needs a number from 1 to 200, not '" + text + "'");
    }

    private static Path path(String[] args, int i) throws Misused {
        try {
            return Path.of(value(args, i));
        } catch (InvalidPathException e) {
            throw new Misused("'" + args[i - 1] + "' needs a path: " + e.getReason());
        }
    }
}
