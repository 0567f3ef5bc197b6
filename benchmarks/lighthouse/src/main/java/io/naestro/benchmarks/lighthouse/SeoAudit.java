package io.naestro.benchmarks.lighthouse;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The audits of Lighthouse's SEO category, each with the rules of Naestro that say the same; {@code structured-data} is
 * left out, since Lighthouse leaves it to people.
 */
enum SeoAudit {
    IS_CRAWLABLE("is-crawlable", "noindex", "robots-blocks-start"),
    DOCUMENT_TITLE("document-title", "title-missing"),
    META_DESCRIPTION("meta-description", "description-missing"),
    HTTP_STATUS_CODE("http-status-code", "status-client-error", "status-server-error"),
    LINK_TEXT("link-text", "link-text-vague"),
    CRAWLABLE_ANCHORS("crawlable-anchors", "link-not-crawlable", "link-invalid"),
    ROBOTS_TXT("robots-txt", "robots-invalid", "robots-unavailable"),
    IMAGE_ALT("image-alt", "image-alt-missing"),
    HREFLANG("hreflang", "hreflang-invalid", "hreflang-relative"),
    CANONICAL(
            "canonical",
            "canonical-invalid",
            "canonical-relative",
            "canonical-conflict",
            "canonical-hreflang",
            "canonical-to-root");

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> rules;

    SeoAudit(String id, String... rules) {
        this.id = id;
        this.rules = Set.of(rules);
    }

    String id() {
        return id;
    }

    Set<String> rules() {
        return rules;
    }

    /** Whether it can be judged without the page's HTML. */
    boolean withoutPage() {
        return this == HTTP_STATUS_CODE || this == ROBOTS_TXT;
    }

    static Optional<SeoAudit> of(String id) {
        return Arrays.stream(values()).filter(audit -> audit.id.equals(id)).findFirst();
    }
}
