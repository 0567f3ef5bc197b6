package io.naestro.providers.web;

import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.time.Duration;

/** {@code web.propose}. */
record ProposeTool() implements SiteTool<ProposeJob, Proposal> {
    private static final ToolContract<ProposeJob, Proposal> CONTRACT = ToolContract.named(
                    "web.propose", ProposeJob.class, Proposal.class)
            .description("Proposes changes to the files of a site that mend what its audit finds, as far as the site"
                    + " itself says what is right, and names what only a person can mend. Changes nothing.")
            .repeat(Repeat.PURE)
            .touches(Touch.FILES_READ)
            .argument("/crawl", ArgumentRole.DESTINATION)
            .argument("/site", ArgumentRole.DESTINATION)
            .timeout(Duration.ofMinutes(30))
            .build();

    @Override
    public ToolContract<ProposeJob, Proposal> contract() {
        return CONTRACT;
    }

    @Override
    public ToolResult<Proposal> work(ProposeJob job, ToolContext context) throws IOException {
        var audited = Auditor.judge(context.files(), job.crawl(), Rules.without(job.without()), Gazetteer.NONE);
        var proposer = new Proposer(context.files(), job.site().replaceFirst("/+$", ""), audited);
        return ToolResult.of(proposer.propose(new PageStore(context.files(), job.crawl())));
    }
}
