package io.naestro.providers.web;

import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.time.Duration;

/** {@code web.audit}. */
record AuditTool(Gazetteer gazetteer) implements SiteTool<AuditJob, Audit> {
    private static final ToolContract<AuditJob, Audit> CONTRACT = ToolContract.named(
                    "web.audit", AuditJob.class, Audit.class)
            .description("Judges the pages of a crawl by rules, each with its source, and gives what is wrong, where,"
                    + " why it matters and how to mend it, with a score for each category.")
            .repeat(Repeat.PURE)
            .touches(Touch.FILES_READ)
            .argument("/folder", ArgumentRole.DESTINATION)
            .timeout(Duration.ofMinutes(30))
            .build();

    @Override
    public ToolContract<AuditJob, Audit> contract() {
        return CONTRACT;
    }

    @Override
    public ToolResult<Audit> work(AuditJob job, ToolContext context) throws IOException {
        var rules = Rules.without(job.without());
        var audited = Auditor.judge(context.files(), job.folder(), rules, gazetteer);
        var site = audited.site();
        var issues = audited.sink().issues();
        return ToolResult.of(new Audit(
                site.start().url(),
                site.nodes().size(),
                site.readable().size(),
                rules.size(),
                Sink.scores(issues, site.nodes().size()),
                issues,
                audited.mentions().most()));
    }
}
