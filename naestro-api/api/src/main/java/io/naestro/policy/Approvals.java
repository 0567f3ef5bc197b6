package io.naestro.policy;

import io.naestro.json.Digest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The inbox of questions that runs wait on. Questions outlive the process that asked; they can be answered days later,
 * by another process on the same store. Nothing is told to one tenant of another's questions. Thread-safe.
 */
public interface Approvals {

    /**
     * The open questions of a tenant, oldest first; those whose time is up are not among them.
     *
     * @param tenant the tenant
     */
    List<ApprovalRequest> open(String tenant);

    /**
     * A question, open or not, or empty when the tenant has none with that id.
     *
     * @param tenant the tenant
     * @param id the question's id
     */
    Optional<Approval> find(String tenant, String id);

    /**
     * The questions of a tenant that wait for nobody any more, newest first.
     *
     * @param tenant the tenant
     * @param most the most questions to return, at least 1
     */
    List<Approval> history(String tenant, int most);

    /**
     * The proof of an answer, or empty when the tenant has none with that id.
     *
     * @param tenant the tenant
     * @param id the receipt's id
     */
    Optional<ConsentReceipt> receipt(String tenant, String id);

    /**
     * Agrees. The same answer given again, by whatever process, gets the same receipt and counts once; a person's first
     * answer stands.
     *
     * @param id the question's id
     * @param digestSeen the digest of the action that the person saw
     * @param grant how far the agreement reaches; must be one that was offered, or one that ends earlier, but not
     *     before it begins
     * @param approver who agrees, as the host authenticated them
     */
    ApprovalAnswer grant(String id, Digest digestSeen, Grant grant, Principal approver);

    /**
     * Refuses. A refusal counts even when the rules have changed since the question was asked.
     *
     * @param id the question's id
     * @param digestSeen the digest of the action that the person saw
     * @param reason why, in words
     * @param approver who refuses, as the host authenticated them
     */
    ApprovalAnswer refuse(String id, Digest digestSeen, String reason, Principal approver);

    /**
     * The agreements for more than one call that are in force in a tenant, oldest first. The policy may have changed
     * since; then they cover nothing any more.
     *
     * @param tenant the tenant
     */
    List<StandingGrant> grants(String tenant);

    /**
     * Takes an agreement for more than one call back: whatever it allowed asks again from here on. Calls that are under
     * way go on. Anybody of the tenant may do it.
     *
     * @param id the id of the agreement
     * @param reason why, in words
     * @param by who takes it back, as the host authenticated them
     * @return whether it was in force; false changes nothing
     */
    boolean revoke(String id, String reason, Principal by);

    /**
     * Tells of each question of a tenant, those that are open now first. Questions are read from the journal on a
     * thread of their own, in the order in which a run asked them, so a slow listener holds up no run. Each question is
     * told at least once in every process that subscribes while it is open; so after a restart it is told again. What
     * the listener throws is logged, and the next question follows.
     *
     * @param tenant the tenant
     * @param listener what to do with a question
     */
    Subscription subscribe(String tenant, Consumer<ApprovalRequest> listener);

    /**
     * The same inbox, for answers that come another way.
     *
     * @param method how answers are given, for their receipts; {@code host} unless set
     */
    Approvals via(String method);

    /** A listener that is told of questions until it is closed. */
    interface Subscription extends AutoCloseable {
        /** Tells the listener nothing more, save for a question that it is being told already. */
        @Override
        void close();
    }
}
