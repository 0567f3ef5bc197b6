package io.naestro.providers.web;

/** What a rule is about; each category has its own score. */
public enum Category {
    /** Whether pages can be reached and crawled. */
    CRAWL,
    /** Whether search engines can understand and list pages. */
    SEARCH,
    /** Whether the text of pages serves readers. */
    CONTENT,
    /** Whether all people can use pages. */
    ACCESS,
    /** Whether pages are safe to use. */
    SECURITY,
    /** Whether pages are drawn soon. */
    SPEED
}
