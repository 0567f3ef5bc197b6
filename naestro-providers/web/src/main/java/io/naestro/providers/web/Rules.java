package io.naestro.providers.web;

import io.naestro.json.InputException;
import io.naestro.json.InputProblem;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All rules, family by family; {@code docs/audit-rules.md} lists them, and a test keeps the two equal. */
final class Rules {
    static final List<Rule> ALL = Stream.of(
                    AnswerRules.ALL,
                    RobotsRules.ALL,
                    IndexRules.ALL,
                    TextRules.ALL,
                    LinkRules.ALL,
                    AddressRules.ALL,
                    LanguageRules.ALL,
                    DataRules.ALL,
                    PlaceRules.ALL,
                    AccessRules.ALL,
                    SecurityRules.ALL,
                    SpeedRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /**
     * All rules but some.
     *
     * @param ids the names of these; null for none
     * @throws InputException if one is the name of no rule
     */
    static List<Rule> without(@Nullable List<String> ids) {
        if (ids == null) {
            return ALL;
        }
        var known = ALL.stream().map(Rule::id).collect(Collectors.toSet());
        for (int i = 0; i < ids.size(); i++) {
            if (!known.contains(ids.get(i))) {
                throw new InputException(InputProblem.at(
                        Pointer.of("/without/" + i),
                        Json.of(ids.get(i)),
                        "is no rule",
                        "an id of docs/audit-rules.md"));
            }
        }
        return ALL.stream().filter(rule -> !ids.contains(rule.id())).toList();
    }
}
