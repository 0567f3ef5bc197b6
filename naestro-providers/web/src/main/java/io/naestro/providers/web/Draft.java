package io.naestro.providers.web;

import io.naestro.base.Digests;
import io.naestro.providers.web.Proposal.Cure;
import io.naestro.providers.web.Proposal.Edit;
import io.naestro.providers.web.Proposal.FileChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The text of one file and the edits that are proposed for it so far. */
final class Draft {
    private final String path;
    private final boolean exists;
    private final String text;
    private final List<Edit> edits = new ArrayList<>();

    /**
     * A draft without edits.
     *
     * @param path the path of the file below the site's folder
     * @param exists whether there is such a file
     * @param text what it holds; empty for a file that there is not yet
     */
    Draft(String path, boolean exists, String text) {
        this.path = path;
        this.exists = exists;
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean isEmpty() {
        return edits.isEmpty();
    }

    /**
     * Proposes an edit. The same edit for another reason is one edit; one that would change what another edit changes
     * is not proposed, so that it stays for the next round.
     *
     * @param from the place of the first character to replace
     * @param to the place behind the last one
     * @param with what is to stand there
     * @param cure what it mends
     */
    void replace(int from, int to, String with, Cure cure) {
        var before = text.substring(from, to);
        if (before.equals(with)) {
            return;
        }
        for (int i = 0; i < edits.size(); i++) {
            var other = edits.get(i);
            if (other.at() == from
                    && other.before().equals(before)
                    && other.after().equals(with)) {
                edits.set(i, also(other, cure));
                return;
            }
            if (from < other.at() + other.before().length() && other.at() < to) {
                return;
            }
        }
        var line =
                1 + (int) text.substring(0, from).chars().filter(c -> c == '\n').count();
        edits.add(new Edit(line, from, before, with, List.of(cure)));
    }

    private static Edit also(Edit edit, Cure cure) {
        var cures = new ArrayList<>(edit.cures());
        if (!cures.contains(cure)) {
            cures.add(cure);
        }
        return new Edit(edit.line(), edit.at(), edit.before(), edit.after(), List.copyOf(cures));
    }

    FileChange change() {
        // What is put in comes before what is replaced at the same place; the sort keeps the order of equals.
        var order = Comparator.comparingInt(Edit::at)
                .thenComparingInt(edit -> edit.before().length());
        var sorted = edits.stream().sorted(order).toList();
        return new FileChange(path, exists ? digest(text) : "", digest(apply(text, sorted)), sorted);
    }

    /**
     * Makes edits.
     *
     * @param text the text
     * @param edits the edits, by place
     * @throws IllegalArgumentException if the text is not as an edit expects it
     */
    static String apply(String text, List<Edit> edits) {
        var changed = new StringBuilder();
        int done = 0;
        for (var edit : edits) {
            if (edit.at() < done || !text.startsWith(edit.before(), edit.at())) {
                throw new IllegalArgumentException("line " + edit.line() + " is not as the change expects it");
            }
            changed.append(text, done, edit.at()).append(edit.after());
            done = edit.at() + edit.before().length();
        }
        return changed.append(text, done, text.length()).toString();
    }

    static String digest(String text) {
        return Digests.ofBytes(text.getBytes(StandardCharsets.UTF_8)).value();
    }
}
