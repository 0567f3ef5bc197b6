package io.naestro.core;

import io.naestro.plan.Step;
import io.naestro.plan.ToolRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the plans that a run followed before leave to the one that it follows now. Immutable.
 *
 * @param revisions how many plans came before
 * @param failed the tools whose steps failed under them, oldest first
 * @param called the tools that were called under them, oldest first
 */
record Past(int revisions, List<ToolRef> failed, List<ToolRef> called) {
    /** The first plan is in force, or none yet. */
    static final Past NONE = new Past(0, List.of(), List.of());

    /** What is left when this plan is followed no longer. */
    Past and(PlanInForce plan, Cells cells) {
        var unable = new LinkedHashSet<>(failed);
        var used = new LinkedHashSet<>(called);
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            tool(plan.steps().get(i)).ifPresent(tool -> {
                if (cell.any(each -> each.phase() == Cell.Phase.FAILED)) {
                    unable.add(tool);
                }
                if (cell.wasCalled()) {
                    used.add(tool);
                }
            });
        }
        return new Past(revisions + 1, List.copyOf(unable), List.copyOf(used));
    }

    /** The steps that have ended under a plan and need not begin anew under the next, since it has them just so. */
    static Set<String> kept(PlanInForce before, Cells cells, PlanInForce next) {
        var texts = before.texts();
        var kept = new LinkedHashSet<String>();
        next.texts().forEach((id, text) -> {
            if (text.equals(texts.get(id)) && hasEnded(cells.get(before.number(id)))) {
                kept.add(id);
            }
        });
        return kept;
    }

    private static boolean hasEnded(Cell cell) {
        return cell.phase() == Cell.Phase.SUCCEEDED || cell.phase() == Cell.Phase.SUGGESTED;
    }

    /** The tool that a step calls, or that a map step calls for each element. */
    static Optional<ToolRef> tool(Step step) {
        return switch (step) {
            case Step.ToolStep call -> Optional.of(call.tool());
            case Step.MapStep map -> tool(map.body());
            default -> Optional.empty();
        };
    }

    /**
     * The cells of a plan that replaces another. A step that stands in both just as it is, and has ended well or as a
     * suggestion, has ended in the new one too; any other begins anew, and only what it took so far is not forgotten.
     */
    static Cells carried(PlanInForce before, Cells cells, PlanInForce next) {
        var carried = next.cells();
        var kept = kept(before, cells, next);
        for (int i = 0; i < carried.size(); i++) {
            var id = next.steps().get(i).id();
            if (before.has(id)) {
                var old = cells.get(before.number(id));
                carried =
                        carried.with(i, kept.contains(id) ? old : carried.get(i).after(old));
            }
            if (kept.contains(id)) {
                for (int dependent : next.dependents(i)) {
                    carried = carried.with(dependent, carried.get(dependent).oneLess());
                }
            }
        }
        return carried;
    }
}
