package io.naestro.providers.web;

import static io.naestro.providers.web.Category.SECURITY;
import static io.naestro.providers.web.Severity.CRITICAL;
import static io.naestro.providers.web.Severity.HIGH;
import static io.naestro.providers.web.Severity.LOW;
import static io.naestro.providers.web.Severity.MEDIUM;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Whether pages are safe to use: encryption, what they load, and header fields. */
final class SecurityRules {
    private static final String HEADERS =
            "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html";
    private static final String MIXED = "https://developer.mozilla.org/docs/Web/Security/Mixed_content";
    private static final String TLS =
            "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html";

    static final List<Rule> ALL = List.of(
            Rule.page(
                    "https-missing",
                    SECURITY,
                    HIGH,
                    "Page is served without encryption",
                    "Whoever is on the way can read and change it, and browsers warn of it.",
                    "Serve it on https and redirect http there.",
                    "https://developer.chrome.com/docs/lighthouse/pwa/is-on-https",
                    (page, html, found) -> {
                        if (page.url().startsWith("http:") && !isLoopback(page)) {
                            found.at(page, "", "");
                        }
                    }),
            Rule.page(
                    "mixed-content",
                    SECURITY,
                    HIGH,
                    "Page on https loads something on http",
                    "Browsers refuse it or warn, and it can be changed on the way.",
                    "Load it on https.",
                    MIXED,
                    (page, html, found) -> html.resources().stream()
                            .filter(resource -> page.url().startsWith("https:")
                                    && resource.url().startsWith("http:"))
                            .forEach(resource -> found.at(page, resource.tag(), resource.url()))),
            Rule.page(
                    "form-insecure",
                    SECURITY,
                    HIGH,
                    "Form on https sends to http",
                    "What is entered can be read on the way.",
                    "Send it to https.",
                    TLS,
                    (page, html, found) -> html.forms().stream()
                            .filter(form -> page.url().startsWith("https:")
                                    && form.url().startsWith("http:"))
                            .forEach(form -> found.at(page, "form", form.url()))),
            Rule.page(
                    "password-insecure",
                    SECURITY,
                    CRITICAL,
                    "Page on http asks for a password",
                    "Anybody on the way can read it.",
                    "Serve the page and its target on https.",
                    "https://developer.mozilla.org/docs/Web/Security/Insecure_passwords",
                    (page, html, found) -> html.forms().stream()
                            .filter(form -> form.password() && page.url().startsWith("http:") && !isLoopback(page))
                            .forEach(form -> found.at(page, "form", form.url()))),
            header(
                    "hsts-missing",
                    MEDIUM,
                    "Host does not insist on https",
                    "The first request may go out unencrypted.",
                    "Send Strict-Transport-Security.",
                    TLS,
                    page -> page.url().startsWith("https:")
                            && page.header("strict-transport-security").isEmpty()),
            header(
                    "csp-missing",
                    MEDIUM,
                    "Page has no content security policy",
                    "Nothing stops a script that was smuggled in.",
                    "Send Content-Security-Policy.",
                    "https://developer.chrome.com/docs/lighthouse/best-practices/csp-xss",
                    page -> page.header("content-security-policy").isEmpty()),
            header(
                    "nosniff-missing",
                    LOW,
                    "Browsers may guess what an answer is",
                    "An upload can be taken for a script.",
                    "Send X-Content-Type-Options: nosniff.",
                    HEADERS,
                    page -> !page.header("x-content-type-options").equalsIgnoreCase("nosniff")),
            header(
                    "framing-allowed",
                    LOW,
                    "Other sites may show the page in a frame",
                    "Clicks can be stolen.",
                    "Send frame-ancestors in Content-Security-Policy, or X-Frame-Options.",
                    HEADERS,
                    page -> page.header("x-frame-options").isEmpty()
                            && !page.header("content-security-policy").contains("frame-ancestors")),
            header(
                    "referrer-policy-missing",
                    LOW,
                    "Page does not say what to tell other sites",
                    "Addresses with secrets may be told to others.",
                    "Send Referrer-Policy: strict-origin-when-cross-origin.",
                    HEADERS,
                    page -> page.header("referrer-policy").isEmpty()),
            header(
                    "version-told",
                    LOW,
                    "Server tells its version",
                    "It helps whoever looks for known holes.",
                    "Leave the version out of Server and X-Powered-By.",
                    HEADERS,
                    page -> (page.header("server") + page.header("x-powered-by")).matches(".*[0-9].*")),
            header(
                    "cookie-insecure",
                    MEDIUM,
                    "Cookie lacks Secure, HttpOnly or SameSite",
                    "It can be read on the way, by scripts, or be sent by other sites.",
                    "Add the attributes.",
                    "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
                    page -> {
                        var cookie = page.header("set-cookie").toLowerCase(Locale.ROOT);
                        return !cookie.isEmpty()
                                && !List.of("secure", "httponly", "samesite").stream()
                                        .allMatch(cookie::contains);
                    }));

    private SecurityRules() {}

    private static boolean isLoopback(Page page) {
        return Urls.host(page.url()).matches("127\\.[0-9.]+|localhost|\\[::1]");
    }

    private static Rule header(
            String id, Severity severity, String title, String why, String fix, String source, Predicate<Page> wrong) {
        return Rule.page(id, SECURITY, severity, title, why, fix, source, (page, html, found) -> {
            if (wrong.test(page)) {
                found.at(page, "", "");
            }
        });
    }
}
