package io.naestro.providers.web;

import io.naestro.base.JsonText;
import io.naestro.base.Limits;
import io.naestro.json.Json;
import io.naestro.tool.ToolContext.Dialogue;
import io.naestro.tool.ToolContext.ProcessReply;
import io.naestro.tool.ToolContext.ProcessRequest;
import io.naestro.tool.ToolContext.Processes;
import io.naestro.tool.ToolContext.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The other end of a browser's pipe, with answers that a test writes: for what a real browser does not do at will. The
 * real one is in {@link ChromiumTest}. In answers, {@code #} stands for the number of the message that is answered.
 */
final class ScriptedBrowser implements Processes {
    /** An answer after which the browser is gone. */
    static final String GONE = "";

    private static final String LOADED = """
            {"sessionId":"S","method":"Page.lifecycleEvent","params":{"frameId":"F","loaderId":"L","name":"%s"}}""";

    private static final Limits HEARD = new Limits(32 << 20, 64, 1_000, 32 << 20, 1_000_000);

    private final Map<String, Function<Json.Obj, List<String>>> answers = new HashMap<>();
    private final List<Json.Obj> heard = Collections.synchronizedList(new ArrayList<>());
    private volatile String navigation = "";

    /** Open until the browser is gone. */
    final CountDownLatch gone = new CountDownLatch(1);

    ScriptedBrowser() {
        on("Target.createTarget", "{\"id\":#,\"result\":{\"targetId\":\"F\"}}");
        on("Target.attachToTarget", "{\"id\":#,\"result\":{\"sessionId\":\"S\"}}");
        on("DOM.getDocument", "{\"id\":#,\"result\":{\"root\":{\"nodeId\":1,\"documentURL\":\"https://site.test/\"}}}");
        on("DOM.getOuterHTML", "{\"id\":#,\"result\":{\"outerHTML\":\"<html>\"}}");
        answers.put("Page.navigate", message -> {
            navigation = JsonText.write(message.get("id").orElseThrow());
            return List.of(paused("main", "GET", DevTools.text(message, "params", "url"), "Document"));
        });
        answers.put("Fetch.fulfillRequest", message -> after(message, "init", "networkIdle"));
        answers.put("Fetch.failRequest", message -> after(message));
    }

    /** Answers the request for the page, and with it the navigation. */
    private List<String> after(Json.Obj message, String... life) {
        var all = new ArrayList<String>();
        all.add("{\"id\":#,\"result\":{}}");
        if (DevTools.text(message, "params", "requestId").equals("main")) {
            all.add("{\"id\":" + navigation + ",\"result\":{}}");
            for (var name : life) {
                all.add(LOADED.formatted(name));
            }
        }
        return all;
    }

    static String paused(String id, String method, String url, String type) {
        return """
                {"sessionId":"S","method":"Fetch.requestPaused","params":{"requestId":"%s","frameId":"F","resourceType":"%s",\
                "request":{"method":"%s","url":"%s","headers":{}}}}""".formatted(id, type, method, url);
    }

    ScriptedBrowser on(String method, String... messages) {
        answers.put(method, message -> List.of(messages));
        return this;
    }

    ScriptedBrowser on(String method, Supplier<List<String>> messages) {
        answers.put(method, message -> messages.get());
        return this;
    }

    /** What was heard of one method. */
    List<Json.Obj> heard(String method) {
        synchronized (heard) {
            return heard.stream()
                    .filter(message -> DevTools.text(message, "method").equals(method))
                    .toList();
        }
    }

    @Override
    public ProcessReply run(ProcessRequest request) {
        throw new AssertionError("nobody should run a browser to its end");
    }

    @Override
    public <T> T talk(ProcessRequest request, Wire wire, Dialogue<T> dialogue) throws IOException {
        var says = Pipe.open();
        var hears = Pipe.open();
        var browser = Thread.ofVirtual()
                .start(() -> live(
                        new BufferedInputStream(Channels.newInputStream(hears.source())),
                        Channels.newOutputStream(says.sink())));
        try {
            return dialogue.speak(Channels.newInputStream(says.source()), Channels.newOutputStream(hears.sink()));
        } finally {
            hears.sink().close();
            says.source().close();
            browser.interrupt();
        }
    }

    private void live(InputStream hears, OutputStream says) {
        try (hears;
                says) {
            for (var message = next(hears); message != null; message = next(hears)) {
                heard.add(message);
                var id = JsonText.write(message.get("id").orElseThrow());
                var all = answers.getOrDefault(
                        DevTools.text(message, "method"), any -> List.of("{\"id\":#,\"result\":{}}"));
                for (var answer : all.apply(message)) {
                    if (answer.equals(GONE)) {
                        return;
                    }
                    says.write((answer.replace("#", id) + "\0").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // the other side is gone
        } finally {
            gone.countDown();
        }
    }

    private static Json.Obj next(InputStream hears) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var one = hears.read(); one > 0; one = hears.read()) {
            bytes.write(one);
        }
        return bytes.size() == 0 ? null : (Json.Obj) JsonText.parse("a message", bytes.toByteArray(), HEARD);
    }
}
