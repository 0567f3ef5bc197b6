package io.naestro.examples.quickstart;

import io.naestro.json.Json;

/** Shows a person what a question is about, with texts as texts and not longer than a person reads. */
final class Preview {
    private static final int LONGEST = 20_000;

    private Preview() {}

    static String of(Json shown) {
        var text = new StringBuilder();
        write(shown, "  ", text);
        return text.length() <= LONGEST
                ? text.toString()
                : text.substring(0, LONGEST) + "\n  ... (" + text.length() + " characters in all)\n";
    }

    private static void write(Json json, String indent, StringBuilder text) {
        switch (json) {
            case Json.Obj object ->
                object.members().forEach((name, value) -> {
                    text.append(indent).append(name).append(":\n");
                    write(value, indent + "  ", text);
                });
            case Json.Str string ->
                string.value()
                        .lines()
                        .forEach(line -> text.append(indent).append(line).append('\n'));
            default -> text.append(indent).append(json).append('\n');
        }
    }
}
