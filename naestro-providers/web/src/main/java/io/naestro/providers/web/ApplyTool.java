package io.naestro.providers.web;

import io.naestro.providers.web.Proposal.FileChange;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContext.Files;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure.Kind;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;

/** {@code web.apply}: looks at all files first, so that it changes all of them or none. */
record ApplyTool() implements SiteTool<ApplyJob, Applied> {
    private static final int MOST_BYTES = 16 << 20;
    private static final ToolContract<ApplyJob, Applied> CONTRACT = ToolContract.named(
                    "web.apply", ApplyJob.class, Applied.class)
            .description("Makes the changes of a proposal to the files of a site, if these are still as the proposal"
                    + " expects them; otherwise changes nothing.")
            .repeat(Repeat.IDEMPOTENT)
            .touches(Touch.FILES_READ, Touch.FILES_WRITE)
            .argument("/site", ArgumentRole.DESTINATION)
            .argument("/proposal", ArgumentRole.PAYLOAD)
            .build();

    /** A file is not as a proposal expects it. */
    private static final class Changed extends Exception {
        private static final long serialVersionUID = 1L;

        Changed(String path, String why) {
            super("'" + path + "' " + why + "; nothing was changed, propose again");
        }
    }

    @Override
    public ToolContract<ApplyJob, Applied> contract() {
        return CONTRACT;
    }

    @Override
    public ToolResult<Applied> work(ApplyJob job, ToolContext context) throws IOException {
        var folder = job.site().replaceFirst("/+$", "");
        var texts = new LinkedHashMap<String, String>();
        try {
            for (var change : job.proposal().files()) {
                texts.put(change.path(), changed(folder, change, context.files()));
            }
        } catch (Changed e) {
            return ToolResult.failed(Kind.CONFLICT, String.valueOf(e.getMessage()));
        }
        for (var text : texts.entrySet()) {
            context.files().write(folder + "/" + text.getKey(), text.getValue().getBytes(StandardCharsets.UTF_8));
        }
        var edits = job.proposal().files().stream()
                .mapToInt(change -> change.edits().size())
                .sum();
        return ToolResult.of(new Applied(texts.size(), edits));
    }

    /** The text of a file with its changes; one that has them already stays as it is. */
    private static String changed(String folder, FileChange change, Files files) throws IOException, Changed {
        var text = text(folder + "/" + change.path(), files);
        var digest = text.isEmpty() && change.before().isEmpty() ? "" : Draft.digest(text);
        if (digest.equals(change.after())) {
            return text;
        }
        if (!digest.equals(change.before())) {
            throw new Changed(change.path(), "was changed since the proposal");
        }
        try {
            var changed = Draft.apply(text, change.edits());
            if (Draft.digest(changed).equals(change.after())) {
                return changed;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Changed(change.path(), "would not become what the proposal says");
    }

    private static String text(String path, Files files) throws IOException {
        try {
            return new String(files.read(path, MOST_BYTES), StandardCharsets.UTF_8);
        } catch (NoSuchFileException | FileNotFoundException e) {
            return "";
        }
    }
}
