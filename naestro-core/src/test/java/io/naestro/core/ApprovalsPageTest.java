package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Digest;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Approvals;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code docs/approvals.md} shows, as it stands there. */
class ApprovalsPageTest {
    // docs: start
    /** What an application does for its "Waiting for you" page. */
    record Desk(Approvals approvals) {
        List<ApprovalRequest> page(Principal user) {
            return approvals.open(user.tenant());
        }

        /** The status of the HTTP answer to a press of a button. */
        int pressed(Principal user, String id, Digest seen, boolean yes) {
            var answer = yes
                    ? approvals.grant(id, seen, Grant.THIS_CALL, user)
                    : approvals.refuse(id, seen, "not now", user);
            return switch (answer) {
                case ApprovalAnswer.GrantedAnswer granted -> 200;
                case ApprovalAnswer.RefusedAnswer refused -> 200;
                case ApprovalAnswer.PartialAnswer partial -> 202; // others must agree as well
                case ApprovalAnswer.StaleAnswer stale -> 409; // show the page again
                case ApprovalAnswer.ExpiredAnswer expired -> 410;
                case ApprovalAnswer.NotAuthorizedAnswer not -> 403;
                case ApprovalAnswer.UnknownAnswer unknown -> 404;
            };
        }
    }
    // docs: end

    private final World world = new World(1);

    @Test
    void a_desk_shows_a_question_and_takes_its_answer() {
        var tool = Plans.actor("pay").returnsAlways(Plans.DOC);
        try (var naestro = world.builder()
                .policy(TestPolicy.of(effect -> Verdict.ASK))
                .tools(tool)
                .build()) {
            var desk = new Desk(naestro.approvals());
            var run = naestro.start(Plans.calling(tool), Plans.ITEM);
            world.scheduler.runReady();
            var question = desk.page(by("bob")).getFirst();
            assertThat(desk.pressed(by("bob"), question.id(), TestPolicy.DIGEST, true))
                    .isEqualTo(409);
            assertThat(desk.pressed(by("eve").of("acme"), question.id(), question.digest(), true))
                    .isEqualTo(404);
            assertThat(desk.pressed(by("bob"), question.id(), question.digest(), false))
                    .isEqualTo(200);
            assertThat(world.settle(run)).isInstanceOf(RunResult.Stopped.class);
        }
    }

    @Test
    void stands_in_the_documentation_word_for_word() throws IOException {
        var source = Files.readString(Path.of("src/test/java/io/naestro/core/ApprovalsPageTest.java"));
        var shown = source.substring(source.indexOf("// docs: start\n") + 15, source.indexOf("    // docs: end"));
        assertThat(Files.readString(Path.of("../docs/approvals.md")))
                .contains("```java\n" + shown.replaceAll("(?m)^    ", "") + "```");
    }
}
