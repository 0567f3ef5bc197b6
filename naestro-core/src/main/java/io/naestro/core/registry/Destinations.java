package io.naestro.core.registry;

import io.naestro.base.LexicalPath;
import io.naestro.base.WebAddress;
import io.naestro.effect.Resource;
import io.naestro.effect.Resource.FileResource;
import io.naestro.effect.Resource.Operation;
import io.naestro.effect.Resource.WebResource;
import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.ToolContract;
import io.naestro.tool.Touch;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what the argument of a tool names: files and web addresses at the places that are destinations. */
final class Destinations {
    private static final Pattern PATH = Pattern.compile("[a-z][a-z0-9-]{0,63}:/(?!/).*", Pattern.DOTALL);
    private static final Pattern WEB = Pattern.compile("https?:.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private final ToolContract<?, ?> contract;
    private final Set<Resource> found = new LinkedHashSet<>();

    private Destinations(ToolContract<?, ?> contract) {
        this.contract = contract;
    }

    static List<Resource> in(Json argument, ToolContract<?, ?> contract) {
        var destinations = new Destinations(contract);
        Places.sorted(contract.argumentRoles().keySet()).stream()
                .filter(place -> contract.argumentRoles().get(place) == ArgumentRole.DESTINATION)
                .forEach(place -> argument.at(place).ifPresent(value -> destinations.collect(value, place)));
        return List.copyOf(destinations.found);
    }

    /** A destination may be a list, or an object of several. */
    private void collect(Json value, Pointer here) {
        switch (value) {
            case Json.Str text -> text(text, here);
            case Json.Arr array -> {
                for (int i = 0; i < array.items().size(); i++) {
                    collect(array.items().get(i), here.child(i));
                }
            }
            case Json.Obj object -> object.members().forEach((name, member) -> collect(member, here.child(name)));
            default -> {
                // numbers, booleans and null name nothing
            }
        }
    }

    private void text(Json.Str text, Pointer here) {
        try {
            if (WEB.matcher(text.value()).matches()) {
                found.add(web(WebAddress.of(text.value())));
            } else if (PATH.matcher(text.value()).matches()) {
                found.add(file(LexicalPath.of(text.value())));
            }
        } catch (InputException e) {
            throw new InputException(e.problems().stream()
                    .map(problem -> InputProblem.at(
                            here, text, problem.message(), problem.allowed().toArray(String[]::new)))
                    .toList());
        }
    }

    private Resource file(LexicalPath path) {
        var writes = contract.touches().contains(Touch.FILES_WRITE);
        return new FileResource(writes ? Operation.WRITE : Operation.READ, path.toString());
    }

    private Resource web(WebAddress address) {
        return new WebResource(
                contract.acts() ? "POST" : "GET",
                address.scheme(),
                address.host().value(),
                address.port(),
                address.path());
    }
}
