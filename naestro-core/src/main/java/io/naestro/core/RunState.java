package io.naestro.core;

import io.naestro.json.Digest;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Grant;
import io.naestro.run.Progress;
import io.naestro.run.Recorded;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunSummary;
import io.naestro.run.Spend;
import io.naestro.run.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is so with a run: the fold of its events. Immutable; {@link #apply} is a pure function, so that a run read back
 * from its journal is the same as the one that wrote it.
 */
final class RunState {
    private final RunEvent.RunAccepted accepted;
    private final Instant started;
    private final Instant updated;
    private final long next;
    private final @Nullable PlanInForce plan;
    private final Past past;
    private final Map<String, Digest> promises;
    private final Cells cells;
    private final int ended;
    private final int busy;
    private final int total;
    private final Spend spent;
    private final Spend reserved;
    private final Map<String, Question> questions;
    private final Map<String, Spend> subCalls;
    private final Map<String, List<String>> counting;
    private final Map<String, Spend> counted;
    private final List<Suggestion> suggestions;
    private final boolean cancelled;
    private final boolean halted;
    private final Undoing undoing;
    private final String trace;
    private final @Nullable RunEvent end;

    /**
     * A question that was asked, with the answers so far.
     *
     * @param request the question
     * @param receipts the answers, oldest first
     * @param status whether further answers count, and if not, why
     */
    record Question(ApprovalRequest request, List<ConsentReceipt> receipts, Status status) {
        /** Whether a question waits, and what ended that. */
        enum Status {
            /** It waits for people. */
            OPEN,
            /** They agreed or refused. */
            ANSWERED,
            /** It was taken back. */
            WITHDRAWN,
            /** What people agreed to was taken back. */
            REVOKED
        }

        static Question of(ApprovalRequest request) {
            return new Question(request, List.of(), Status.OPEN);
        }

        Question with(ConsentReceipt receipt, boolean settled) {
            var all = new ArrayList<>(receipts);
            all.add(receipt);
            return new Question(request, List.copyOf(all), settled ? Status.ANSWERED : Status.OPEN);
        }

        Question in(Status next) {
            return new Question(request, receipts, next);
        }

        boolean settled() {
            return status != Status.OPEN;
        }

        boolean granted() {
            return status == Status.ANSWERED && receipts.getLast().granted();
        }

        boolean refused() {
            return status == Status.ANSWERED && !granted();
        }

        /** How far an agreement reaches: as far as the narrowest that one of the people gave. */
        Grant reach() {
            var grants = receipts.stream()
                    .map(ConsentReceipt::grant)
                    .filter(Objects::nonNull)
                    .toList();
            var scope = grants.stream().map(Grant::scope).min(Comparator.naturalOrder());
            var until =
                    grants.stream().map(Grant::until).filter(Objects::nonNull).min(Comparator.naturalOrder());
            return new Grant(scope.orElse(Grant.Scope.CALL), until.orElse(null));
        }

        /** Whether people agreed to it and that has not come to its end. */
        boolean stands(Instant now) {
            var until = reach().until();
            return granted() && (until == null || now.isBefore(until));
        }
    }

    private RunState(Edit edit) {
        accepted = edit.accepted;
        started = edit.started;
        updated = edit.updated;
        next = edit.next;
        plan = edit.plan;
        past = edit.past;
        promises = edit.promises;
        cells = edit.cells.done();
        ended = edit.ended;
        busy = edit.busy;
        total = edit.total;
        spent = edit.spent;
        reserved = edit.reserved;
        questions = edit.questions;
        subCalls = edit.subCalls;
        counting = edit.counting;
        counted = edit.counted;
        suggestions = edit.suggestions;
        cancelled = edit.cancelled;
        halted = edit.halted;
        undoing = edit.undoing;
        trace = edit.trace;
        end = edit.end;
    }

    /** The state after the first event, which must be {@link RunEvent.RunAccepted}. */
    static RunState first(Recorded recorded) {
        if (recorded.event() instanceof RunEvent.RunAccepted accepted && recorded.sequence() == 0) {
            return new RunState(new Edit(accepted, recorded.at()));
        }
        throw new IllegalStateException("run " + recorded.run() + " does not begin with its acceptance");
    }

    /**
     * The state after one more event.
     *
     * @param recorded the event; its number must be the next
     * @param plans reads a plan by its digest
     */
    RunState apply(Recorded recorded, Function<Digest, PlanInForce> plans) {
        return apply(List.of(recorded), plans);
    }

    /**
     * The state after more events.
     *
     * @param recorded the events; their numbers must be the next
     * @param plans reads a plan by its digest
     */
    RunState apply(List<Recorded> recorded, Function<Digest, PlanInForce> plans) {
        var edit = new Edit(this);
        for (var one : recorded) {
            if (one.sequence() != edit.next) {
                throw new IllegalStateException(
                        "run " + one.run() + " has event " + one.sequence() + " where " + edit.next + " was due");
            }
            edit.next++;
            edit.updated = one.at();
            edit.on(one.event(), plans);
        }
        return new RunState(edit);
    }

    RunEvent.RunAccepted accepted() {
        return accepted;
    }

    Instant started() {
        return started;
    }

    long next() {
        return next;
    }

    @Nullable PlanInForce planOrNull() {
        return plan;
    }

    PlanInForce plan() {
        return Objects.requireNonNull(plan, "no plan is in force yet");
    }

    /** What the plans before this one left. */
    Past past() {
        return past;
    }

    /** What its tools promised when its plan was adopted, or when they were looked at last, by name and version. */
    Map<String, Digest> promises() {
        return promises;
    }

    Cell cell(StepName name) {
        return find(cells.get(plan().number(name.step())), name);
    }

    Cells cells() {
        return cells;
    }

    Spend spent() {
        return spent;
    }

    Spend reserved() {
        return reserved;
    }

    Map<String, Question> questions() {
        return questions;
    }

    List<ApprovalRequest> openQuestions() {
        return questions.values().stream()
                .filter(question -> !question.settled() && counts(question.request()))
                .map(Question::request)
                .toList();
    }

    /** Whether an answer would be of use: a run that undoes its calls goes no further otherwise. */
    boolean counts(ApprovalRequest request) {
        return end == null && (!undoing.hasBegun() || undoing.has(request.step()));
    }

    /** Whether an agreement to more than one call is in force. */
    boolean inForce(Question question, Instant now) {
        return question.stands(now)
                && switch (question.reach().scope()) {
                    case CALL -> false;
                    case RUN -> end == null;
                    case STANDING -> true;
                };
    }

    /** What was spent under each cost limit that a rule set. */
    Map<String, Spend> counted() {
        return counted;
    }

    List<Suggestion> suggestions() {
        return suggestions;
    }

    boolean cancelled() {
        return cancelled;
    }

    /** Whether the kill switch was pulled. */
    boolean halted() {
        return halted;
    }

    /** What of its calls could be undone, and what became of that. */
    Undoing undoing() {
        return undoing;
    }

    /** The trace of the last stretch of work that was observed, or empty. */
    String trace() {
        return trace;
    }

    /** The event that ended the run, or null while it goes on. */
    @Nullable RunEvent end() {
        return end;
    }

    boolean idle() {
        return busy == 0 && !undoing.isRunning();
    }

    /** Whether nothing of it is under way in a process: it ended, or no call is open. */
    boolean still() {
        return end != null || idle();
    }

    boolean allEnded() {
        return plan != null && ended == total;
    }

    Progress progress() {
        return new Progress(ended, busy, total);
    }

    RunSummary.State state() {
        return switch (end) {
            case null -> idle() && !openQuestions().isEmpty() ? RunSummary.State.WAITING : RunSummary.State.RUNNING;
            case RunEvent.RunDone done -> RunSummary.State.DONE;
            case RunEvent.RunStopped stopped -> RunSummary.State.STOPPED;
            default -> RunSummary.State.FAILED;
        };
    }

    RunSummary summary(RunId id) {
        return RunSummary.of(id, accepted, started, updated, state(), spent);
    }

    private static Cell find(Cell cell, StepName name) {
        return name.isElement() ? Objects.requireNonNull(cell.elements()).get(name.element()) : cell;
    }

    /** A mutable copy that events are worked into. */
    private static final class Edit {
        private final RunEvent.RunAccepted accepted;
        private final Instant started;
        private Instant updated;
        private long next;
        private @Nullable PlanInForce plan;
        private Past past;
        private Map<String, Digest> promises;
        private Cells.Edit cells;
        private int ended;
        private int busy;
        private int total;
        private Spend spent;
        private Spend reserved;
        private Map<String, Question> questions;
        private Map<String, Spend> subCalls;
        private Map<String, List<String>> counting;
        private Map<String, Spend> counted;
        private List<Suggestion> suggestions;
        private boolean cancelled;
        private boolean halted;
        private Undoing undoing;
        private String trace;
        private @Nullable RunEvent end;

        Edit(RunEvent.RunAccepted accepted, Instant at) {
            this.accepted = accepted;
            started = at;
            updated = at;
            next = 1;
            past = Past.NONE;
            promises = Map.of();
            cells = Cells.ready(0).edit();
            spent = Spend.NOTHING;
            reserved = Spend.NOTHING;
            questions = Map.of();
            subCalls = Map.of();
            counting = Map.of();
            counted = Map.of();
            suggestions = List.of();
            undoing = Undoing.NONE;
            trace = "";
        }

        Edit(RunState state) {
            accepted = state.accepted;
            started = state.started;
            updated = state.updated;
            next = state.next;
            plan = state.plan;
            past = state.past;
            promises = state.promises;
            cells = state.cells.edit();
            ended = state.ended;
            busy = state.busy;
            total = state.total;
            spent = state.spent;
            reserved = state.reserved;
            questions = state.questions;
            subCalls = state.subCalls;
            counting = state.counting;
            counted = state.counted;
            suggestions = state.suggestions;
            cancelled = state.cancelled;
            halted = state.halted;
            undoing = state.undoing;
            trace = state.trace;
            end = state.end;
        }

        void on(RunEvent event, Function<Digest, PlanInForce> plans) {
            switch (event) {
                case RunEvent.PlanAdopted adopted -> {
                    adopt(plans.apply(adopted.plan()));
                    promises = adopted.tools();
                }
                case RunEvent.UpgradeAccepted accepted -> {
                    promises = new HashMap<>(promises);
                    promises.putAll(accepted.tools());
                }
                case RunEvent.MapExpanded map -> expand(map.step(), map.elements());
                case RunEvent.StepSkipped skipped -> end(skipped.step(), cell -> cell.in(Cell.Phase.SKIPPED));
                case RunEvent.StepSuggested suggested -> suggest(suggested.suggestion());
                case RunEvent.StepRouted routed -> route(routed);
                case RunEvent.StepDelayed delayed -> delay(delayed);
                case RunEvent.StepIntent intent -> intend(intent);
                case RunEvent.StepOutcome outcome -> {
                    settle(outcome.step(), outcome.spent(), outcome.took(), cell -> cell.answered(outcome.output()));
                    undoing = undoing.outcome(outcome.step(), outcome.output());
                }
                case RunEvent.StepFailed failed -> {
                    settle(
                            failed.step(),
                            failed.spent(),
                            failed.took(),
                            cell -> cell.failed(failed.cause(), failed.retryAt()));
                    undoing = undoing.failed(failed);
                }
                case RunEvent.StepChecked checked -> grade(checked);
                case RunEvent.StepSucceeded succeeded -> end(succeeded.step(), cell -> cell.ended(succeeded.output()));
                case RunEvent.ApprovalAsked asked -> ask(asked.request());
                case RunEvent.ApprovalAnswered answered -> answer(answered);
                case RunEvent.ApprovalWithdrawn withdrawn -> withdraw(withdrawn);
                case RunEvent.GrantRevoked revoked -> revoke(revoked.request());
                case RunEvent.RunResumed resumed -> reopen(resumed.open());
                case RunEvent.CompensationPrepared prepared -> undoing = undoing.prepared(prepared);
                case RunEvent.CompensationBegun begun -> undoing = undoing.begun(begun.end());
                case RunEvent.CancelRequested request -> cancelled = true;
                case RunEvent.RunHalted halt -> halted = true;
                case RunEvent.RunTraced traced -> trace = traced.trace();
                case RunEvent.RunDone done -> end = done;
                case RunEvent.RunStopped stopped -> end = stopped;
                case RunEvent.RunFailed failed -> end = failed;
                default -> {
                    // the other events tell of something that no step waits for
                }
            }
        }

        private void adopt(PlanInForce adopted) {
            var before = plan;
            var old = cells.done();
            cells = (before == null ? adopted.cells() : Past.carried(before, old, adopted)).edit();
            past = before == null ? past : past.and(before, old);
            plan = adopted;
            total = cells.size();
            ended = 0;
            busy = 0;
            for (int i = 0; i < total; i++) {
                ended += cells.get(i).phase().ended() ? 1 : 0;
            }
        }

        private void expand(String step, int elements) {
            change(step, cell -> cell.expanded(Cells.ready(elements)));
            total += elements;
        }

        private void suggest(Suggestion suggestion) {
            var all = new ArrayList<>(suggestions);
            all.add(suggestion);
            suggestions = List.copyOf(all);
            end(suggestion.step(), cell -> cell.in(Cell.Phase.SUGGESTED));
        }

        /** A route that replaces another is chosen after a failure, in place of the retry that was counted for it. */
        private void route(RunEvent.StepRouted routed) {
            change(
                    routed.step(),
                    cell -> cell.route() == null ? cell.routed(routed.route()) : cell.hopped(routed.route()));
        }

        private void intend(RunEvent.StepIntent intent) {
            reserved = reserved.plus(intent.reserved());
            if (!intent.accounts().isEmpty()) {
                counting = with(counting, intent.step(), intent.accounts());
            }
            if (isSubCall(intent.step())) {
                subCalls = with(subCalls, intent.step(), intent.reserved());
                undoing = undoing.started(intent.step(), intent.attempt());
                return;
            }
            change(intent.step(), cell -> cell.started(intent.attempt(), intent.reserved(), intent.deadline()));
        }

        private void settle(String step, Spend cost, Duration took, UnaryOperator<Cell> after) {
            spent = spent.plus(cost);
            count(step, cost);
            if (isSubCall(step)) {
                reserved = reserved.minus(subCalls.getOrDefault(step, Spend.NOTHING)); // some are refused without one
                subCalls = without(subCalls, step);
                return;
            }
            change(step, cell -> {
                reserved = reserved.minus(cell.reserved());
                return after.apply(cell.with(cell.tally().plus(cost, took)));
            });
        }

        private void count(String step, Spend cost) {
            var accounts = counting.get(step);
            if (accounts == null) {
                return;
            }
            counting = without(counting, step);
            for (var account : accounts) {
                counted = with(
                        counted,
                        account,
                        counted.getOrDefault(account, Spend.NOTHING).plus(cost));
            }
        }

        private void grade(RunEvent.StepChecked checked) {
            if (!checked.step().isEmpty()) {
                change(checked.step(), cell -> cell.with(cell.tally().graded(checked.grade())));
            }
        }

        private void delay(RunEvent.StepDelayed delayed) {
            if (undoing.has(delayed.step())) {
                undoing = undoing.delayed(delayed.step(), delayed.until());
            } else {
                change(delayed.step(), cell -> cell.delayed(delayed.until()));
            }
        }

        private void ask(ApprovalRequest request) {
            put(request.id(), Question.of(request));
            if (undoing.has(request.step())) {
                undoing = undoing.asked(request.step());
            } else {
                change(request.step(), Cell::asked);
            }
        }

        private void answer(RunEvent.ApprovalAnswered answered) {
            var receipt = answered.receipt();
            put(receipt.request(), question(receipt.request()).with(receipt, answered.settled()));
            if (answered.settled() && undoing.has(answered.step())) {
                undoing = receipt.granted()
                        ? undoing.open(answered.step())
                        : undoing.refused(
                                answered.step(),
                                "refused by " + receipt.approver().id());
            } else if (answered.settled() && receipt.granted()) {
                change(answered.step(), Cell::agreed);
            }
        }

        private void withdraw(RunEvent.ApprovalWithdrawn withdrawn) {
            put(withdrawn.request(), question(withdrawn.request()).in(Question.Status.WITHDRAWN));
            if (undoing.has(withdrawn.step())) {
                undoing = undoing.open(withdrawn.step());
            } else {
                change(withdrawn.step(), cell -> cell.in(Cell.Phase.PENDING));
            }
        }

        private void revoke(String id) {
            put(id, question(id).in(Question.Status.REVOKED));
        }

        private Question question(String id) {
            return Objects.requireNonNull(questions.get(id));
        }

        /** What open calls may have cost counts as spent, since nobody can tell. */
        private void reopen(List<String> steps) {
            steps.forEach(step -> settle(step, cellOf(step).reserved(), Duration.ZERO, Cell::reopened));
            subCalls.forEach((step, cost) -> settle(step, cost, Duration.ZERO, UnaryOperator.identity()));
            undoing = undoing.resumed(steps);
        }

        private Cell cellOf(String step) {
            var name = StepName.of(step);
            return find(cells.get(Objects.requireNonNull(plan).number(name.step())), name);
        }

        private void put(String id, Question question) {
            questions = with(questions, id, question);
        }

        private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
            var all = new LinkedHashMap<>(map);
            all.put(key, value);
            return Collections.unmodifiableMap(all);
        }

        private static <V> Map<String, V> without(Map<String, V> map, String key) {
            var rest = new LinkedHashMap<>(map);
            rest.remove(key);
            return Collections.unmodifiableMap(rest);
        }

        /** Calls that a planner or judge makes belong to a step but are not its work: {@code draft/judge-1}. */
        private static boolean isSubCall(String step) {
            return step.indexOf('/') >= 0;
        }

        private void end(String step, UnaryOperator<Cell> how) {
            change(step, how);
            var name = StepName.of(step);
            if (!name.isElement()) {
                var force = Objects.requireNonNull(plan);
                for (int dependent : force.dependents(force.number(step))) {
                    cells.set(dependent, cells.get(dependent).oneLess());
                }
            }
        }

        private void change(String step, UnaryOperator<Cell> how) {
            var force = Objects.requireNonNull(plan);
            var name = StepName.of(step);
            var number = force.number(name.step());
            var whole = cells.get(number);
            if (name.isElement()) {
                var elements = Objects.requireNonNull(whole.elements());
                var changed = how.apply(count(elements.get(name.element()), -1));
                cells.set(number, whole.with(elements.with(name.element(), count(changed, 1))));
            } else {
                cells.set(number, count(how.apply(count(whole, -1)), 1));
            }
        }

        private Cell count(Cell cell, int sign) {
            ended += cell.phase().ended() ? sign : 0;
            busy += cell.working() ? sign : 0;
            return cell;
        }
    }
}
