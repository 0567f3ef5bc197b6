package io.naestro.benchmarks;

import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.effect.Resource;
import io.naestro.effect.Resource.FileResource;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.policy.engine.PreparedEffect;
import io.naestro.policy.engine.YamlPolicy;
import io.naestro.run.Spend;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a decision costs beside jCasbin and beside a loop over the same rules. Each rule is for a role, a tool and the
 * files below a folder; every tenth denies the secrets in it. Requests are calls of tools on files in turn: most are
 * allowed, some are denied by a rule, some by none. All three agree on each of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {
    private static final int REQUESTS = 64;
    private static final int ROLES = 8;
    private static final int TOOLS = 20;
    private static final Digest DIGEST = new Digest("sha256:" + "0".repeat(64));

    /** How many rules. */
    @Param({"10", "100", "1000"})
    public int rules;

    private final List<Line> lines = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Effect[] effects = new Effect[REQUESTS];
    private final PreparedEffect[] prepared = new PreparedEffect[REQUESTS];
    private YamlPolicy policy = YamlPolicy.parse("naestro: policy/v1\nrules: []\n", "none.yaml");
    private Enforcer casbin = new Enforcer();
    private int next;

    private record Line(boolean denies, String role, String tool, List<String> folder) {
        boolean matches(Asked asked) {
            return role.equals(asked.role)
                    && tool.equals(asked.tool)
                    && asked.path.size() > folder.size()
                    && asked.path.subList(0, folder.size()).equals(folder);
        }
    }

    private record Asked(String role, String tool, List<String> path) {}

    /** Makes the rules in three forms, and the requests. */
    @Setup
    public void write() {
        for (int i = 0; i < rules; i++) {
            var denies = i % 10 == 9;
            var of = denies ? i - 1 : i;
            var folder = denies
                    ? List.of("area" + of % 7, "project" + of, "secrets")
                    : List.of("area" + of % 7, "project" + of);
            lines.add(new Line(denies, role(of), tool(of), folder));
        }
        policy = YamlPolicy.parse(yaml(), "policy.yaml");
        casbin = casbin();
        for (int i = 0; i < REQUESTS; i++) {
            request(i);
        }
        for (int i = 0; i < REQUESTS; i++) {
            var wanted = linear(asked.get(i));
            if (wanted != policy.decide(prepared[i]).verdict().equals(io.naestro.policy.Verdict.ALLOW)
                    || wanted != casbin(asked.get(i))) {
                throw new IllegalStateException("the three do not agree on " + asked.get(i));
            }
        }
    }

    private static String role(int i) {
        return "role" + i % ROLES;
    }

    private static String tool(int i) {
        return "fs.tool" + i % TOOLS;
    }

    private void request(int i) {
        var line = lines.get(i * 31 % lines.size());
        var path = new ArrayList<>(line.folder);
        path.addAll(List.of("src", "main", "File" + i + ".java"));
        if (i % 8 == 7) {
            path.set(1, "elsewhere");
        }
        asked.add(new Asked(line.role, line.tool, List.copyOf(path)));
        var contract = ToolContract.named(line.tool, Json.class, Json.class)
                .repeat(Repeat.PURE)
                .argument("/path", ArgumentRole.DESTINATION)
                .build();
        var file = "workspace:/" + String.join("/", path);
        effects[i] = new Effect.ToolCall(
                Actor.of(Principal.by("ada"), line.role, Mode.AUTO),
                contract,
                Payload.of(Json.object().with("path", file), Origin.USER),
                List.<Resource>of(new FileResource(Resource.Operation.READ, file)),
                DIGEST,
                Spend.NOTHING);
        prepared[i] = PreparedEffect.of(effects[i]);
    }

    private String yaml() {
        var text = new StringBuilder("naestro: policy/v1\nmode: auto\nrules:\n");
        for (int i = 0; i < rules; i++) {
            var line = lines.get(i);
            text.append("  - { id: r")
                    .append(i)
                    .append(", verdict: ")
                    .append(line.denies ? "deny" : "allow")
                    .append(", roles: [")
                    .append(line.role)
                    .append("], tools: [")
                    .append(line.tool)
                    .append("], on: { path: ['workspace:/")
                    .append(String.join("/", line.folder))
                    .append("/**'] } }\n");
        }
        return text.toString();
    }

    private Enforcer casbin() {
        var model = new Model();
        model.addDef("r", "r", "sub, obj, act");
        model.addDef("p", "p", "sub, obj, act, eft");
        model.addDef("e", "e", "some(where (p.eft == allow)) && !some(where (p.eft == deny))");
        model.addDef("m", "m", "r.sub == p.sub && r.act == p.act && keyMatch(r.obj, p.obj)");
        var enforcer = new Enforcer(model);
        for (var line : lines) {
            enforcer.addPolicy(
                    line.role, "/" + String.join("/", line.folder) + "/*", line.tool, line.denies ? "deny" : "allow");
        }
        return enforcer;
    }

    private boolean casbin(Asked what) {
        return casbin.enforce(what.role, "/" + String.join("/", what.path), what.tool);
    }

    private boolean linear(Asked what) {
        var allowed = false;
        for (var line : lines) {
            if (line.matches(what)) {
                if (line.denies) {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    private int turn() {
        next = (next + 1) % REQUESTS;
        return next;
    }

    /** Deciding on an effect that was prepared. */
    @Benchmark
    public Decision decide() {
        return policy.decide(prepared[turn()]);
    }

    /** Preparing an effect and deciding on it, as the engine does. */
    @Benchmark
    public Decision prepareAndDecide() {
        return policy.decide(effects[turn()]);
    }

    /** A loop over all rules. */
    @Benchmark
    public boolean linearScan() {
        return linear(asked.get(turn()));
    }

    /** jCasbin with the same rules. */
    @Benchmark
    public boolean jCasbin() {
        return casbin(asked.get(turn()));
    }
}
