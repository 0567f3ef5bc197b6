package io.naestro.providers.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.Naestro;
import io.naestro.core.PendingRun;
import io.naestro.policy.Principal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.JournalFailure;
import io.naestro.run.Run;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that processes share, and starts within the host's transaction, with the engine on a real database. */
class StartsTest {
    private static final DataSource POOL = Database.pool();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final RunKey KEY = RunKey.of("order-17");

    private final Engines engines = new Engines();

    @BeforeEach
    void reset() {
        Database.reset();
        Database.execute("CREATE TABLE orders (id text)");
    }

    private static JdbcJournal journal() {
        return JdbcJournal.on(POOL, new XorKeys());
    }

    private static Connection transaction() throws SQLException {
        var connection = POOL.getConnection();
        connection.setAutoCommit(false);
        Sql.change(connection, "INSERT INTO orders VALUES ('17')");
        return connection;
    }

    private PendingRun<String> within(Naestro naestro, JdbcJournal journal, Connection connection) {
        return naestro.within(journal.transaction(connection)).start(engines.plan(), "17", KEY, Principal.HOST);
    }

    private Run<String> start(Naestro naestro) {
        return naestro.start(engines.plan(), "17", KEY, Principal.HOST);
    }

    private static void isDone(Run<String> run) {
        assertThat(run.await(LONG).orThrow()).isEqualTo("shipped 17");
    }

    private static long count(String table) {
        return Long.parseLong(Database.ask("SELECT count(*) FROM " + table));
    }

    private static void nothingIsKept() {
        for (var table : List.of("run", "record", "content", "start")) {
            assertThat(count("naestro_" + table)).as(table).isZero();
        }
    }

    private static <T> List<T> all(List<? extends Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void two_processes_that_start_the_same_keys_at_once_get_one_run_for_each() throws Exception {
        try (var one = engines.on(journal());
                var other = engines.on(journal())) {
            Map<String, Set<RunId>> runs = new ConcurrentHashMap<>();
            var calls = new ArrayList<Callable<List<Run<String>>>>();
            for (int thread = 0; thread < 6; thread++) {
                var naestro = thread % 2 == 0 ? one : other;
                var order = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
                Collections.shuffle(order, new Random(thread / 2));
                calls.add(() -> {
                    var started = new ArrayList<Run<String>>();
                    for (var number : order) {
                        var name = "order-" + number;
                        var run = naestro.start(engines.plan(), name, RunKey.of(name), Principal.HOST);
                        runs.computeIfAbsent(name, key -> ConcurrentHashMap.newKeySet())
                                .add(run.id());
                        started.add(run);
                    }
                    return started;
                });
            }
            var done = new HashSet<RunId>();
            for (var started : all(calls)) {
                for (var run : started) {
                    if (run.await(LONG) instanceof RunResult.Done) { // in one of the two: the other one may not have it
                        done.add(run.id());
                    }
                }
            }
            assertThat(runs)
                    .hasSize(100)
                    .allSatisfy((key, ids) -> assertThat(ids).hasSize(1));
            assertThat(done).hasSize(100);
            assertThat(engines.calls)
                    .hasSize(100)
                    .allSatisfy((order, times) -> assertThat(times).isOne());
            assertThat(count("naestro_run")).isEqualTo(100);
            assertThat(count("naestro_start")).isEqualTo(100);
            assertThat(count("naestro_content WHERE run NOT IN (SELECT run FROM naestro_start)"))
                    .isZero();
        }
    }

    @Test
    void a_key_that_another_process_has_gives_its_run_and_is_free_once_that_is_forgotten() {
        try (var one = engines.on(journal());
                var other = engines.on(journal())) {
            var run = start(one);
            isDone(run);
            assertThat(start(other).id()).isEqualTo(run.id());
            isDone(start(other));
            one.forget(run.id());
            assertThat(count("naestro_start")).isZero();
            var second = start(other);
            assertThat(second.id()).isNotEqualTo(run.id());
            isDone(second);
            assertThat(start(one).id()).isEqualTo(second.id());
            assertThat(engines.calls).containsEntry("17", 2);
        }
    }

    @Test
    void a_process_that_dies_while_it_begins_a_run_leaves_its_key_free() {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var other = engines.on(journal())) {
            Database.execute("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;"
                    + " CREATE TRIGGER die BEFORE INSERT ON naestro_record FOR EACH ROW EXECUTE FUNCTION die()");
            assertThatExceptionOfType(JournalFailure.class).isThrownBy(() -> start(naestro));
            Database.execute("DROP TRIGGER die ON naestro_record");
            nothingIsKept();
            isDone(start(other));
        }
    }

    @Test
    void a_key_whose_run_is_dropped_while_another_asks_for_it_is_asked_for_again() {
        try (var naestro = engines.on(journal())) {
            // the first insertion finds a row in its way that is gone when it is looked for
            Database.execute(
                    "CREATE SEQUENCE tries; CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " RETURN CASE WHEN nextval('tries') = 1 THEN NULL ELSE NEW END; END $$;"
                            + " CREATE TRIGGER skip BEFORE INSERT ON naestro_start FOR EACH ROW EXECUTE FUNCTION skip()");
            isDone(start(naestro));
            assertThat(count("naestro_start")).isOne();
        }
    }

    @Test
    void a_run_begins_with_the_commit_of_the_host_and_not_before() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var other = engines.on(journal());
                var connection = transaction()) {
            var start = within(naestro, journal, connection);
            assertThatIllegalStateException()
                    .isThrownBy(start::committed)
                    .withMessageContaining("was not committed, or was rolled back");
            assertThat(naestro.resume()).isEmpty();
            assertThat(other.resume()).isEmpty();
            assertThat(naestro.runs().find("", KEY)).isEmpty();
            nothingIsKept();
            assertThat(engines.calls).isEmpty();
            connection.commit();
            assertThat(engines.calls).isEmpty();
            var run = start.committed();
            isDone(run);
            assertThat(run.id()).isEqualTo(start.id());
            isDone(start.committed());
            assertThat(start(naestro).id()).isEqualTo(run.id());
            assertThat(engines.calls).containsEntry("17", 1);
            assertThat(count("orders")).isOne();
        }
    }

    @Test
    void a_run_never_was_when_the_host_rolls_back() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var connection = transaction()) {
            var start = within(naestro, journal, connection);
            connection.rollback();
            nothingIsKept();
            assertThatIllegalStateException().isThrownBy(start::committed);
            assertThat(naestro.resume()).isEmpty();
            assertThat(engines.calls).isEmpty();
            var run = start(naestro);
            assertThat(run.id()).isNotEqualTo(start.id());
            isDone(run);
            assertThatIllegalStateException().isThrownBy(start::committed);
        }
    }

    @Test
    void a_run_never_was_when_the_host_fails_and_its_connection_is_closed() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal)) {
            assertThatThrownBy(() -> {
                        try (var connection = transaction()) {
                            within(naestro, journal, connection);
                            throw new IllegalArgumentException("the host has changed its mind");
                        }
                    })
                    .hasMessageContaining("changed its mind");
            nothingIsKept();
            assertThat(count("orders")).isZero();
            var connection = transaction();
            var transaction = journal.transaction(connection);
            connection.close();
            assertThatExceptionOfType(JournalFailure.class)
                    .isThrownBy(() -> naestro.within(transaction).start(engines.plan(), "17", KEY, Principal.HOST));
            isDone(start(naestro));
        }
    }

    @Test
    void a_run_whose_host_did_not_say_that_it_has_committed_is_taken_up_by_whoever_comes_first() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var other = engines.on(journal());
                var connection = transaction()) {
            var start = within(naestro, journal, connection);
            connection.commit();
            var runs = other.resume();
            assertThat(runs).extracting(Run::id).containsExactly(start.id());
            assertThat(runs.getFirst().await(LONG)).isInstanceOf(RunResult.Done.class);
            isDone(start.committed());
            assertThat(engines.calls).containsEntry("17", 1);
        }
    }

    @Test
    void a_key_gives_its_run_within_a_transaction_too() throws Exception {
        var journal = journal();
        var others = journal();
        try (var naestro = engines.on(journal);
                var other = engines.on(others);
                var connection = transaction()) {
            var first = within(naestro, journal, connection);
            assertThat(within(naestro, journal, connection).id()).isEqualTo(first.id());
            connection.commit();
            isDone(first.committed());
            var known = within(other, others, connection);
            assertThat(known.id()).isEqualTo(first.id());
            connection.rollback();
            isDone(known.committed());
            assertThat(engines.calls).containsEntry("17", 1);
        }
    }

    @Test
    void a_start_of_the_same_key_waits_for_the_host_and_gets_its_run() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var other = engines.on(journal());
                var connection = transaction()) {
            var start = within(naestro, journal, connection);
            var waits = new ArrayList<CompletableFuture<Run<String>>>();
            for (var instance : List.of(naestro, other)) {
                var waiting = CompletableFuture.supplyAsync(() -> start(instance), Thread::startVirtualThread);
                untilWaiting(waiting, instance == naestro ? 1 : 2);
                waits.add(waiting);
            }
            // what the host does on its way to the commit is not kept by those who wait
            naestro.within(journal.transaction(connection))
                    .start(engines.plan(), "18", RunKey.of("order-18"), Principal.HOST);
            connection.commit();
            for (var waiting : waits) {
                assertThat(waiting.get().id()).isEqualTo(start.id());
            }
            var results = new HashSet<Object>();
            for (var waiting : waits) {
                results.add(waiting.get().await(LONG).getClass());
            }
            assertThat(results).contains(RunResult.Done.class);
            assertThat(engines.calls).containsEntry("17", 1).doesNotContainKey("18");
        }
    }

    private static void untilWaiting(CompletableFuture<?> waiting, int many) {
        while (count("pg_locks WHERE NOT granted") < many) {
            assertThat(waiting).isNotDone();
        }
    }

    @Test
    void a_start_of_the_same_key_begins_when_the_host_rolls_back() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var connection = transaction()) {
            var start = within(naestro, journal, connection);
            var waiting = CompletableFuture.supplyAsync(() -> start(naestro), Thread::startVirtualThread);
            untilWaiting(waiting, 1);
            connection.rollback();
            assertThat(waiting.get().id()).isNotEqualTo(start.id());
            isDone(waiting.get());
        }
    }

    @Test
    void what_is_wrong_with_a_start_is_told_before_the_transaction_is_touched() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var connection = transaction()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> naestro.within(journal.transaction(connection))
                            .start(engines.plan(), null, KEY, Principal.HOST));
            connection.commit();
            assertThat(count("orders")).isOne();
            nothingIsKept();
        }
    }

    @Test
    void two_threads_that_share_a_transaction_come_one_after_the_other() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var connection = transaction()) {
            var within = naestro.within(journal.transaction(connection));
            Callable<RunId> call = () ->
                    within.start(engines.plan(), "17", KEY, Principal.HOST).id();
            assertThat(new HashSet<>(all(List.of(call, call, call, call)))).hasSize(1);
            connection.commit();
            assertThat(count("naestro_run")).isOne();
        }
    }

    @Test
    void a_connection_without_a_transaction_is_refused() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal);
                var connection = POOL.getConnection()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> journal.transaction(connection))
                    .withMessageContaining("setAutoCommit(false)");
            connection.setAutoCommit(false);
            var within = naestro.within(journal.transaction(connection));
            connection.setAutoCommit(true);
            assertThatIllegalStateException().isThrownBy(() -> within.start(engines.plan(), "17", KEY, Principal.HOST));
            nothingIsKept();
        }
    }

    @Test
    void a_transaction_elsewhere_is_refused() throws Exception {
        var journal = journal();
        try (var naestro = engines.on(journal());
                var connection = transaction()) {
            var other = journal.transaction(connection);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> naestro.within(other))
                    .withMessageContaining("is of another journal");
            Database.migrate("elsewhere");
            connection.setSchema("elsewhere");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> journal.transaction(connection))
                    .withMessageContaining("leads to another database or schema");
            connection.setSchema("public");
        } finally {
            journal.close();
        }
    }

    @Test
    void many_claims_at_once_make_do_with_two_connections() throws Exception {
        try (var journal = JdbcJournal.on(Bounded.of(POOL, 2, LONG), new XorKeys())) {
            var calls = new ArrayList<Callable<Long>>();
            for (int i = 0; i < 16; i++) {
                var run = new RunId(new UUID(5, i));
                calls.add(() -> {
                    var claim = journal.claim(run);
                    journal.append(claim, 0, List.of("a".getBytes(StandardCharsets.UTF_8)), Durability.DURABLE);
                    return claim.fence();
                });
            }
            assertThat(all(calls)).hasSize(16).containsOnly(1L);
        }
    }

    @Test
    void many_starts_at_once_make_do_with_two_connections() throws Exception {
        try (var naestro = engines.on(JdbcJournal.on(Bounded.of(POOL, 2, LONG), new XorKeys()))) {
            var calls = new ArrayList<Callable<RunResult<String>>>();
            for (int i = 0; i < 16; i++) {
                var name = "order-" + i;
                calls.add(() -> naestro.start(engines.plan(), name, RunKey.of(name), Principal.HOST)
                        .await(LONG));
            }
            assertThat(all(calls)).hasSize(16).allMatch(RunResult.Done.class::isInstance);
        }
    }

    @Test
    void a_start_within_a_transaction_takes_no_connection_but_the_hosts() throws Exception {
        var pool = Bounded.of(POOL, 1, Duration.ZERO);
        var journal = JdbcJournal.on(pool, new XorKeys());
        try (var naestro = engines.on(journal)) {
            PendingRun<String> start;
            try (var connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                start = within(naestro, journal, connection);
                connection.commit();
            }
            assertThat(naestro.runs().find(start.id())).isEmpty();
            try (var other = engines.on(journal())) {
                assertThat(other.resume().getFirst().await(LONG)).isInstanceOf(RunResult.Done.class);
            }
        }
    }

    @Test
    void a_pool_without_a_connection_to_spare_is_a_failure_and_no_standstill() {
        try (var journal = JdbcJournal.on(Bounded.of(POOL, 1, Duration.ZERO), new XorKeys())) {
            assertThatExceptionOfType(JournalFailure.class)
                    .isThrownBy(() -> journal.claim(new RunId(new UUID(5, 1))))
                    .withMessageContaining("no connection is free");
        }
    }

    @Test
    void a_journal_that_was_closed_joins_the_others_no_more() {
        var membership = new Membership(POOL);
        membership.leave();
        assertThatExceptionOfType(JournalFailure.class)
                .isThrownBy(membership::number)
                .withMessageContaining("is closed");
    }
}
