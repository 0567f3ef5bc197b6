package io.naestro.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the quickstart was told on its command line.
 *
 * @param url the address of the first page; with a folder the address that it will have once it is published; null for
 *     none
 * @param site the folder that holds the files of a site, or null for none
 * @param pages the most addresses to fetch
 * @param folder where the report and the journal go
 * @param yes whether to agree to everything without asking
 * @param fix whether to propose fixes for a folder
 * @param failUnder the score below which the exit status is 1; 0 for never
 * @param plan a plan file to run in place of the plan written in Java, or null
 * @param policy a policy file to decide by in place of the bundled one, or null
 * @param showPlan whether to print the plan and do nothing
 * @param plain whether to print a line for each event even on a terminal
 * @param model the address of an OpenAI-compatible server on this machine, or null for none
 * @param modelName the model to ask there
 * @param browser the program of a browser that looks at the first page as well, or null for none
 * @param sandbox whether the browser keeps its sandbox
 */
record Options(
        @Nullable String url,
        @Nullable Path site,
        int pages,
        Path folder,
        boolean yes,
        boolean fix,
        int failUnder,
        @Nullable Path plan,
        @Nullable Path policy,
        boolean showPlan,
        boolean plain,
        @Nullable String model,
        String modelName,
        @Nullable Path browser,
        boolean sandbox) {
    static final String USAGE = """
            usage: examples/quickstart/run [options]
              --url URL          the first page of a site; with --dir the address that the site will have
              --dir DIR          a folder with the files of a site, served on loopback while it is audited;
                                 without --url and --dir a bundled site with planted faults is used
              --pages N          the most addresses to fetch, 1 to 100000; default 500
              --folder DIR       where reports and the journal go; default naestro-quickstart
              --yes              agree to everything without asking, changes of files included
              --no-fix           propose no fixes (they are proposed for folders only)
              --fail-under N     exit with status 1 if a score is below N, 0 to 100
              --plain            print lines as in a file even on a terminal
              --show-plan        print the plan as JSON and do nothing
              --plan FILE        run this plan, such as a changed copy of what --show-plan prints
              --policy FILE      decide by this policy in place of the bundled one
              --model URL        base address of an OpenAI-compatible server on this machine, for a summary
              --model-name NAME  the model to ask there; default qwen3
              --browser PROGRAM  look at the first page in this browser (Chromium or Chrome), too, and say what its
                                 scripts change; skipped unless given
              --no-sandbox       start the browser without its sandbox, as root has to
              --help             this text
            exit status: 0 done, 1 done and a score is below --fail-under, 2 a bad option or file (nothing was
            written), 3 stopped or waiting for an answer, 4 failed, 130 interrupted; after 3 and 130 the next start
            goes on
            """;

    private static final int MOST_PAGES = 100_000;
    private static final Pattern ADDRESS = Pattern.compile("(https?)://[^/?#]+.*");

    /** The command line makes no sense. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    /** Whether the site is a folder of this machine. */
    boolean local() {
        return url == null || site != null;
    }

    /**
     * Reads the command line.
     *
     * @throws Misused if it makes no sense; the message says why
     */
    static Options of(String... args) throws Misused {
        String url = null;
        Path site = null;
        var pages = 500;
        var folder = Path.of("naestro-quickstart");
        var yes = false;
        var fix = true;
        var failUnder = 0;
        Path plan = null;
        Path policy = null;
        var showPlan = false;
        var plain = false;
        String model = null;
        var modelName = "qwen3";
        Path browser = null;
        var sandbox = true;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--url" -> url = address(args, ++i);
                case "--dir" -> site = path(args, ++i);
                case "--pages" -> pages = number(args, ++i, 1, MOST_PAGES);
                case "--folder" -> folder = path(args, ++i);
                case "--yes" -> yes = true;
                case "--no-fix" -> fix = false;
                case "--fail-under" -> failUnder = number(args, ++i, 0, 100);
                case "--plain" -> plain = true;
                case "--plan" -> plan = path(args, ++i);
                case "--policy" -> policy = path(args, ++i);
                case "--show-plan" -> showPlan = true;
                case "--model" -> model = address(args, ++i);
                case "--model-name" -> modelName = value(args, ++i);
                case "--browser" -> browser = program(args, ++i);
                case "--no-sandbox" -> sandbox = false;
                default -> throw new Misused("'" + args[i] + "' is not an option");
            }
        }
        return new Options(
                url, site, pages, folder, yes, fix, failUnder, plan, policy, showPlan, plain, model, modelName, browser,
                sandbox);
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
            if (uri.getHost() != null && ADDRESS.matcher(text).matches()) {
                return uri.getPath().isEmpty() ? text + "/" : text;
            }
        } catch (IllegalArgumentException e) {
            // said below, like any other address that makes no sense
        }
        throw new Misused("'" + args[i - 1] + "' needs an http or https address, not '" + text + "'");
    }

    private static int number(String[] args, int i, int least, int most) throws Misused {
        var text = value(args, i);
        if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new Misused(
                "'" + args[i - 1] + "' needs a number from " + least + " to " + most + ", not '" + text + "'");
    }

    private static Path path(String[] args, int i) throws Misused {
        try {
            return Path.of(value(args, i));
        } catch (InvalidPathException e) {
            throw new Misused("'" + args[i - 1] + "' needs a path: " + e.getReason());
        }
    }

    /** The real path, as that is what the policy decides on. */
    private static Path program(String[] args, int i) throws Misused {
        var path = path(args, i);
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new Misused("'" + args[i - 1] + "' needs the path of a program; there is no '" + path + "'");
        }
    }
}
