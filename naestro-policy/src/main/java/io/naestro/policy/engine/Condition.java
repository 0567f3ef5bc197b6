package io.naestro.policy.engine;

/** The conditions of a rule, in the order in which they are looked at; the later it fails, the nearer the miss. */
enum Condition {
    /** The rule speaks of this sort of effect. */
    SORT,
    /** It names the tool, the model or the kind of effect. */
    NAME,
    /** It is for the actor's role. */
    ROLE,
    /** It covers where the effect goes: destinations of a tool, residency of a model. */
    REACH,
    /** Its arguments come from where the rule says, and carry the labels that it says. */
    FLOW,
    /** What it says of purpose, cost and time holds. */
    WHEN,
    /** None fails: the rule matches. */
    NONE
}
