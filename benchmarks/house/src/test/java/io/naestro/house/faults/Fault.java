package io.naestro.house.faults;

/** How an endpoint answers. */
enum Fault {
    NONE,
    /** Status 429, with a second to wait. */
    LIMITED,
    /** Status 503. */
    OVERLOADED,
    /** The connection is reset in the middle of the body. */
    RESET,
    /** Status 200, and an error as the body. */
    LYING,
    /** No byte of the answer until the client has given up. */
    SLOW,
    /** Status 500 for ever, while {@code /health} answers 200. */
    DEAD,
    /** Status 429, because the account has no credit. */
    UNPAID
}
