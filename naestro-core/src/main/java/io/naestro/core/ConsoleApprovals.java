package io.naestro.core;

import io.naestro.json.Json;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Approvals;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.run.Run;
import io.naestro.run.RunResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks a person at a console and waits for what they type: for programs with one user, who started the run. Whatever
 * could move the cursor, change colors or turn the writing direction is shown by its code, so that no text of a web
 * page or a model repaints the question that is being answered. Used by one thread.
 *
 * <pre>{@code
 * var console = new ConsoleApprovals(naestro.approvals(), reader, writer, Principal.by("ada"));
 * var result = console.await(run, Duration.ofMinutes(10));
 * }</pre>
 */
public final class ConsoleApprovals {
    private static final int LONGEST = 4_000;

    private final Approvals approvals;
    private final BufferedReader in;
    private final PrintWriter out;
    private final Principal who;

    /**
     * A console.
     *
     * @param approvals the inbox; receipts name the method {@code console}
     * @param in what the person types; it is read by lines and not closed
     * @param out what the person sees; it is flushed after each question and not closed
     * @param who the person, as the host authenticated them
     */
    public ConsoleApprovals(Approvals approvals, Reader in, Writer out, Principal who) {
        this.approvals = approvals.via("console");
        this.in = in instanceof BufferedReader buffered ? buffered : new BufferedReader(in);
        this.out = new PrintWriter(out);
        this.who = who;
    }

    /**
     * Waits for a run and asks whatever it asks in between.
     *
     * @param run the run
     * @param atMost the longest wait from one question to the next; the time in which the person thinks does not count
     * @param <T> the type of the result
     * @return the run's result; waiting when there is nothing more to read or the person's answer did not count, and
     *     running when the time is up
     * @throws UncheckedIOException if the console cannot be read
     */
    public <T> RunResult<T> await(Run<T> run, Duration atMost) {
        while (true) {
            var result = run.await(atMost);
            if (!(result instanceof RunResult.Waiting<T> waiting)
                    || !answered(waiting.approvals().getFirst())) {
                return result;
            }
        }
    }

    private boolean answered(ApprovalRequest question) {
        return ask(question)
                .filter(answer -> switch (answer) {
                    case ApprovalAnswer.GrantedAnswer granted -> true;
                    case ApprovalAnswer.RefusedAnswer refused -> true;
                    case ApprovalAnswer.StaleAnswer stale -> true; // what replaces it is asked next
                    case ApprovalAnswer.UnknownAnswer unknown -> true; // somebody else was faster
                    default -> false;
                })
                .isPresent();
    }

    /**
     * Asks one question. {@code y} agrees to this call, {@code r} to the run, {@code d} until the date shown, each
     * where it is offered; any other line refuses.
     *
     * @param question the question
     * @return what came of the answer; empty when there is nothing more to read, and then nothing was answered
     * @throws UncheckedIOException if the console cannot be read
     */
    public Optional<ApprovalAnswer> ask(ApprovalRequest question) {
        show(question);
        return read().map(line -> {
            var answer = answer(question, line.strip().toLowerCase(Locale.ROOT));
            line(words(answer));
            out.flush();
            return answer;
        });
    }

    private void show(ApprovalRequest question) {
        line("");
        line("Allow " + question.title() + (question.purpose().isEmpty() ? "" : ", to " + question.purpose()) + "?");
        question.risks().forEach(risk -> line("  note: " + risk));
        if (question.estimate() != null) {
            line("  costs at most " + question.estimate());
        }
        preview(question.shown());
        for (var grant : question.grants()) {
            line("  " + letter(grant) + " = " + reach(grant));
        }
        out.print("  anything else = no: ");
        out.flush();
    }

    private ApprovalAnswer answer(ApprovalRequest question, String line) {
        for (var grant : question.grants()) {
            if (letter(grant).equals(line)) {
                return approvals.grant(question.id(), question.digest(), grant, who);
            }
        }
        return approvals.refuse(question.id(), question.digest(), "said no", who);
    }

    private Optional<String> read() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String letter(Grant grant) {
        return switch (grant.scope()) {
            case CALL -> "y";
            case RUN -> "r";
            case STANDING -> "d";
        };
    }

    private static String reach(Grant grant) {
        return switch (grant.scope()) {
            case CALL -> "this call";
            case RUN -> "the same for the rest of this run";
            case STANDING -> "the same in all runs until " + grant.until();
        };
    }

    private static String words(ApprovalAnswer answer) {
        return switch (answer) {
            case ApprovalAnswer.GrantedAnswer granted -> "Agreed.";
            case ApprovalAnswer.RefusedAnswer refused -> "Refused.";
            case ApprovalAnswer.PartialAnswer partial -> "Counted; " + partial.missing() + " more must agree.";
            case ApprovalAnswer.StaleAnswer stale -> "Not counted: " + stale.reason() + ".";
            case ApprovalAnswer.ExpiredAnswer expired -> "Not counted: the time to answer is up.";
            case ApprovalAnswer.NotAuthorizedAnswer not -> "Not counted: " + not.reason() + ".";
            case ApprovalAnswer.UnknownAnswer unknown -> "Not counted: " + unknown.reason() + ".";
        };
    }

    private void preview(Json shown) {
        var text = new StringBuilder();
        write(shown, "  ", text);
        var all = text.length();
        text.setLength(Math.min(all, LONGEST));
        text.toString().lines().forEach(this::line);
        if (all > LONGEST) {
            line("  ... (" + all + " characters in all)");
        }
    }

    private static void write(Json json, String indent, StringBuilder text) {
        switch (json) {
            case Json.Obj object ->
                object.members().forEach((name, value) -> {
                    text.append(indent).append(visible(name)).append(":\n");
                    write(value, indent + "  ", text);
                });
            case Json.Str string ->
                string.value()
                        .lines()
                        .forEach(line ->
                                text.append(indent).append(visible(line)).append('\n'));
            default -> text.append(indent).append(visible(json.toString())).append('\n');
        }
    }

    private void line(String text) {
        out.print(visible(text) + "\n");
    }

    /**
     * A line of text in which whatever a terminal would obey, such as moving the cursor or turning the writing
     * direction, is shown by its code, so that nobody repaints what a person is about to answer.
     *
     * @param text the line; a line break in it is shown by its code, too
     */
    public static String visible(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format(Locale.ROOT, "\\u{%x}", c));
            }
        });
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
