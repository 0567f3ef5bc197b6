package io.naestro.providers.web;

import java.util.List;

/**
 * Changes to the files of a site that mend what an audit found. It is data: a person can read it, a policy can ask
 * about it, and {@code web.apply} makes exactly these changes or none.
 *
 * @param files the files to change, in the order of their paths
 * @param left what nobody but a person can mend
 */
public record Proposal(List<FileChange> files, List<Left> left) {

    /**
     * The changes of one file.
     *
     * @param path its path below the folder of the site, such as {@code about/index.html}
     * @param before the digest of its bytes as the changes expect it; empty for a file that there is not yet
     * @param after the digest of its bytes once it is changed
     * @param edits the changes, by place; none overlaps another
     */
    public record FileChange(String path, String before, String after, List<Edit> edits) {}

    /**
     * One change: text that stands at a place is replaced by another.
     *
     * @param line the line in which it starts, from 1; for people
     * @param at how many characters (UTF-16) stand before it in the unchanged file
     * @param before what stands there; empty to insert
     * @param after what will stand there; empty to remove
     * @param cures what it mends
     */
    public record Edit(int line, int at, String before, String after, List<Cure> cures) {}

    /**
     * Something that a change mends.
     *
     * @param rule the rule that is broken
     * @param url the page that breaks it
     */
    public record Cure(String rule, String url) {}

    /**
     * A rule that stays broken.
     *
     * @param rule the rule
     * @param pages on how many pages
     * @param todo what a person can do
     */
    public record Left(String rule, int pages, String todo) {}
}
