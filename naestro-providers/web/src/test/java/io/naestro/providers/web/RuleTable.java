package io.naestro.providers.web;

import java.util.List;
import java.util.Locale;

/** The rules as the page of the documentation that lists them. */
final class RuleTable {
    private RuleTable() {}

    static String of(List<Rule> rules) {
        var text = new StringBuilder("""
                # Rules of the web site audit

                This page is written by `RulesTest` (`-Dnaestro.write=true`), which fails when it is not what the code says.
                `docs/website-audit.md` tells how rules are applied and scores made.

                """);
        text.append(rules.size()).append(" rules, each with its weight in the score of its category: ");
        text.append("critical 0.5, high 0.3, medium 0.15, low 0.05.\n");
        for (var category : Category.values()) {
            text.append("\n## ").append(word(category.name())).append("\n\n");
            text.append(
                    "| rule | severity | what is wrong | why it matters | how to mend it |\n|---|---|---|---|---|\n");
            rules.stream()
                    .filter(rule -> rule.category() == category)
                    .forEach(rule -> text.append("| [`")
                            .append(rule.id())
                            .append("`](")
                            .append(rule.source())
                            .append(") | ")
                            .append(word(rule.severity().name()).toLowerCase(Locale.ROOT))
                            .append(" | ")
                            .append(cell(rule.title()))
                            .append(" | ")
                            .append(cell(rule.why()))
                            .append(" | ")
                            .append(cell(rule.fix()))
                            .append(" |\n"));
        }
        return text.toString();
    }

    private static String word(String constant) {
        return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String cell(String text) {
        return text.replace("<", "&lt;").replace("|", "\\|");
    }
}
