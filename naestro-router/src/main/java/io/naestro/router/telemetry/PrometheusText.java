package io.naestro.router.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads the text format of Prometheus and OpenMetrics (https://prometheus.io/docs/instrumenting/exposition_formats/),
 * as far as pollers need it: of each name that is asked for, the sum and number of its series. Labels are skipped, and
 * so is a line that makes no sense or whose value is no finite number of at least 0: half of a page is better than
 * none. A colon in a name counts as an underscore, since exporters turn the one into the other.
 */
final class PrometheusText {
    private static final int MOST_LINES = 100_000;
    private static final int LONGEST_NUMBER = 40;

    private final Map<String, Series> found = new HashMap<>();
    private final Set<String> wanted;

    private PrometheusText(Set<String> wanted) {
        this.wanted = wanted;
    }

    /**
     * All series of a name.
     *
     * @param sum the sum of their values
     * @param count how many there are, at least 1
     */
    record Series(double sum, int count) {
        Series and(Series other) {
            return new Series(sum + other.sum, count + other.count);
        }

        double mean() {
            return sum / count;
        }
    }

    /** The series of the names that are wanted; of the first 100,000 lines. */
    static Map<String, Series> read(byte[] utf8, Set<String> wanted) {
        var reader = new PrometheusText(wanted);
        var text = new String(utf8, StandardCharsets.UTF_8);
        text.lines().limit(MOST_LINES).forEach(reader::line);
        return reader.found;
    }

    private void line(String line) {
        var end = nameEnd(line);
        var name = line.substring(0, end).replace(':', '_');
        if (wanted.contains(name)) {
            var value = value(line, end < line.length() && line.charAt(end) == '{' ? afterLabels(line, end) : end);
            if (Double.isFinite(value) && value >= 0) {
                found.merge(name, new Series(value, 1), Series::and);
            }
        }
    }

    private static int nameEnd(String line) {
        var end = 0;
        while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) > ' ') {
            end++;
        }
        return end;
    }

    /** The place after the brace that closes the labels, which may hold quoted braces; the end if there is none. */
    private static int afterLabels(String line, int open) {
        var quoted = false;
        for (int i = open + 1; i < line.length(); i++) {
            switch (line.charAt(i)) {
                case '\\' -> i++;
                case '"' -> quoted = !quoted;
                case '}' -> {
                    if (!quoted) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return line.length();
    }

    /** The number that starts there; NaN if there is none. What follows it, a timestamp or an exemplar, is left. */
    private static double value(String line, int from) {
        var start = from;
        while (start < line.length() && line.charAt(start) <= ' ') {
            start++;
        }
        var end = start;
        while (end < line.length() && line.charAt(end) > ' ') {
            end++;
        }
        try {
            return end - start > LONGEST_NUMBER ? Double.NaN : Double.parseDouble(line.substring(start, end));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
