-- The journal of Naestro, version 2: a key belongs to one run across processes, and starts join the host's transaction.
-- Run it before the first process with this release starts, in the schema of V1.

-- The run that began with a key. Written in one transaction with its first records, so that a key never waits for a run
-- that is not there.
CREATE TABLE naestro_start (
    key bytea PRIMARY KEY,                  -- the digest of tenant and key
    run uuid  NOT NULL
);

CREATE INDEX naestro_start_run ON naestro_start (run);

-- Tells this store from others, so that a start does not join a transaction in the wrong database or schema.
CREATE TABLE naestro_store (
    id uuid NOT NULL
);

INSERT INTO naestro_store (id) VALUES (md5(random()::text || clock_timestamp()::text)::uuid);
