package io.naestro.providers.web;

import io.naestro.tool.ToolContext.ProcessRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A browser of this machine: Chromium or one made of it, such as Chrome or Edge. It is started without a window, with a
 * profile that is thrown away, steered over a pipe, and without a network of its own: its proxy is at a dead address,
 * it resolves no names, and what a page asks for is brought by the call's {@code ToolContext.http()}.
 */
public final class Browser {
    private static final List<String> USUAL = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/opt/google/chrome/chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    /** Switches of Chromium (content/public/common/content_switches.cc and its neighbors). */
    private static final List<String> SWITCHES = List.of(
            "--headless",
            "--remote-debugging-pipe",
            "--user-data-dir=profile",
            "--proxy-server=http://127.0.0.1:9",
            "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--disable-quic",
            "--dns-prefetch-disable",
            "--disable-background-networking",
            "--disable-breakpad",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-gpu",
            "--disable-sync",
            "--hide-scrollbars",
            "--js-flags=--max-old-space-size=512",
            "--lang=en-US",
            "--mute-audio",
            "--no-default-browser-check",
            "--no-first-run");

    private static final long MOST_SAID = 128L << 20;

    private final Path program;
    private final List<String> arguments;

    private Browser(Path program, List<String> arguments) {
        this.program = program;
        this.arguments = arguments;
    }

    /**
     * A browser at a known place.
     *
     * @param program the absolute path of the program
     * @param arguments more switches; {@code --no-sandbox} is needed where the host runs as root, and gives up what
     *     keeps a page that breaks out of the browser away from the machine
     */
    public static Browser at(Path program, String... arguments) {
        return new Browser(program, List.of(arguments));
    }

    /**
     * A browser at one of the usual places of Linux and macOS; empty where there is none.
     *
     * @param arguments more switches
     */
    public static Optional<Browser> find(String... arguments) {
        return find(USUAL, arguments);
    }

    static Optional<Browser> find(List<String> places, String... arguments) {
        return places.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> at(program, arguments));
    }

    /** The path of the program, which a policy has to allow where the system says it really is. */
    public Path program() {
        return program;
    }

    ProcessRequest request(Duration most) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(SWITCHES);
        command.addAll(arguments);
        return new ProcessRequest(command, Map.of(), "", new byte[0], most, MOST_SAID);
    }
}
