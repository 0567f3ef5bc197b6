package io.naestro.examples.quickstart;

import io.naestro.core.Naestro;
import io.naestro.core.NaestroBuilder;
import io.naestro.core.plan.PlanText;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.policy.Policy;
import io.naestro.policy.engine.YamlPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plan and the policy of a run: those of the command line, else the bundled ones. Both are read and checked before
 * anything is written. A plan file is the same data as the plan written in Java, so both run alike.
 *
 * @param plan the plan
 * @param policyFile the policy file, or null for the bundled policy
 */
record Given(Plan<Json, Json> plan, @Nullable Path policyFile) {
    /** No program has this path. */
    private static final String NO_BROWSER = "/no/browser/was/named";

    /**
     * Reads what the command line names.
     *
     * @throws BadFile if a file cannot be read as what it should be
     */
    static Given read(Options options) throws BadFile {
        return new Given(plan(options), options.policy());
    }

    private static Plan<Json, Json> plan(Options options) throws BadFile {
        var file = options.plan();
        if (file == null) {
            var plan =
                    SiteAudit.plan(options.local(), options.fix(), options.model() != null, options.browser() != null);
            return PlanText.read(PlanText.write(plan), "the bundled plan");
        }
        try {
            return PlanText.load(file);
        } catch (RuntimeException e) {
            throw new BadFile(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The policy; the bundled one allows the hosts of the one site that the command line names.
     *
     * @param hosts the host of the site and, for a folder, that which serves it
     * @param browser the program of a browser, or null
     * @throws BadFile if the file is no policy
     */
    Policy policy(Collection<String> hosts, @Nullable Path browser) throws IOException, BadFile {
        if (policyFile == null) {
            return bundled(hosts, browser == null ? NO_BROWSER : browser.toString());
        }
        try {
            return YamlPolicy.load(policyFile);
        } catch (RuntimeException e) {
            throw new BadFile(String.valueOf(e.getMessage()));
        }
    }

    private static Policy bundled(Collection<String> hosts, String browser) throws IOException {
        try (var resource = Given.class.getResourceAsStream("policy.yaml")) {
            var text = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
            return YamlPolicy.parse(
                    text.replace("THE-HOSTS", String.join(", ", hosts))
                            .replace("THE-BROWSER", "'" + browser.replace("'", "''") + "'"),
                    "policy.yaml");
        }
    }

    /**
     * Checks the plan against tools, models and policy.
     *
     * @param parts what the plan may use, without a journal
     * @throws BadFile if it could not be started
     */
    void check(NaestroBuilder parts) throws BadFile {
        try (Naestro dry = parts.build()) {
            var problems = dry.validate(plan);
            if (!problems.isEmpty()) {
                throw new BadFile(problems.stream().map(PlanProblem::toString).collect(Collectors.joining("\n")));
            }
        }
    }
}
