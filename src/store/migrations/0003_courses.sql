-- Courses: staged file by file, published by one row.

CREATE TABLE courses(
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL REFERENCES jobs(id),
    user_id INTEGER NOT NULL REFERENCES users(id),
    repository_id INTEGER NOT NULL REFERENCES repositories(id),
    epoch INTEGER NOT NULL, -- of the attempt that brought it
    title TEXT NOT NULL,
    commit_name TEXT,
    language TEXT,
    chapters INTEGER NOT NULL,
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    sha256 TEXT,
    staged_at INTEGER NOT NULL,
    published_at INTEGER
) STRICT;
CREATE UNIQUE INDEX courses_job ON courses(job_id) WHERE published_at IS NOT NULL;
CREATE INDEX courses_repository ON courses(repository_id, published_at)
    WHERE published_at IS NOT NULL;
CREATE INDEX courses_staged ON courses(staged_at) WHERE published_at IS NULL;
-- deleting a job asks whether a course names it
CREATE INDEX courses_of_job ON courses(job_id);

CREATE TABLE course_files(
    course_id INTEGER NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (course_id, path)
) STRICT;

-- What can be found: a row for each section. `words` is what store/courses.c made of title and
-- text, so that both engines split words alike.
CREATE TABLE course_sections(
    id INTEGER PRIMARY KEY,
    course_id INTEGER NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    path TEXT NOT NULL,
    anchor TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX course_sections_order ON course_sections(course_id, ordinal);
--@sqlite
CREATE VIRTUAL TABLE course_words USING fts5(words, detail=none,
    tokenize="ascii tokenchars '_'");
--@postgres
CREATE TABLE course_words(
    rowid BIGINT PRIMARY KEY REFERENCES course_sections(id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX course_words_find ON course_words USING gin(words);
--@both

-- What a learner has read and answered; outlives the course it was done in.
CREATE TABLE learned(
    user_id INTEGER NOT NULL REFERENCES users(id),
    repository_id INTEGER NOT NULL REFERENCES repositories(id),
    item TEXT NOT NULL, -- stable id of a chapter or an exercise
    value TEXT NOT NULL, -- JSON
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, repository_id, item)
) STRICT, WITHOUT ROWID;
