package io.naestro.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs test classes inside a test and tells what became of their tests. */
final class Suites {
    private Suites() {}

    static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter(Inside.PARAMETER, "true")
                .selectors(selectClass(tests))
                .execute();
    }

    /** The names of the tests that failed. */
    static List<String> failed(Class<?> tests) {
        return run(tests).testEvents().failed().map(Suites::name).toList();
    }

    private static String name(Event test) {
        return test.getTestDescriptor().getDisplayName().replace("()", "");
    }
}
