package io.naestro.providers.journal.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.base.Digests;
import io.naestro.run.Journal;
import io.naestro.run.Journal.Durability;
import io.naestro.run.Journal.Snapshot;
import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import io.naestro.run.RunId;
import io.naestro.testkit.JournalConformance;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcJournalTest extends JournalConformance {
    private static final RunId RUN = new RunId(new UUID(1, 2));
    private static final DataSource POOL = Database.pool();

    @Override
    protected Journal open() {
        Database.reset();
        return again();
    }

    @Override
    protected Journal reopen(Journal journal) {
        Database.loseProcesses();
        return again();
    }

    private static JdbcJournal again() {
        return JdbcJournal.on(POOL, new XorKeys());
    }

    private static List<byte[]> bytes(String... texts) {
        return List.of(texts).stream().map(text -> text.getBytes(UTF_8)).toList();
    }

    private static void failure(Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(JournalFailure.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
        });
    }

    @Test
    void runs_on_a_database_that_forces_its_log() {
        assertThat(Database.ask("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(Database.ask("SHOW fsync")).isEqualTo("on");
    }

    @Test
    void a_run_of_a_process_that_is_alive_is_refused_to_others() {
        try (var one = again();
                var other = again()) {
            one.append(one.claim(RUN), 0, bytes("a"), Durability.DURABLE);
            failure(Kind.OWNED, "is driven by process", () -> other.claim(RUN));
            one.append(one.claim(RUN), 1, bytes("b"), Durability.DURABLE);
            assertThat(other.read(RUN, 0, 10)).hasSize(2);
        }
    }

    @Test
    void a_run_of_a_process_that_is_lost_is_taken_over_and_the_lost_one_kept_out() {
        try (var lost = again();
                var other = again()) {
            var stale = lost.claim(RUN);
            lost.append(stale, 0, bytes("a"), Durability.DURABLE);
            Database.loseProcesses();
            var taken = other.claim(RUN);
            failure(Kind.FENCED, "stop driving it here", () -> lost.append(stale, 1, bytes("x"), Durability.DURABLE));
            other.append(taken, 1, bytes("b"), Durability.DURABLE);
            failure(Kind.OWNED, "is alive", () -> lost.claim(RUN)); // with a new session
            lost.append(lost.claim(new RunId(new UUID(1, 3))), 0, bytes("c"), Durability.DURABLE);
        }
    }

    @Test
    void numbers_of_processes_that_come_round_again_are_stepped_over() {
        try (var one = again();
                var other = again()) {
            one.claim(RUN);
            Database.execute("ALTER SEQUENCE naestro_process RESTART");
            other.claim(new RunId(new UUID(1, 3)));
            failure(Kind.OWNED, "by process 1,", () -> other.claim(RUN));
        }
    }

    @Test
    void runs_are_free_once_a_journal_is_closed_although_its_pool_lives_on() {
        var one = again();
        one.append(one.claim(RUN), 0, bytes("a"), Durability.DURABLE);
        one.close();
        try (var other = again()) {
            other.append(other.claim(RUN), 1, bytes("b"), Durability.DURABLE);
            assertThat(other.read(RUN, 0, 10)).hasSize(2);
        }
    }

    @Test
    void a_journal_whose_session_is_gone_can_be_closed() {
        var journal = again();
        journal.claim(RUN);
        Database.loseProcesses();
        journal.close();
        failure(Kind.CLOSED, "is closed", journal::heads);
    }

    @Test
    void what_was_written_with_the_host_is_there_when_the_host_commits() throws SQLException {
        Database.execute("CREATE TABLE orders (id text)");
        try (var journal = again();
                var connection = POOL.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO orders VALUES ('one')");
            var joined = journal.joining(connection);
            var claim = joined.claim(RUN);
            var digest = Digests.ofBytes(bytes("input").getFirst());
            joined.keep(RUN, digest, bytes("input").getFirst());
            joined.append(claim, 0, bytes("a"), Durability.DURABLE);
            assertThat(joined.read(RUN, 0, 10)).hasSize(1);
            assertThat(journal.heads()).isEmpty();
            assertThat(journal.contents(RUN)).isEmpty();
            joined.close();
            failure(Kind.CLOSED, "is closed", joined::heads);
            connection.commit();
            assertThat(Database.ask("SELECT count(*) FROM orders")).isEqualTo("1");
            assertThat(journal.read(RUN, 0, 10)).hasSize(1);
            assertThat(journal.content(RUN, digest)).contains(bytes("input").getFirst());
            journal.append(claim, 1, bytes("b"), Durability.DURABLE); // goes on by itself
        }
    }

    @Test
    void what_was_written_with_the_host_never_was_when_the_host_rolls_back() throws SQLException {
        Database.execute("CREATE TABLE orders (id text)");
        try (var journal = again();
                var connection = POOL.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO orders VALUES ('one')");
            var joined = journal.joining(connection);
            var claim = joined.claim(RUN);
            joined.append(claim, 0, bytes("a"), Durability.DURABLE);
            connection.rollback();
            assertThat(Database.ask("SELECT count(*) FROM orders")).isEqualTo("0");
            assertThat(journal.heads()).isEmpty();
            failure(
                    Kind.FENCED,
                    "or its start was rolled back",
                    () -> journal.append(claim, 0, bytes("a"), Durability.DURABLE));
        }
    }

    @Test
    void who_goes_on_with_a_run_waits_for_the_host_to_commit_its_start() throws Exception {
        try (var journal = again();
                var connection = POOL.getConnection()) {
            connection.setAutoCommit(false);
            var joined = journal.joining(connection);
            var claim = joined.claim(RUN);
            joined.append(claim, 0, bytes("accepted"), Durability.DURABLE);
            var intent = CompletableFuture.runAsync(
                    () -> journal.append(claim, 1, bytes("intent"), Durability.DURABLE), Thread::startVirtualThread);
            while (!Database.ask("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    .equals("1")) {
                assertThat(intent).isNotDone();
            }
            connection.commit();
            intent.join();
            assertThat(journal.read(RUN, 0, 10)).hasSize(2);
        }
    }

    @Test
    void a_connection_that_commits_by_itself_is_no_transaction() throws SQLException {
        try (var journal = again();
                var connection = POOL.getConnection()) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> journal.joining(connection))
                    .withMessageContaining("setAutoCommit(false)");
            connection.close();
            failure(Kind.STORAGE, "cannot be used", () -> journal.joining(connection));
        }
    }

    @Test
    void only_durable_work_waits_for_the_disk() throws SQLException {
        try (var journal = again();
                var connection = POOL.getConnection()) {
            Database.execute("""
                    CREATE TABLE seen (at bigint GENERATED ALWAYS AS IDENTITY, setting text);
                    CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN INSERT INTO seen (setting) VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
                    CREATE TRIGGER look AFTER INSERT ON naestro_record FOR EACH ROW EXECUTE FUNCTION look()""");
            var claim = journal.claim(RUN);
            journal.append(claim, 0, bytes("a"), Durability.BUFFERED);
            journal.append(claim, 1, bytes("b"), Durability.DURABLE);
            connection.setAutoCommit(false);
            for (var hosts : List.of("off", "local")) {
                Sql.list(connection, row -> true, "SELECT set_config('synchronous_commit', ?, true)", hosts);
                var joined = journal.joining(connection);
                joined.append(joined.claim(new RunId(new UUID(9, hosts.length()))), 0, bytes("c"), Durability.BUFFERED);
                connection.commit();
            }
            assertThat(Database.ask("SELECT string_agg(setting, ' ' ORDER BY at) FROM seen"))
                    .isEqualTo("off on on local");
        }
    }

    @Test
    void a_full_database_says_so_keeps_nothing_and_goes_on() {
        try (var journal = again()) {
            var claim = journal.claim(RUN);
            failing("RAISE EXCEPTION 'no room' USING ERRCODE = '53100'");
            failure(
                    Kind.FULL,
                    "nothing was lost, try again",
                    () -> journal.append(claim, 0, bytes("a"), Durability.DURABLE));
            Database.execute("DROP TRIGGER fail ON naestro_record");
            journal.append(claim, 0, bytes("a"), Durability.DURABLE);
            assertThat(journal.read(RUN, 0, 10)).hasSize(1);
        }
    }

    @Test
    void a_session_that_is_lost_in_the_middle_of_the_work_says_so() {
        try (var journal = again()) {
            var claim = journal.claim(RUN);
            failing("PERFORM pg_terminate_backend(pg_backend_pid())");
            failure(
                    Kind.STORAGE,
                    "the database of the journal cannot be used",
                    () -> journal.append(claim, 0, bytes("a"), Durability.DURABLE));
            Database.execute("DROP TRIGGER fail ON naestro_record");
            journal.append(claim, 0, bytes("a"), Durability.DURABLE);
        }
    }

    private static void failing(String statement) {
        Database.execute("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement
                + "; RETURN NEW; END $$; CREATE TRIGGER fail BEFORE INSERT ON naestro_record FOR EACH ROW EXECUTE"
                + " FUNCTION fail()");
    }

    @Test
    void a_database_without_the_tables_says_what_to_run() {
        try (var journal = again()) {
            Database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            failure(Kind.UNSUPPORTED, "run the migrations of naestro-provider-journal-jdbc first", journal::heads);
            failure(Kind.UNSUPPORTED, "run the migrations", () -> journal.claim(RUN));
        }
    }

    @Test
    void a_process_that_cannot_join_claims_nothing() {
        try (var journal = again()) {
            Database.execute("DROP SEQUENCE naestro_process");
            failure(Kind.UNSUPPORTED, "naestro_process", () -> journal.claim(RUN));
            Database.execute("CREATE SEQUENCE naestro_process AS integer CYCLE");
            journal.append(journal.claim(RUN), 0, bytes("a"), Durability.DURABLE);
        }
    }

    @Test
    void a_database_that_cannot_be_reached_says_so() {
        var nowhere = new PGSimpleDataSource();
        nowhere.setURL("jdbc:postgresql://127.0.0.1:1/none");
        try (var journal = JdbcJournal.on(nowhere, new XorKeys())) {
            failure(Kind.STORAGE, "the database of the journal cannot be used", journal::heads);
        }
    }

    @Test
    void a_failure_without_a_state_is_one_of_storage() {
        assertThat(Sql.failure(new SQLException("odd")).kind()).isEqualTo(Kind.STORAGE);
    }

    @Test
    void an_argument_that_the_driver_does_not_know_is_refused() throws SQLException {
        try (var connection = POOL.getConnection()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> Sql.change(connection, "SELECT ?", new Object()));
        }
    }

    @Test
    void what_a_run_contains_is_not_readable_in_the_database_and_bound_to_its_place() {
        try (var journal = again()) {
            var text = bytes("a secret that must not lie open").getFirst();
            var digest = Digests.ofBytes(text);
            journal.keep(RUN, digest, text);
            var claim = journal.claim(RUN);
            journal.append(claim, 0, bytes("a"), Durability.DURABLE);
            journal.snapshot(claim, new Snapshot(1, text));
            assertThat(Database.ask(
                            "SELECT count(*) FROM naestro_content WHERE position('secret'::bytea IN bytes) > 0"))
                    .isEqualTo("0");
            assertThat(Database.ask(
                            "SELECT count(*) FROM naestro_snapshot WHERE position('secret'::bytea IN bytes) > 0"))
                    .isEqualTo("0");
            Database.execute("UPDATE naestro_content SET bytes = (SELECT bytes FROM naestro_snapshot)");
            failure(Kind.CORRUPT, "what was encrypted cannot be read", () -> journal.content(RUN, digest));
        }
    }
}
