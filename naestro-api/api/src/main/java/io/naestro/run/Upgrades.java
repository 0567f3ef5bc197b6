package io.naestro.run;

import io.naestro.plan.Plan;
import io.naestro.plan.ToolRef;
import java.util.List;
import java.util.Objects;

/**
 * Decides what becomes of a run that another process began when tools that its plan still needs are not what they were:
 * a contract takes, gives or repeats otherwise under the same version, or the tool is not there. Asked once each time
 * such a run is taken up; thread-safe. One that throws or returns null leaves the run alone.
 *
 * <p>Runs whose tools are as they were go on without a question, under the plan they began with, whatever plans of the
 * same name there are by now.
 */
@FunctionalInterface
public interface Upgrades {

    /** Leaves such runs alone; what an instance does unless told otherwise. */
    Upgrades NONE = change -> new LeaveAnswer();

    /**
     * Decides about a run.
     *
     * @param change what has changed
     */
    Answer decide(Change change);

    /**
     * A run whose tools have changed.
     *
     * @param run the run
     * @param plan the plan in force
     * @param tools the tools that are not what they were; at least one
     */
    record Change(RunSummary run, Plan<?, ?> plan, List<ChangedTool> tools) {
        public Change {
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(plan, "plan");
            tools = List.copyOf(tools);
        }
    }

    /**
     * A tool that is not what it was when the plan was adopted.
     *
     * @param tool the tool, as the plan names it
     * @param missing whether it is not there at all
     * @param steps the steps that still need it
     */
    record ChangedTool(ToolRef tool, boolean missing, List<String> steps) {
        public ChangedTool {
            Objects.requireNonNull(tool, "tool");
            steps = List.copyOf(steps);
        }
    }

    /** What becomes of a run. */
    sealed interface Answer {}

    /**
     * It goes on with the tools as they are now, and nobody is asked about these again. A step whose tool is missing
     * fails.
     */
    record ContinueAnswer() implements Answer {}

    /**
     * It goes on with another plan, under the rules of a revision: steps that stand in both just so keep their results,
     * any other begins anew, and no tool that acts is called a second time. A plan that is not valid here, or would do
     * otherwise, is not followed; then the run is left alone.
     *
     * @param plan the plan
     */
    record MigrateAnswer(Plan<?, ?> plan) implements Answer {
        public MigrateAnswer {
            Objects.requireNonNull(plan, "plan");
        }
    }

    /**
     * It ends as {@link RunResult.StopCause#CANCELLED}, and what it did is undone as far as its tools can.
     *
     * @param reason why, in words
     */
    record StopAnswer(String reason) implements Answer {
        public StopAnswer {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** This process does not take it up; another one may, and it is asked about again when it is taken up next. */
    record LeaveAnswer() implements Answer {}
}
