package io.naestro.core;

import io.naestro.plan.ToolRef;
import io.naestro.run.Upgrades;
import io.naestro.run.Upgrades.Answer;
import io.naestro.run.Upgrades.ChangedTool;
import io.naestro.run.Upgrades.LeaveAnswer;
import io.naestro.run.Upgrades.MigrateAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the tools that a run still needs are what they were when its plan was adopted, and asks the host
 * what to do where they are not. Used by the run's owner only.
 */
final class Upgrading {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrading.class);

    private final Workbench bench;
    private final Revising revising;

    Upgrading(Workbench bench, Revising revising) {
        this.bench = bench;
        this.revising = revising;
    }

    /** Why a run is left alone by this process. */
    static final class LeftAlone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeftAlone(List<ChangedTool> tools) {
            super(
                    "tools that the run needs are not what they were: " + told(tools)
                            + "; say what becomes of such runs (NaestroBuilder.upgrades), or let a process with those tools go on");
        }

        private static List<String> told(List<ChangedTool> tools) {
            return tools.stream()
                    .map(tool -> tool.tool() + (tool.missing() ? " is missing" : " has another contract"))
                    .toList();
        }
    }

    /** The tools that the run still needs and that are not what they were. */
    List<ChangedTool> changes() {
        var state = bench.state();
        var plan = state.planOrNull();
        if (plan == null || state.undoing().hasBegun()) {
            return List.of();
        }
        var needed = new LinkedHashMap<ToolRef, List<String>>();
        for (int i = 0; i < plan.steps().size(); i++) {
            var step = plan.steps().get(i);
            if (!state.cells().get(i).phase().ended()) {
                Past.tool(step)
                        .ifPresent(tool -> needed.computeIfAbsent(tool, key -> new ArrayList<>())
                                .add(step.id()));
            }
        }
        return needed.entrySet().stream()
                .flatMap(tool -> changed(tool.getKey(), tool.getValue()).stream())
                .toList();
    }

    private Optional<ChangedTool> changed(ToolRef tool, List<String> steps) {
        var before = bench.state().promises().get(tool.toString());
        var now = bench.parts().registry().find(tool);
        if (now.isEmpty()) {
            return Optional.of(new ChangedTool(tool, true, steps));
        }
        return now.get().promise().equals(before) ? Optional.empty() : Optional.of(new ChangedTool(tool, false, steps));
    }

    /** What the host wants done; a plan that cannot be followed leaves the run alone. */
    Answer answer(List<ChangedTool> tools) {
        var state = bench.state();
        var change = new Upgrades.Change(state.summary(bench.id()), state.plan().plan(), tools);
        var answer = bench.parts().decide(change);
        return answer instanceof MigrateAnswer(var plan)
                ? revising.objection(plan)
                        .<Answer>map(why -> {
                            LOG.atWarn().addKeyValue("run", bench.id()).log("the run is left alone: {}", why);
                            return new LeaveAnswer();
                        })
                        .orElse(answer)
                : answer;
    }
}
