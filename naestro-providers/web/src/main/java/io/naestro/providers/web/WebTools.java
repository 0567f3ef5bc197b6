package io.naestro.providers.web;

import io.naestro.tool.Tool;
import java.util.Optional;

/**
 * The tools for web sites. They reach hosts and files only through the context of a call, so that policy sees each use.
 */
public final class WebTools {
    private WebTools() {}

    /**
     * {@code web.crawl}: crawls one site, as its robots.txt allows and within the limits of the job, and keeps facts of
     * its pages in a folder. Idempotent: a call that was cut off goes on where its last batch of pages ends. Pages that
     * fail are part of the result. Fails when the first page gives no answer: DENIED, TIMEOUT, TOO_LARGE, UNAVAILABLE;
     * and as INVALID_INPUT when the address is none or a limit is out of range.
     */
    public static Tool<CrawlJob, Crawled> crawl() {
        return new CrawlTool(SystemTime.INSTANCE, Thread::sleep);
    }

    /**
     * {@code web.audit}: judges the pages of a crawl by rules. Pure: reads the folder, asks no host. Fails as NOT_FOUND
     * when the folder holds no crawl, and as INVALID_INPUT when a rule to leave out is none.
     */
    public static Tool<AuditJob, Audit> audit() {
        return audit(Gazetteer.NONE);
    }

    /**
     * {@code web.audit} with places at hand: it also tells which of them pages speak of, and whether local businesses
     * are where they say.
     *
     * @param gazetteer the places
     */
    public static Tool<AuditJob, Audit> audit(Gazetteer gazetteer) {
        return new AuditTool(gazetteer);
    }

    /**
     * {@code web.propose}: drafts changes to the files of a site that mend what its audit finds. Pure: changes nothing.
     * Files that are not in UTF-8 are left alone. At most 200 files; what is left comes with the next proposal. Fails
     * like {@code web.audit}.
     */
    public static Tool<ProposeJob, Proposal> propose() {
        return new ProposeTool();
    }

    /**
     * {@code web.apply}: makes the changes of a proposal. Idempotent: files that have them already stay as they are.
     * Fails as CONFLICT, with no file changed, when one is not as the proposal expects it.
     */
    public static Tool<ApplyJob, Applied> apply() {
        return new ApplyTool();
    }

    /**
     * {@code web.prove}: compares the audits of two crawls, before and after fixes were made. Pure. Fails as NOT_FOUND
     * when a folder holds no crawl.
     */
    public static Tool<ProveJob, Proof> prove() {
        return new ProveTool();
    }

    /**
     * {@code web.render}: loads one page in a browser, with its scripts, writes its HTML as it then is, and tells what
     * scripts changed of what search engines read. Idempotent. The browser has no network of its own: the policy
     * decides on its program, and on each request of the page, which reaches only the page's host and those that the
     * job names, by GET, at most 500 times and for at most 64 MiB. Fails as UNAVAILABLE where no browser is installed
     * or it cannot be started, and like a request where the page gives no answer.
     *
     * @param browser the browser, such as {@link Browser#find}; empty for none, which every call then says
     */
    public static Tool<RenderJob, Rendered> render(Optional<Browser> browser) {
        return BrowserTool.render(browser, SystemTime.INSTANCE);
    }

    /**
     * {@code web.screenshot}: loads one page in a browser, like {@code web.render}, and writes a picture of it.
     *
     * @param browser the browser; empty for none, which every call then says
     */
    public static Tool<RenderJob, Rendered> screenshot(Optional<Browser> browser) {
        return BrowserTool.screenshot(browser, SystemTime.INSTANCE);
    }
}
