package io.naestro.examples.quickstart;

import io.naestro.providers.web.Proposal;
import io.naestro.providers.web.Proposal.Cure;
import io.naestro.providers.web.Proposal.Edit;
import java.util.stream.Collectors;

/** A proposal of changes for people: for each change what stands there, what will, and which rules it mends. */
final class Diff {
    private Diff() {}

    static String of(Proposal proposal) {
        var text = new StringBuilder();
        for (var file : proposal.files()) {
            text.append(file.before().isEmpty() ? "new file " : "")
                    .append(file.path())
                    .append('\n');
            file.edits().forEach(edit -> write(edit, text));
        }
        return text.toString();
    }

    private static void write(Edit edit, StringBuilder text) {
        var rules = edit.cures().stream().map(Cure::rule).distinct().toList();
        text.append("  line ")
                .append(edit.line())
                .append(": ")
                .append(String.join(", ", rules))
                .append('\n');
        side("- ", edit.before(), edit.after(), text);
        side("+ ", edit.after(), edit.before(), text);
    }

    private static void side(String sign, String words, String other, StringBuilder text) {
        var same = other.lines().collect(Collectors.toSet());
        words.lines()
                .filter(line -> !line.isBlank() && !same.contains(line))
                .forEach(line -> text.append("    ").append(sign).append(line).append('\n'));
    }
}
