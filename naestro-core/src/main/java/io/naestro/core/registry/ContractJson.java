package io.naestro.core.registry;

import io.naestro.base.Values;
import io.naestro.effect.Label;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.tool.Planning;
import io.naestro.tool.ToolContract;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The JSON form of a contract. Sets and maps are sorted, so that it is the same in every process. */
final class ContractJson {
    private ContractJson() {}

    static Json.Obj of(ToolContract<?, ?> contract, Json.Obj input, Json.Obj output) {
        var json = Json.object()
                .with("name", contract.name())
                .with("version", contract.version())
                .with("description", contract.description())
                .with("input", input)
                .with("output", output)
                .with("repeat", Values.write(contract.repeat()))
                .with(
                        "touches",
                        Json.strings(contract.touches().stream()
                                .map(Enum::name)
                                .sorted()
                                .toList()))
                .with("roles", byPlace(contract.argumentRoles()))
                .with("origins", byPlace(contract.fieldOrigins()))
                .with(
                        "aliases",
                        Json.strings(contract.aliases().stream().sorted().toList()));
        if (!contract.fieldLabels().isEmpty()) {
            json = json.with("labels", labels(contract.fieldLabels()));
        }
        if (contract.cost() != null) {
            json = json.with("cost", Values.write(contract.cost()));
        }
        if (contract.timeout() != null) {
            json = json.with("timeout", Values.write(contract.timeout()));
        }
        if (contract.deprecation() != null) {
            json = json.with("deprecation", Values.write(contract.deprecation()));
        }
        if (!contract.planning().equals(Planning.NONE)) {
            json = json.with("planning", Values.write(contract.planning()));
        }
        if (contract.compensates()) {
            json = json.with("compensates", Json.of(true));
        }
        return json;
    }

    private static Json.Obj labels(Map<Pointer, Set<Label>> places) {
        var sorted = new TreeMap<String, Json>();
        places.forEach((place, labels) -> sorted.put(
                place.toString(),
                Json.strings(labels.stream().map(Enum::name).sorted().toList())));
        return new Json.Obj(sorted);
    }

    private static Json.Obj byPlace(Map<Pointer, ?> values) {
        var json = Json.object();
        for (var place : Places.sorted(values.keySet())) {
            json = json.with(place.toString(), Values.write(values.get(place)));
        }
        return json;
    }
}
