package io.naestro.providers.web;

import io.naestro.json.Json;
import io.naestro.providers.web.DevTools.Event;
import io.naestro.providers.web.Supply.Wanted;
import io.naestro.run.TimeSource;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.HttpReply;
import io.naestro.tool.ToolContext.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/**
 * One page in a browser of its own. Every request of the page, its frames and workers is paused by the browser and
 * answered by {@link Supply}.
 */
final class Tab {
    private static final Json.Obj NONE = Json.Obj.EMPTY;

    private final DevTools tools;
    private final Supply supply;
    private String session = "";
    private String frame = "";
    private String document = "";
    private boolean quiet;
    private boolean settled;

    /** What is done with a page. */
    @FunctionalInterface
    interface Look<T> {
        T at(Tab tab) throws IOException;
    }

    /**
     * What to load, and how.
     *
     * @param url the address, in its one form
     * @param hosts the hosts that may be asked
     * @param width the width of the window, in CSS pixels
     * @param height its height
     * @param settle how long to wait until the page asks for nothing more
     */
    record Sight(String url, Set<String> hosts, int width, int height, Duration settle) {}

    /**
     * Loads a page in a new browser, looks at it, and ends the browser.
     *
     * @throws IOException if there is no browser or no page, or the call is over; so do refusals of the policy
     */
    static <T> T open(Browser browser, Sight sight, ToolContext context, TimeSource time, Look<T> look)
            throws IOException {
        var most = Duration.between(time.now(), context.deadline());
        return context.processes().talk(browser.request(most), Wire.EXTRA_DESCRIPTORS, (says, hears) -> {
            try (var supply = new Supply(context.http(), sight.hosts())) {
                var tab = new Tab(says, hears, supply, time, context.deadline());
                tab.load(sight);
                return look.at(tab);
            }
        });
    }

    private Tab(InputStream says, OutputStream hears, Supply supply, TimeSource time, Instant end) {
        this.tools = new DevTools(says, hears, time, end, this::happened);
        this.supply = supply;
    }

    private void load(Sight sight) throws IOException {
        tools.call("", "Browser.setDownloadBehavior", Json.object().with("behavior", "deny"));
        var made = tools.call("", "Target.createTarget", Json.object().with("url", "about:blank"));
        frame = DevTools.text(made, "targetId");
        var attached = tools.call(
                "",
                "Target.attachToTarget",
                Json.object().with("targetId", frame).with("flatten", Json.of(true)));
        session = DevTools.text(attached, "sessionId");
        tools.call(session, "Fetch.enable", NONE);
        tools.call(session, "Target.setAutoAttach", follow());
        tools.call(session, "Page.enable", NONE);
        tools.call(session, "Page.setLifecycleEventsEnabled", Json.object().with("enabled", Json.of(true)));
        tools.call(session, "Emulation.setDeviceMetricsOverride", window(sight.width(), sight.height()));
        quiet = false;
        document = "";
        tools.call(session, "Page.navigate", Json.object().with("url", sight.url()));
        supply.document();
        settled = tools.await(() -> quiet, sight.settle());
    }

    private static Json.Obj follow() {
        return Json.object()
                .with("autoAttach", Json.of(true))
                .with("waitForDebuggerOnStart", Json.of(true))
                .with("flatten", Json.of(true));
    }

    private static Json.Obj window(int width, int height) {
        return Json.object()
                .with("width", width)
                .with("height", height)
                .with("deviceScaleFactor", 1)
                .with("mobile", Json.of(false));
    }

    private void happened(Event event) throws IOException {
        switch (event.method()) {
            case "Fetch.requestPaused" -> supply.bring(wanted(event));
            case "Target.attachedToTarget" -> attached(event);
            case "Page.javascriptDialogOpening" ->
                tools.tell(session, "Page.handleJavaScriptDialog", Json.object().with("accept", Json.of(false)));
            case "Page.lifecycleEvent" -> lived(event);
            default -> {
                // not about loading
            }
        }
    }

    private Wanted wanted(Event event) {
        var accept = event.text("request", "headers", "Accept");
        return new Wanted(
                tools,
                event.session(),
                event.text("requestId"),
                event.text("request", "method"),
                event.text("request", "url"),
                accept.isEmpty() ? "*/*" : accept,
                event.text("resourceType").equals("Document")
                        && event.text("frameId").equals(frame));
    }

    /** A frame or worker of the page: it waits until its requests are paused, too. */
    private void attached(Event event) throws IOException {
        if (!event.session().isEmpty()) {
            var inner = event.text("sessionId");
            tools.tell(inner, "Fetch.enable", NONE);
            tools.tell(inner, "Target.setAutoAttach", follow());
            tools.tell(inner, "Runtime.runIfWaitingForDebugger", NONE);
        }
    }

    /** The page asks for nothing when the network of its newest document was idle for half a second. */
    private void lived(Event event) {
        if (!event.text("frameId").equals(frame)) {
            return;
        }
        if (event.text("name").equals("init")) {
            document = event.text("loaderId");
            quiet = false;
        } else if (event.text("name").equals("networkIdle")
                && event.text("loaderId").equals(document)) {
            quiet = true;
        }
    }

    /** Whether the page asked for nothing more before the time to settle was over. */
    boolean settled() {
        return settled;
    }

    HttpReply served() throws IOException {
        return supply.document();
    }

    Supply supply() {
        return supply;
    }

    /** Where the page is now: its address, and its HTML as scripts left it. */
    Standing standing() throws IOException {
        var root = tools.call(session, "DOM.getDocument", Json.object().with("depth", 0))
                .get("root")
                .orElse(NONE);
        if (!(root instanceof Json.Obj node) || !(node.get("nodeId").orElse(NONE) instanceof Json.Num id)) {
            throw new IOException("the browser shows no document");
        }
        var html = tools.call(session, "DOM.getOuterHTML", Json.object().with("nodeId", id));
        return new Standing(DevTools.text(node, "documentURL"), DevTools.text(html, "outerHTML"));
    }

    /**
     * What a page became.
     *
     * @param url its address
     * @param html its HTML
     */
    record Standing(String url, String html) {}

    /**
     * A picture of the page as it stands.
     *
     * @param whole whether beyond the window, to the end of the page
     * @return the bytes of a PNG
     */
    byte[] picture(boolean whole) throws IOException {
        var taken = tools.call(
                session,
                "Page.captureScreenshot",
                Json.object().with("format", "png").with("captureBeyondViewport", Json.of(whole)));
        try {
            return Base64.getDecoder().decode(DevTools.text(taken, "data"));
        } catch (IllegalArgumentException e) {
            throw new IOException("the browser sent no picture", e);
        }
    }
}
