package io.naestro.base;

import io.naestro.json.InputException;
import io.naestro.json.Position;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads the part of YAML 1.2 that says the same as JSON: one document of mappings, lists and scalars. Anchors, aliases,
 * tags, merge keys, keys that are not scalars, duplicate keys and a second document are refused. Plain scalars follow
 * the core schema, so {@code no} and {@code 22:22} are text. Never takes more than the {@link Limits}. Every refusal is
 * an {@link InputException} with line and column.
 */
public final class YamlText {
    private final TreeBuilder tree;
    private boolean documentSeen;

    private YamlText(TreeBuilder tree) {
        this.tree = tree;
    }

    /**
     * Reads a file's text within {@link Limits#FILE}.
     *
     * @param source the name of the text for errors
     * @param utf8 the YAML text in UTF-8
     * @throws InputException if it is not one document of the supported part of YAML, within the limits
     */
    public static Located locate(String source, byte[] utf8) {
        return locate(source, utf8, Limits.FILE);
    }

    /**
     * Reads a text.
     *
     * @param source the name of the text for errors
     * @param utf8 the YAML text in UTF-8
     * @param limits how much to take
     * @throws InputException if it is not one document of the supported part of YAML, within the limits
     */
    public static Located locate(String source, byte[] utf8, Limits limits) {
        return read(source, Utf8.decode(source, utf8, limits), limits);
    }

    /**
     * Reads a text.
     *
     * @param source the name of the text for errors
     * @param text the YAML text
     * @param limits how much to take
     * @throws InputException if it is not one document of the supported part of YAML, within the limits
     */
    public static Located locate(String source, String text, Limits limits) {
        return read(source, Utf8.check(source, text, limits), limits);
    }

    private static Located read(String source, String text, Limits limits) {
        var reader = new YamlText(new TreeBuilder(source, limits, true));
        var settings = LoadSettings.builder()
                .setLabel(source)
                .setCodePointLimit(limits.maxBytes())
                .build();
        try {
            new ParserImpl(settings, new StreamReader(settings, text)).forEachRemaining(reader::accept);
        } catch (MarkedYamlEngineException e) {
            throw reader.tree.refuse(position(e.getProblemMark()), "", "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            var reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw reader.tree.refuse(Position.UNKNOWN, "", "not YAML: " + reason);
        } catch (IllegalArgumentException e) { // the scanner's, at an escape without its digits
            throw reader.tree.refuse(Position.UNKNOWN, "", "not YAML: an escape in a quoted text is incomplete");
        }
        var located = reader.tree.result();
        if (located == null) {
            throw reader.tree.refuse(new Position(1, 1), "", "there is no YAML document; the text is empty");
        }
        return located;
    }

    private void accept(Event event) {
        switch (event) {
            case DocumentStartEvent start -> startDocument(start);
            case ScalarEvent scalar -> scalar(scalar);
            case AliasEvent alias ->
                throw refuse(alias, "*" + alias.getAlias(), "is an alias; write the value out instead");
            case CollectionStartEvent start -> startCollection(start);
            case CollectionEndEvent end -> tree.end();
            default -> {
                // stream start and end, document end: nothing to build
            }
        }
    }

    private void startDocument(DocumentStartEvent start) {
        if (documentSeen) {
            throw refuse(start, "---", "begins a second document; one file holds one document");
        }
        documentSeen = true;
    }

    private void startCollection(CollectionStartEvent start) {
        refuseExtras(start, start.getTag());
        if (tree.expectsName()) {
            throw refuse(start, "", "a key must be a plain or quoted text");
        }
        if (start instanceof MappingStartEvent) {
            tree.startObject(position(start.getStartMark()));
        } else {
            tree.startArray(position(start.getStartMark()));
        }
    }

    private void scalar(ScalarEvent scalar) {
        refuseExtras(scalar, scalar.getTag());
        var at = position(scalar.getStartMark());
        if (!tree.expectsName()) {
            YamlScalar.build(tree, scalar.getValue(), scalar.isPlain(), at);
        } else if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw refuse(scalar, "<<", "is a merge key; write the members out instead");
        } else {
            tree.name(scalar.getValue(), at);
        }
    }

    private void refuseExtras(NodeEvent event, Optional<String> tag) {
        event.getAnchor().ifPresent(anchor -> {
            throw refuse(event, "&" + anchor, "is an anchor; write the value out where it is needed");
        });
        tag.ifPresent(name -> {
            throw refuse(event, name, "is a tag; values here have no tags");
        });
    }

    private InputException refuse(Event event, String value, String message) {
        return tree.refuse(position(event.getStartMark()), value, message);
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.UNKNOWN);
    }
}
