package io.naestro.providers.web;

import io.naestro.providers.web.Proposal.Cure;
import java.util.List;

/**
 * Whether fixes did what they were made for, told by a second audit. Each list names rules and pages.
 *
 * @param proven what was to be mended and is
 * @param failed what was to be mended and is not
 * @param worse what is wrong now and was not before
 */
public record Proof(List<Cure> proven, List<Cure> failed, List<Cure> worse) {
    /** Whether everything was mended and nothing got worse. */
    public boolean holds() {
        return failed.isEmpty() && worse.isEmpty();
    }
}
