package io.naestro.core;

import io.naestro.base.JsonText;
import io.naestro.base.Values;
import io.naestro.core.plan.Checks;
import io.naestro.effect.CallContext;
import io.naestro.effect.Label;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.plan.Check;
import io.naestro.plan.StepOptions;
import io.naestro.run.FailureCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges results by their checks, and lends judges and planners models whose every call goes through the gate. */
final class Judge {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

    private final Parts parts;
    private final Workbench bench;
    private final SubCalls subCalls;
    private final Thoughts thoughts;

    /**
     * What came of judging.
     *
     * @param failed what did not hold; empty when all did
     * @param grade the lowest grade that an evaluator gave, or null when none did
     */
    record Verdict(List<String> failed, @Nullable Double grade) {}

    /**
     * The judge of a run.
     *
     * @param bench what the run is worked with
     * @param subCalls makes the calls of models that evaluators and planners think with
     * @param thoughts where evaluators think
     */
    Judge(Workbench bench, SubCalls subCalls, Thoughts thoughts) {
        parts = bench.parts();
        this.bench = bench;
        this.subCalls = subCalls;
        this.thoughts = thoughts;
    }

    /**
     * Judges a result: at once, unless evaluators take part, who think on a thread of their own.
     *
     * @param step the name of the step, or empty for the run's result
     * @param checks the checks
     * @param subject what is judged
     * @param longest the most time for evaluators
     * @param then what to do with the verdict, as owner
     */
    void start(String step, List<Check> checks, Subject subject, Duration longest, Consumer<Verdict> then) {
        if (isSlow(checks)) {
            thoughts.start(
                    "evaluate",
                    longest,
                    thought -> judge(step, checks, subject, thought),
                    why -> unscored(checks, subject, why),
                    then);
        } else {
            then.accept(unscored(checks, subject, ""));
        }
    }

    /** Whether judging may take long, because an evaluator takes part in it. */
    private static boolean isSlow(List<Check> checks) {
        return checks.stream().anyMatch(Check.EvaluatorCheck.class::isInstance);
    }

    /**
     * Judges a result.
     *
     * @param step the name of the step, or empty for the run's result
     * @param checks the checks
     * @param subject what is judged
     * @param thought what evaluators think for
     */
    private Verdict judge(String step, List<Check> checks, Subject subject, Thought thought) {
        return verdict(checks, subject, name -> outcome(step, name, subject, thought));
    }

    /**
     * Judges a result without its evaluators.
     *
     * @param checks the checks
     * @param subject what is judged
     * @param why why no evaluator says anything
     */
    private static Verdict unscored(List<Check> checks, Subject subject, String why) {
        return verdict(checks, subject, name -> new Outcome.Unscoreable(why));
    }

    private static Verdict verdict(List<Check> checks, Subject subject, Function<String, Outcome> outcomes) {
        var failed = new ArrayList<>(Checks.failed(checks, subject.output().value()));
        Double lowest = null;
        for (var check : checks) {
            if (check instanceof Check.EvaluatorCheck wanted) {
                var outcome = outcomes.apply(wanted.evaluator());
                var grade = outcome.grade();
                if (grade.isEmpty() || grade.getAsDouble() < wanted.atLeast()) {
                    failed.add(describe(wanted, outcome));
                }
                lowest = lower(lowest, grade);
            }
        }
        return new Verdict(failed, lowest);
    }

    private static @Nullable Double lower(@Nullable Double one, OptionalDouble other) {
        if (other.isEmpty()) {
            return one;
        }
        return one == null ? other.getAsDouble() : Math.min(one, other.getAsDouble());
    }

    private Outcome outcome(String step, String name, Subject subject, Thought thought) {
        var evaluator = parts.evaluator(name);
        if (evaluator.isEmpty()) {
            return new Outcome.NotReached("evaluator '" + name + "' is not registered in this process");
        }
        try {
            var outcome = evaluator.get().evaluate(subject, context(step, subject, thought));
            return outcome == null ? new Outcome.Unscoreable("the evaluator returned null") : outcome;
        } catch (Throwable e) { // a plug-in may throw anything
            Faults.log(
                    () -> Faults.of(LOG.atWarn(), bench.id(), step).addKeyValue("evaluator", name),
                    e,
                    "evaluator failed");
            return new Outcome.Unscoreable(
                    "the evaluator failed: " + e.getClass().getSimpleName());
        }
    }

    private static String describe(Check.EvaluatorCheck wanted, Outcome outcome) {
        return "evaluator '" + wanted.evaluator() + "': "
                + switch (outcome) {
                    case Outcome.Failed failed -> String.join("; ", failed.evidence());
                    case Outcome.Judged judged ->
                        "score " + judged.score() + ", at least " + wanted.atLeast() + " is wanted: " + judged.reason();
                    default -> outcome.toString();
                };
    }

    private Evaluator.Context context(String step, Subject subject, Thought thought) {
        return new JudgeContext(parts.callContext(bench, thought), thinking(step + "/judge", labels(subject), thought));
    }

    /** Of what a judge tells a model nobody knows which parts are what, so all of it counts as confidential as any. */
    private static Set<Label> labels(Subject subject) {
        var all = new HashSet<>(subject.input().allLabels());
        all.addAll(subject.output().allLabels());
        return all;
    }

    /** A context with a model to think with. */
    private record JudgeContext(CallContext call, Optional<ChatModel> model)
            implements Evaluator.Context, DelegatingContext {}

    /**
     * A model whose calls are admitted, counted and written.
     *
     * @param prefix what its calls are named by
     * @param labels how confidential what it is told is
     * @param thought what it thinks for
     */
    Optional<ChatModel> thinking(String prefix, Set<Label> labels, Thought thought) {
        return parts.anyModel().map(model -> new Gated(model, prefix, labels, thought));
    }

    /** A model behind the gate. */
    private final class Gated implements ChatModel {
        private final ChatModel model;
        private final String prefix;
        private final Map<Pointer, Set<Label>> labels;
        private final Thought thought;

        private Gated(ChatModel model, String prefix, Set<Label> labels, Thought thought) {
            this.model = model;
            this.prefix = prefix;
            this.labels = labels.isEmpty() ? Map.of() : Map.of(Pointer.ROOT, labels);
            this.thought = thought;
        }

        @Override
        public ModelCard card() {
            return model.card();
        }

        @Override
        public ChatResult chat(ChatRequest request, CallContext context) {
            var most = request.maxOutputTokens() == 0 ? card().maxOutputTokens() : request.maxOutputTokens();
            var bounded = request.withMaxOutputTokens(most);
            Shape<?> answer = request.answer() == null ? Shape.of(String.class) : Shape.schema(request.answer());
            var content =
                    Payload.of(Values.write(request.messages()), Origin.UNKNOWN).labeled(labels);
            var end = subCalls.make(
                    thought,
                    state -> bench.calls()
                            .modelUse(
                                    prefix + "-" + state.next(),
                                    model,
                                    bounded,
                                    content,
                                    bounded.uses(),
                                    answer,
                                    StepOptions.DEFAULT,
                                    bench.actor(prefix)));
            return switch (end) {
                case CallEnd.Got got -> ChatResponse.of(text(got.output().value()), got.usage(), card().id());
                default -> ((FailureCause.ModelCause) Objects.requireNonNull(end.failure())).failure();
            };
        }

        private static String text(Json value) {
            return value instanceof Json.Str string ? string.value() : JsonText.write(value);
        }
    }
}
