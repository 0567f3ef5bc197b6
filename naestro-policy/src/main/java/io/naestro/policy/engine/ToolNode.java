package io.naestro.policy.engine;

import io.naestro.base.PathPattern;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.Leaf.Search;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The rules that name one tool, or all tools by one pattern, by what they say of destinations. */
final class ToolNode {
    private final Supplier<Leaf> leaves;

    /** For calls that name no destination: of the rules with destinations those that allow, and all others. */
    private final Leaf unnamed;

    /** For calls that name some: the rules without destinations. */
    private final Leaf anywhere;

    /** For what is used inside a call: the rules without destinations that bind. */
    private final Leaf inside;

    private final Map<String, PathNode> roots = new HashMap<>();
    private final List<PathPattern> deepPaths = new ArrayList<>();
    private final List<Leaf> deep = new ArrayList<>();
    private final HostNode hosts = new HostNode();
    private final Leaf openHosts;
    private final Leaf everyHost;
    private final NameIndex programs = new NameIndex();
    private final NameIndex tables = new NameIndex();

    ToolNode(Supplier<Leaf> leaves) {
        this.leaves = leaves;
        this.unnamed = leaves.get();
        this.anywhere = leaves.get();
        this.inside = leaves.get();
        this.openHosts = leaves.get();
        this.everyHost = leaves.get();
    }

    /** Files a rule. */
    void add(Rule rule, Subject.ToolSubject subject, int number, int[] roles) {
        var allows = rule.verdict() == Verdict.ALLOW;
        var on = subject.on();
        if (allows || on == null) {
            unnamed.add(number, roles);
        }
        if (on == null) {
            anywhere.add(number, roles);
            if (!allows) {
                inside.add(number, roles);
            }
            return;
        }
        on.paths().forEach(path -> leaf(path).add(number, roles));
        on.programs().forEach(program -> programs.leaf(program, leaves).add(number, roles));
        on.tables().forEach(table -> tables.leaf(table, leaves).add(number, roles));
        on.hosts().forEach(host -> leaf(host, rule.verdict()).add(number, roles));
    }

    private Leaf leaf(PathPattern path) {
        if (PathNode.takes(path.segments())) {
            return roots.computeIfAbsent(path.root(), root -> new PathNode()).leaf(path.segments(), leaves);
        }
        deepPaths.add(path);
        deep.add(leaves.get());
        return deep.getLast();
    }

    private Leaf leaf(HostRule host, Verdict verdict) {
        var pattern = host.pattern();
        if (pattern != null) {
            return hosts.leaf(pattern.host().labels(), pattern.below(), leaves);
        }
        return verdict == Verdict.DENY ? everyHost : openHosts;
    }

    /** Looks at the rules that may match. */
    long search(PreparedEffect effect, int[] roles, Search search, long found) {
        var targets = effect.targets();
        if (targets.isEmpty()) {
            return unnamed.search(effect, null, roles, search, found);
        }
        var all = (effect.isCall() ? anywhere : inside).search(effect, null, roles, search, found);
        if (targets.size() == 1) {
            return at(effect, targets.getFirst(), roles, search, all);
        }
        for (int i = 0; i < targets.size(); i++) {
            all = at(effect, targets.get(i), roles, search.binding(), all);
        }
        return at(effect, targets.getFirst(), roles, search.covering(), all);
    }

    private long at(PreparedEffect effect, Target target, int[] roles, Search search, long found) {
        return switch (target) {
            case Target.FileTarget file -> paths(effect, file, roles, search, found);
            case Target.WebTarget web -> {
                var all = hosts.search(effect, web, roles, search, found);
                all = web.open() ? openHosts.search(effect, web, roles, search, all) : all;
                yield everyHost.search(effect, web, roles, search, all);
            }
            case Target.ProgramTarget program ->
                programs.search(program.program(), effect, program, roles, search, found);
            case Target.TableTarget table -> tables.search(table.name(), effect, table, roles, search, found);
        };
    }

    private long paths(PreparedEffect effect, Target.FileTarget file, int[] roles, Search search, long found) {
        var all = found;
        var root = roots.get(file.path().root());
        if (root != null) {
            all = root.search(file.names(), 0, effect, file, roles, search, all);
        }
        for (int i = 0; i < deepPaths.size(); i++) {
            var pattern = deepPaths.get(i);
            if (pattern.root().equals(file.path().root()) && Globs.matches(pattern.segments(), file.names())) {
                all = deep.get(i).search(effect, file, roles, search, all);
            }
        }
        return all;
    }
}
