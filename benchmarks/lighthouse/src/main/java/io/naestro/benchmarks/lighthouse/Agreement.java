package io.naestro.benchmarks.lighthouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Counts where the two sides agree, and sorts out where they do not. */
final class Agreement {
    private final Map<SeoAudit, Row> rows = new EnumMap<>(SeoAudit.class);
    private final Map<String, List<Difference>> explained = new LinkedHashMap<>();
    private final List<Difference> unexplained = new ArrayList<>();
    private final List<Listed> listed;
    private int pages;

    /**
     * A difference that somebody looked at, on one page or, with {@code *}, on all of them.
     *
     * @param audit the id of the audit
     * @param path the path and query of the page
     * @param why the reason
     */
    record Listed(String audit, String path, String why) {
        /**
         * Reads lines of audit, path and reason, separated by tabs; empty lines and those with {@code #} are left out.
         */
        static List<Listed> read(Path file) throws IOException {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\t", 3))
                    .map(parts -> new Listed(parts[0], parts[1], parts[2]))
                    .toList();
        }

        boolean is(Difference difference) {
            return audit.equals(difference.audit().id()) && (path.equals("*") || path.equals(difference.path()));
        }
    }

    /** The counts of one audit. */
    private static final class Row {
        private int bothPass;
        private int bothFail;
        private int ours;
        private int theirs;
        private int none;

        double share() {
            var all = bothPass + bothFail + ours + theirs;
            return all == 0 ? 100 : 100.0 * (bothPass + bothFail) / all;
        }
    }

    Agreement(List<Listed> listed) {
        this.listed = listed;
    }

    /** Takes in how both sides judged a page, and what the server sends, asked only if they differ. */
    void add(String path, Map<SeoAudit, Verdict> ours, Map<SeoAudit, Verdict> theirs, Supplier<String> html) {
        pages++;
        for (var audit : SeoAudit.values()) {
            var difference = new Difference(
                    audit,
                    path,
                    ours.getOrDefault(audit, Verdict.NONE),
                    theirs.getOrDefault(audit, Verdict.NONE),
                    html);
            if (count(rows.computeIfAbsent(audit, first -> new Row()), difference)) {
                why(difference)
                        .ifPresentOrElse(
                                why -> explained
                                        .computeIfAbsent(why, first -> new ArrayList<>())
                                        .add(difference),
                                () -> unexplained.add(difference));
            }
        }
    }

    private static boolean count(Row row, Difference difference) {
        var ours = difference.ours();
        var theirs = difference.theirs();
        if (!ours.judged() || !theirs.judged()) {
            row.none++;
            return false;
        }
        if (ours.fails() == theirs.fails()) {
            row.bothFail += ours.fails() ? 1 : 0;
            row.bothPass += ours.fails() ? 0 : 1;
            return false;
        }
        row.ours += ours.fails() ? 1 : 0;
        row.theirs += theirs.fails() ? 1 : 0;
        return true;
    }

    private Optional<String> why(Difference difference) {
        return Difference.REASONS.stream()
                .filter(reason -> reason.explains(difference))
                .map(Difference.Reason::why)
                .findFirst()
                .or(() -> listed.stream()
                        .filter(one -> one.is(difference))
                        .map(Listed::why)
                        .findFirst());
    }

    List<Difference> unexplained() {
        return unexplained;
    }

    /** The table, then the differences. */
    String text() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%d pages%n%n", pages));
        text.append(
                "| audit | both pass | both fail | only Naestro fails | only Lighthouse fails | not judged by both |"
                        + " agreement |\n|---|---|---|---|---|---|---|\n");
        rows.forEach((audit, row) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %.1f %% |%n",
                audit.id(),
                row.bothPass,
                row.bothFail,
                row.ours,
                row.theirs,
                row.none,
                row.share())));
        explained.forEach((why, differences) -> {
            text.append(String.format(Locale.ROOT, "%nExplained, %d: %s%n", differences.size(), why));
            differences.forEach(difference -> text.append(line(difference)));
        });
        text.append(String.format(Locale.ROOT, "%nNot explained, %d%n", unexplained.size()));
        unexplained.forEach(difference -> text.append(line(difference)));
        return text.toString();
    }

    private static String line(Difference difference) {
        var failing = difference.ours().fails() ? difference.ours() : difference.theirs();
        return String.format(
                Locale.ROOT,
                "  %s %s: only %s fails: %s%n",
                difference.audit().id(),
                difference.path(),
                difference.ours().fails() ? "Naestro" : "Lighthouse",
                failing.evidence().stream().limit(5).toList());
    }
}
