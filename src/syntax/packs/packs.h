/*
 * packs.h -- the one list of packs. Each line stands for `pack_NAME` in packs/NAME.c.
 */
#ifndef FONDATION_SYNTAX_PACKS_H
#define FONDATION_SYNTAX_PACKS_H

#include "syntax/pack.h"

/* clang-format off */
#define PACKS(X) \
    /* -- full packs: definitions, references, imports, entry points, tests -- */ \
    X(python) \
    X(javascript) \
    X(typescript) \
    X(tsx) \
    X(c) \
    X(cpp) \
    X(rust) \
    X(go) \
    X(java) \
    \
    /* -- definitions, references, docs: by a table -- */ \
    X(c_sharp) \
    X(php) \
    X(kotlin) \
    X(swift) \
    X(scala) \
    X(ruby) \
    X(bash) \
    X(lua) \
    X(elixir) \
    X(haskell) \
    X(ocaml) \
    X(zig) \
    \
    /* -- documents and data -- */ \
    X(markdown) \
    X(rst) \
    X(asciidoc) \
    X(json) \
    X(yaml) \
    X(toml) \
    X(html) \
    X(css) \
    X(sql) \
    X(dockerfile) \
    X(makefile) \
    X(cmake)

/* clang-format on */

#define X(name) extern const Pack pack_##name;
PACKS(X)
#undef X

#endif
