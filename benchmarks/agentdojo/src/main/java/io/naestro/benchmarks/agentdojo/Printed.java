package io.naestro.benchmarks.agentdojo;

import io.naestro.base.Limits;
import io.naestro.base.YamlText;
import io.naestro.json.InputException;
import io.naestro.json.Json;
import java.util.Optional;

/** How a tool writes its result as text. Only a contract can say so: what looks like YAML may be somebody's letter. */
enum Printed {
    /** A YAML document. */
    YAML {
        @Override
        Json parse(String text) {
            return YamlText.locate("result", text, LIMITS).json();
        }
    },
    /** A literal of Python. */
    PYTHON {
        @Override
        Json parse(String text) {
            return PythonText.parse(text, LIMITS);
        }
    },
    /** A heading that ends with a colon, then one value a line. */
    LINES {
        @Override
        Json parse(String text) {
            var values = text.substring(text.indexOf(':') + 1).lines();
            return Json.strings(
                    values.map(String::strip).filter(line -> !line.isEmpty()).toList());
        }
    },
    /** Nothing in it can be told apart. */
    TEXT {
        @Override
        Json parse(String text) {
            return Json.of(text);
        }
    };

    private static final Limits LIMITS = new Limits(1024 * 1024, 16, 100, 1024 * 1024, 20_000);

    abstract Json parse(String text);

    /** The value that was written; empty where it is not written so, or is too large. */
    Optional<Json> read(String text) {
        try {
            return Optional.of(parse(text));
        } catch (InputException e) {
            return Optional.empty();
        }
    }
}
