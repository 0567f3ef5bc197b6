package io.naestro.router;

/** Why an arm was not eligible, in the order in which it is asked for; the words are for people. */
enum Reason {
    TRIED("it was tried already in this chain, or cannot do what another arm could not"),
    NOT_NAMED("the step names other models"),
    LACKING("it lacks a capability that the step needs, or the policy does not allow its use here"),
    ABROAD("the policy does not allow its residency here"),
    QUARANTINED("it is in quarantine"),
    SMALL("its window is too small for the request"),
    DEAR("what it may cost at most, or a price that is not known, does not fit what is left of the budget"),
    DRAINED("its endpoints are drained"),
    OPEN("its circuit is open, or another request probes it"),
    LIMITED("its rate limit is used up"),
    BUSY("its queue is long or its first token would come late");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
