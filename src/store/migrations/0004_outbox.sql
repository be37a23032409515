-- Notices to be sent: written in the transaction of the change that they tell of.

CREATE TABLE endpoints(
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users(id),
    url TEXT NOT NULL,
    secret BLOB NOT NULL, -- encrypted
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    disabled_why TEXT,
    CHECK ((disabled_at IS NULL) = (disabled_why IS NULL))
) STRICT;
CREATE INDEX endpoints_user ON endpoints(user_id);

-- status: 0 waiting, 1 being sent, 2 sent, 3 given up
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY,
    endpoint_id INTEGER NOT NULL REFERENCES endpoints(id) ON DELETE CASCADE,
    job_id INTEGER,
    message_id TEXT NOT NULL, -- the same for every try
    body TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),
    tries INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    lease_epoch INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    CHECK ((status IN (2, 3)) = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX outbox_due ON outbox(next_at) WHERE status IN (0, 1);
CREATE INDEX outbox_endpoint ON outbox(endpoint_id);
CREATE INDEX outbox_ended ON outbox(ended_at) WHERE ended_at IS NOT NULL;
