package io.naestro.providers.web;

import io.naestro.providers.web.Proposal.Cure;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code web.prove}. */
record ProveTool() implements SiteTool<ProveJob, Proof> {
    private static final ToolContract<ProveJob, Proof> CONTRACT = ToolContract.named(
                    "web.prove", ProveJob.class, Proof.class)
            .description("Audits a site before and after its fixes were made, and tells which of them hold and whether"
                    + " anything got worse.")
            .repeat(Repeat.PURE)
            .touches(Touch.FILES_READ)
            .argument("/before", ArgumentRole.DESTINATION)
            .argument("/after", ArgumentRole.DESTINATION)
            .argument("/proposal", ArgumentRole.PAYLOAD)
            .timeout(Duration.ofMinutes(30))
            .build();

    @Override
    public ToolContract<ProveJob, Proof> contract() {
        return CONTRACT;
    }

    @Override
    public ToolResult<Proof> work(ProveJob job, ToolContext context) throws IOException {
        var before = broken(job.before(), context);
        var after = broken(job.after(), context);
        var wanted = job.proposal().files().stream()
                .flatMap(file -> file.edits().stream())
                .flatMap(edit -> edit.cures().stream())
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        var holds = new ArrayList<Cure>();
        var failed = new ArrayList<Cure>();
        wanted.forEach((cure, edits) -> {
            var most = Math.max(0, before.getOrDefault(cure, 0) - edits);
            (after.getOrDefault(cure, 0) <= most ? holds : failed).add(cure);
        });
        return ToolResult.of(new Proof(
                holds,
                failed,
                sorted(after.keySet().stream()
                        .filter(cure -> after.getOrDefault(cure, 0) > before.getOrDefault(cure, 0)))));
    }

    private static Map<Cure, Integer> broken(String folder, ToolContext context) throws IOException {
        return Auditor.judge(context.files(), folder, Rules.ALL, Gazetteer.NONE)
                .sink()
                .broken();
    }

    private static List<Cure> sorted(Stream<Cure> cures) {
        return cures.sorted((a, b) -> (a.rule() + a.url()).compareTo(b.rule() + b.url()))
                .toList();
    }
}
