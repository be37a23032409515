-- Jobs and what belongs to them. The numbers of `status` stand in queue/queue.h:
-- 0 pending, 1 claimed, 2 cloning, 3 analyzing, 4 failed, 5 completed, 6 dead, 7 canceled.

CREATE TABLE jobs(
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    repository_id INTEGER NOT NULL REFERENCES repositories(id),
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 7),
    priority INTEGER NOT NULL CHECK (priority BETWEEN -10 AND 10),
    run_at INTEGER NOT NULL,
    claim_order INTEGER NOT NULL, -- run_at, earlier by a minute for each level of priority
    attempts INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    releases INTEGER NOT NULL DEFAULT 0 CHECK (releases >= 0),
    crash_step INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0, -- of the child, in crash_step

    lease_epoch INTEGER NOT NULL DEFAULT 0, -- grows with every claim, is never given out twice
    lease_hash BLOB,                        -- of the attempt's token
    lease_worker TEXT,
    lease_until INTEGER,
    cancel_requested_at INTEGER,

    dedupe_key BLOB,
    access_hash BLOB, -- of the token that reads and cancels this job
    prompt TEXT,
    branch TEXT,
    commit_name TEXT,
    writer TEXT,
    model TEXT,
    options TEXT,

    step INTEGER NOT NULL DEFAULT 0 CHECK (step BETWEEN 0 AND 6),
    total_steps INTEGER NOT NULL DEFAULT 6,
    step_name TEXT,
    progress TEXT,
    fraction REAL NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 1),
    tokens_input INTEGER NOT NULL DEFAULT 0,
    tokens_output INTEGER NOT NULL DEFAULT 0,
    tokens_cached INTEGER NOT NULL DEFAULT 0,
    cost_micros INTEGER NOT NULL DEFAULT 0,
    log_next INTEGER NOT NULL DEFAULT 0 CHECK (log_next >= 0),
    error_class INTEGER,
    error TEXT,
    course_id INTEGER,

    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    finished_at INTEGER,

    CHECK (attempts BETWEEN 0 AND max_attempts),
    CHECK ((status IN (5, 6, 7)) = (finished_at IS NOT NULL)),
    CHECK ((status IN (1, 2, 3)) = (lease_until IS NOT NULL)),
    CHECK ((lease_until IS NULL) = (lease_hash IS NULL)),
    CHECK ((lease_until IS NULL) = (lease_worker IS NULL)),
    CHECK ((error IS NULL) = (error_class IS NULL))
) STRICT;

CREATE INDEX jobs_ready ON jobs(claim_order, id) WHERE status IN (0, 4);
CREATE INDEX jobs_held ON jobs(user_id) WHERE status IN (1, 2, 3);
-- By finished_at, not by status: a claim leaves these two as they are.
CREATE INDEX jobs_active ON jobs(user_id) WHERE finished_at IS NULL;
CREATE UNIQUE INDEX jobs_dedupe ON jobs(dedupe_key) WHERE finished_at IS NULL;
CREATE INDEX jobs_user ON jobs(user_id, id);
CREATE INDEX jobs_repository ON jobs(repository_id, id);
CREATE INDEX jobs_finished ON jobs(finished_at) WHERE finished_at IS NOT NULL;
--@postgres
CREATE INDEX jobs_changed ON jobs(updated_at);
ALTER TABLE jobs SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
                      autovacuum_vacuum_threshold = 200);
--@both

CREATE TABLE attempts(
    job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    worker TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT,
    error_class INTEGER,
    error TEXT,
    step INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT, -- of the result it brought
    PRIMARY KEY (job_id, epoch),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;

-- What people did to a job; what attempts did stands in `attempts`.
CREATE TABLE events(
    job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    detail TEXT,
    PRIMARY KEY (job_id, version)
) STRICT, WITHOUT ROWID;

-- "offset" is a word of SQL
CREATE TABLE logs(
    job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept(
    job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (job_id, name)
) STRICT;

CREATE TABLE budgets(
    job_id INTEGER PRIMARY KEY REFERENCES jobs(id) ON DELETE CASCADE,
    tokens_max INTEGER, -- NULL: no limit
    micros_max INTEGER,
    tokens_spent INTEGER NOT NULL DEFAULT 0 CHECK (tokens_spent >= 0),
    micros_spent INTEGER NOT NULL DEFAULT 0 CHECK (micros_spent >= 0),
    tokens_reserved INTEGER NOT NULL DEFAULT 0 CHECK (tokens_reserved >= 0),
    micros_reserved INTEGER NOT NULL DEFAULT 0 CHECK (micros_reserved >= 0)
) STRICT;

CREATE TABLE idempotency(
    user_id INTEGER NOT NULL REFERENCES users(id),
    key TEXT NOT NULL,
    wish BLOB NOT NULL, -- hash of what was asked for
    job_id INTEGER NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_job ON idempotency(job_id);
CREATE INDEX idempotency_age ON idempotency(created_at);
