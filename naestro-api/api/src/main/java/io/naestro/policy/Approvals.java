package io.naestro.policy;

import io.naestro.json.Digest;
import java.util.List;

/**
 * The inbox of questions that runs wait on. Questions outlive the process that asked; they can be answered days later,
 * by another process on the same store. Thread-safe.
 */
public interface Approvals {

    /**
     * The open questions of a tenant, oldest first.
     *
     * @param tenant the tenant
     */
    List<ApprovalRequest> open(String tenant);

    /**
     * Agrees.
     *
     * @param id the question's id
     * @param digestSeen the digest of the action that the person saw
     * @param grant how far the agreement reaches; must be one that was offered
     * @param approver who agrees, as the host authenticated them
     */
    ApprovalAnswer grant(String id, Digest digestSeen, Grant grant, Principal approver);

    /**
     * Refuses.
     *
     * @param id the question's id
     * @param digestSeen the digest of the action that the person saw
     * @param reason why, in words
     * @param approver who refuses, as the host authenticated them
     */
    ApprovalAnswer refuse(String id, Digest digestSeen, String reason, Principal approver);
}
