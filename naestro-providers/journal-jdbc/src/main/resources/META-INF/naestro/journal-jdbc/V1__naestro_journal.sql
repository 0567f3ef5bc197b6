-- The journal of Naestro, version 1. Run it once, in the schema that the journal's connections have first in their
-- search path; the journal itself never changes the schema. Needs PostgreSQL 12 or later.

-- Numbers the processes that share the journal; 32 bits, because advisory locks take no more beside a name space.
CREATE SEQUENCE naestro_process AS integer CYCLE;

-- Orders the runs by their first record.
CREATE SEQUENCE naestro_birth;

CREATE TABLE naestro_run (
    run    uuid    PRIMARY KEY,
    birth  bigint,                          -- null until there is a record
    fence  bigint  NOT NULL DEFAULT 0,      -- of the latest claim
    owner  integer,                         -- the process of the latest claim
    next   bigint  NOT NULL DEFAULT 0,      -- number of the next record
    chain  bytea   NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    key    bytea,                           -- wrapped; null until it is needed, and when it was destroyed
    erased boolean NOT NULL DEFAULT false
);

CREATE INDEX naestro_run_birth ON naestro_run (birth);

CREATE TABLE naestro_record (
    run    uuid   NOT NULL,
    number bigint NOT NULL,
    bytes  bytea  NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE TABLE naestro_content (
    run    uuid  NOT NULL,
    digest text  NOT NULL,
    bytes  bytea NOT NULL,                  -- encrypted with the key of the run
    PRIMARY KEY (run, digest)
);

CREATE TABLE naestro_snapshot (
    run   uuid   PRIMARY KEY,
    next  bigint NOT NULL,
    bytes bytea  NOT NULL                   -- encrypted with the key of the run
);

-- What is encrypted does not get smaller.
ALTER TABLE naestro_content ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE naestro_snapshot ALTER COLUMN bytes SET STORAGE EXTERNAL;
