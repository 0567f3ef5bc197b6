package io.naestro.benchmarks.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table of what each model did on each task.
 *
 * @param models the models, in the order of the table
 * @param warmUp tasks whose outcomes are all known beforehand: those with ids that start with {@code val_}
 * @param scored the other tasks
 */
record Outcomes(Set<String> models, List<Task> warmUp, List<Task> scored) {

    /**
     * What the models did on a task.
     *
     * @param id the task's id
     * @param category its type
     * @param byModel the outcomes by model
     */
    record Task(String id, String category, Map<String, Outcome> byModel) {}

    /**
     * What a model did.
     *
     * @param success its grade, from 0 to 1
     * @param cost what it cost, in dollars
     */
    record Outcome(double success, double cost) {}

    /**
     * Reads a table of comma-separated values with the columns {@code instance}, {@code category}, {@code model},
     * {@code success} and {@code cost_usd}; others are passed over.
     */
    static Outcomes read(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        var header = cells(lines.getFirst());
        var models = new LinkedHashSet<String>();
        var tasks = new LinkedHashMap<String, Task>();
        for (var line : lines.subList(1, lines.size())) {
            if (line.isBlank()) {
                continue;
            }
            var row = cells(line);
            var model = row.get(column(header, "model"));
            var id = row.get(column(header, "instance"));
            models.add(model);
            tasks.computeIfAbsent(
                            id, name -> new Task(name, row.get(column(header, "category")), new LinkedHashMap<>()))
                    .byModel()
                    .put(
                            model,
                            new Outcome(
                                    Math.clamp(Double.parseDouble(row.get(column(header, "success"))), 0, 1),
                                    Double.parseDouble(row.get(column(header, "cost_usd")))));
        }
        return new Outcomes(
                models,
                tasks.values().stream().filter(Outcomes::known).toList(),
                tasks.values().stream().filter(task -> !known(task)).toList());
    }

    private static boolean known(Task task) {
        return task.id().startsWith("val_");
    }

    private static int column(List<String> header, String name) {
        var place = header.indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException("the table has no column '" + name + "'; it has " + header);
        }
        return place;
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        var quoted = false;
        for (int i = 0; i < line.length(); i++) {
            var c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    /** The mean success and cost of a model on the scored tasks that it did. */
    Outcome mean(String model) {
        var success = 0.0;
        var cost = 0.0;
        var count = 0;
        for (var task : scored) {
            var outcome = task.byModel().get(model);
            if (outcome != null) {
                success += outcome.success();
                cost += outcome.cost();
                count++;
            }
        }
        return new Outcome(success / Math.max(1, count), cost / Math.max(1, count));
    }
}
