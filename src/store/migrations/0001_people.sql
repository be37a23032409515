-- Who uses the server, and about what. Written for SQLite; store/dialect.h says how PostgreSQL
-- reads it. A migration that was released is never changed: write the next number.
-- Times are milliseconds since the epoch, ids are given out by store_new_id().

CREATE TABLE users(
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    github_id INTEGER UNIQUE,
    name TEXT NOT NULL,
    is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
    secret BLOB, -- encrypted: what is needed to act for the user elsewhere
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE repositories(
    id INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES users(id), -- who registered it; alone sees it when it is private
    location TEXT NOT NULL,               -- URL or path
    is_path INTEGER NOT NULL CHECK (is_path IN (0, 1)),
    is_private INTEGER NOT NULL CHECK (is_private IN (0, 1)),
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    default_branch TEXT,
    languages TEXT, -- JSON
    github_id INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER,
    CHECK (is_private = 0 OR user_id IS NOT NULL)
) STRICT;

-- One row for a public repository; one for each user who registered a private one.
CREATE UNIQUE INDEX repositories_public ON repositories(location)
    WHERE is_private = 0 AND deleted_at IS NULL;
CREATE UNIQUE INDEX repositories_private ON repositories(user_id, location)
    WHERE is_private = 1 AND deleted_at IS NULL;
CREATE INDEX repositories_name ON repositories(owner, name) WHERE deleted_at IS NULL;

CREATE TABLE tokens(
    id INTEGER PRIMARY KEY,
    user_id INTEGER REFERENCES users(id),
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 9),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX tokens_user ON tokens(user_id);

-- Buckets of permits: `level` of them were there at `filled_at`.
CREATE TABLE rate_limits(
    key TEXT PRIMARY KEY,
    level REAL NOT NULL CHECK (level >= 0),
    filled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rate_limits_age ON rate_limits(filled_at);
