/*
 * paths.h -- what a file's path says by itself: test, example, document, build file; third-party
 * code, output of a program, data for tests.
 *
 * The rules are linguist's (vendor.yml, documentation.yml and the path rules of generated.rb, MIT)
 * as far as they speak of foreign or generated code. Left out are those that hide a project's own
 * code behind a common word (cache/, env/, *.d.ts, .github/: they would pass over Django's cache
 * framework and RocksDB's env); a library's name (react.js) counts only for a file of a library's
 * size, and dist/ only for what browsers load. .gitattributes overrules everything here.
 */
#ifndef FONDATION_SOURCE_PATHS_H
#define FONDATION_SOURCE_PATHS_H

#include "source/checkout.h"

enum {
    VENDOR_LIBRARY_MIN_BYTES = 20 << 10
}; /* smaller files named like a library are not it */

typedef struct PathSays {
    uint16_t flags; /* FILE_IS_TEST, EXAMPLE, DOC, BUILD */
    uint8_t skip;   /* SkipReason: VENDORED, GENERATED, MINIFIED, FIXTURE or NONE */
} PathSays;

/* Pure. */
PathSays path_says(Str path, uint64_t size);

/* Whether the name can be used and shown: not too long or deep, UTF-8, no control characters.
 * SKIP_NONE, SKIP_BAD_NAME or SKIP_TOO_DEEP. */
SkipReason path_check(Str path, const SourceLimits *limits);

#endif
