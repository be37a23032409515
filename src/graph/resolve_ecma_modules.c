/*
 * resolve_ecma_modules.c -- which unit `import ... from "specifier"` means.
 *
 * Relative specifiers are files, with the extensions that TypeScript and Node try. Others are looked
 * for in the tsconfig's `paths` and `baseUrl`, then among the packages of the repository (a monorepo
 * names its packages as the world does). Packages mostly export what a build makes: a path into
 * dist/ is taken back to the source that it is made from. What is left comes from outside.
 */
#include "graph/resolve_ecma.h"

#include "base/file.h"
#include "base/json.h"

enum { MANIFEST_MAX_BYTES = 1 << 20, MANIFESTS_MAX = 20000, EXTENDS_MAX = 8, LEAVES_MAX = 64 };

typedef struct Package {
    Str dir, name;
    json_t *json;
} Package;

typedef struct Config {
    Str path, dir;
    json_t *json;
} Config;

struct EcmaModules {
    const Program *p;
    Arena arena;
    VEC(Package) packages;
    VEC(Config) configs;
    StrMap package_of_name; /* index + 1 */
    StrMap package_of_dir;
    StrMap config_of_path;
    StrMap config_of_dir; /* the one that says something of paths */
};

/* -- manifests -- */

/* JSON as tsconfig has it: without comments and commas before a closing bracket. */
static void plain_json(Str text, Buf *out)
{
    bool is_in_text = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : 0;

        if (is_in_text) {
            buf_add_char(out, c);
            if (c == '\\' && next)
                buf_add_char(out, text.ptr[++i]);
            is_in_text = c != '"';
        } else if (c == '/' && next == '/') {
            i = MIN_OF(str_find_char(text, '\n', i), text.len);
        } else if (c == '/' && next == '*') {
            size_t end = str_find(text, STR("*/"), i + 2);
            i = end == SIZE_MAX ? text.len : end + 1;
        } else if (c == '}' || c == ']') {
            while (out->len && strchr(" \t\r\n", out->ptr[out->len - 1]))
                out->len--;
            if (out->len && out->ptr[out->len - 1] == ',')
                out->len--;
            buf_add_char(out, c);
        } else {
            buf_add_char(out, c);
            is_in_text = c == '"';
        }
    }
}

static json_t *read_manifest(EcmaModules *m, const SourceFile *f)
{
    AUTO(arena_done) Arena scratch = {0};
    AUTO(buf_done) Buf plain = BUF(MANIFEST_MAX_BYTES);
    json_t *json = NULL;
    Str text;
    Err err;

    if (f->size > MANIFEST_MAX_BYTES ||
        checkout_read(m->p->checkout, &scratch, f, &text, &err) != ERR_OK)
        return NULL;
    plain_json(text, &plain);
    if (jr_read(buf_str(&plain), &json, &err) != ERR_OK)
        return NULL; /* a broken manifest says nothing */
    if (!json_is_object(json)) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static Str json_text(const json_t *value)
{
    return json_is_string(value) ? (Str){json_string_value(value), json_string_length(value)}
                                 : STR_NONE;
}

static Str field(const json_t *object, const char *name)
{
    return json_text(json_object_get(object, name));
}

static void add_package(EcmaModules *m, const SourceFile *f)
{
    Package k = {.dir = path_dir(f->path), .json = read_manifest(m, f)};

    if (!k.json)
        return;
    k.name = field(k.json, "name");
    *VEC_PUSH(&m->packages) = k;
    strmap_set(&m->package_of_dir, k.dir, m->packages.len);
    uint64_t seen;
    if (k.name.len && !strmap_get(&m->package_of_name, k.name, &seen))
        strmap_set(&m->package_of_name, k.name, m->packages.len);
}

static bool is_config_name(Str base)
{
    return str_ends(base, STR(".json")) &&
           (str_starts(base, STR("tsconfig.")) || str_starts(base, STR("jsconfig.")));
}

static const json_t *compiler_options(const Config *c)
{
    return json_object_get(c->json, "compilerOptions");
}

static bool says_paths(const Config *c)
{
    const json_t *options = compiler_options(c);

    return json_object_get(options, "paths") || json_object_get(options, "baseUrl");
}

/* Path pieces joined and cleaned of "." and ".."; empty when they lead out of the repository. */
static Str joined(Arena *a, Str dir, Str rest)
{
    Str parts[128];
    size_t count = 0;
    Str pieces[2] = {dir, rest}, part;

    for (size_t i = 0; i < 2; i++) {
        Str left = pieces[i];

        while (str_split(&left, '/', &part)) {
            if (part.len == 0 || str_is(part, "."))
                continue;
            if (str_is(part, "..")) {
                if (count == 0)
                    return STR_NONE;
                count--;
            } else if (count < ARRAY_LEN(parts)) {
                parts[count++] = part;
            } else {
                return STR_NONE;
            }
        }
    }
    Buf out = BUF(4096);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(&out, '/');
        buf_add(&out, parts[i]);
    }
    Str path = arena_str(a, buf_str(&out));
    buf_done(&out);
    return path;
}

/* The config that `c` takes its paths from: itself, or one that it extends. */
static const Config *with_paths(const EcmaModules *m, Arena *a, const Config *c, unsigned depth)
{
    if (says_paths(c) || depth >= EXTENDS_MAX)
        return says_paths(c) ? c : NULL;
    const json_t *extends = json_object_get(c->json, "extends");
    size_t count = json_is_array(extends) ? json_array_size(extends) : 1;
    for (size_t i = count; i-- > 0;) {
        Str name = json_text(json_is_array(extends) ? json_array_get(extends, i) : extends);
        static const char *const ends[] = {"", ".json", "/tsconfig.json"};

        for (size_t k = 0; name.len && name.ptr[0] == '.' && k < ARRAY_LEN(ends); k++) {
            Str path = joined(a, c->dir, arena_printf(a, "%.*s%s", STR_ARG(name), ends[k]));
            uint64_t index;
            const Config *base;

            if (strmap_get(&m->config_of_path, path, &index) &&
                (base = with_paths(m, a, &m->configs.at[index - 1], depth + 1)))
                return base;
        }
    }
    return NULL;
}

/* For each folder the config that speaks of paths: tsconfig.json before its variants. */
static void choose_configs(EcmaModules *m)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < m->configs.len; i++) {
            const Config *c = &m->configs.at[i];
            bool is_main = str_is(path_base(c->path), "tsconfig.json");
            uint64_t seen;

            if (is_main != (pass == 0) || strmap_get(&m->config_of_dir, c->dir, &seen))
                continue;
            const Config *found = with_paths(m, &m->arena, c, 0);
            if (found)
                strmap_set(&m->config_of_dir, c->dir, (uint64_t)(found - m->configs.at) + 1);
        }
    }
}

EcmaModules *ecma_modules_new(const Program *p)
{
    EcmaModules *m = xcalloc(1, sizeof(*m));
    size_t count;
    const SourceFile *files = checkout_files(p->checkout, &count);

    m->p = p;
    for (size_t i = 0; i < count; i++) {
        const SourceFile *f = &files[i];
        Str base = path_base(f->path);

        if (f->skip != SKIP_NONE && f->skip != SKIP_GENERATED)
            continue;
        if (str_is(base, "package.json") && m->packages.len < MANIFESTS_MAX)
            add_package(m, f);
        else if (is_config_name(base) && m->configs.len < MANIFESTS_MAX) {
            Config c = {f->path, path_dir(f->path), read_manifest(m, f)};

            if (!c.json)
                continue;
            *VEC_PUSH(&m->configs) = c;
            strmap_set(&m->config_of_path, c.path, m->configs.len);
        }
    }
    choose_configs(m);
    return m;
}

void ecma_modules_free(EcmaModules *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->packages.len; i++)
        json_decref(m->packages.at[i].json);
    for (size_t i = 0; i < m->configs.len; i++)
        json_decref(m->configs.at[i].json);
    VEC_DONE(&m->packages);
    VEC_DONE(&m->configs);
    strmap_done(&m->package_of_name);
    strmap_done(&m->package_of_dir);
    strmap_done(&m->config_of_path);
    strmap_done(&m->config_of_dir);
    arena_done(&m->arena);
    free(m);
}

/* -- files -- */

static bool is_ecma(LanguageId language)
{
    return language == LANG_TYPESCRIPT || language == LANG_TSX || language == LANG_JAVASCRIPT;
}

static UnitId unit_at(const EcmaModules *m, Arena *a, Str stem, const char *end)
{
    Str path = end[0] ? arena_printf(a, "%.*s%s", STR_ARG(stem), end) : stem;
    UnitId unit = program_find_unit(m->p, path);

    return unit != UNIT_NONE && is_ecma(m->p->units[unit].file->language) ? unit
                                                                          : MODULE_UNKNOWN;
}

static UnitId first_of(const EcmaModules *m, Arena *a, Str stem, const char *const *ends)
{
    for (; *ends; ends++) {
        UnitId unit = unit_at(m, a, stem, *ends);

        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    return MODULE_UNKNOWN;
}

static const char *const sources[] = {".ts",  ".tsx", ".d.ts", ".mts",   ".cts",   ".js",
                                      ".jsx", ".mjs", ".cjs",  ".d.mts", ".d.cts", NULL};
static const char *const indexes[] = {"/index.ts",  "/index.tsx", "/index.d.ts",
                                      "/index.mts", "/index.js",  "/index.jsx",
                                      "/index.mjs", "/index.cjs", NULL};

/* Written extension, what TypeScript looks for in its place. */
static const struct Rewrite {
    const char *written;
    const char *found[5];
} rewrites[] = {
    {".js", {".ts", ".tsx", ".d.ts", ".jsx"}},
    {".jsx", {".tsx", ".d.ts"}},
    {".mjs", {".mts", ".d.mts", ".ts"}},
    {".cjs", {".cts", ".d.cts", ".ts"}},
};

static UnitId rewritten(const EcmaModules *m, Arena *a, Str path)
{
    for (size_t i = 0; i < ARRAY_LEN(rewrites); i++) {
        Str end = str_from(rewrites[i].written);

        if (str_ends(path, end))
            return first_of(m, a, str_sub(path, 0, path.len - end.len), rewrites[i].found);
    }
    return MODULE_UNKNOWN;
}

/* The unit of a path as an import says it. `is_js`: the file that asks is JavaScript itself, and
 * means the script rather than a declaration beside it. */
static UnitId file_of(const EcmaModules *m, Arena *a, Str path, bool is_js)
{
    UnitId exact = path.len ? unit_at(m, a, path, "") : MODULE_UNKNOWN;
    UnitId other = path.len ? rewritten(m, a, path) : MODULE_UNKNOWN;

    if (other != MODULE_UNKNOWN && (exact == MODULE_UNKNOWN || !is_js))
        return other;
    if (exact != MODULE_UNKNOWN)
        return exact;
    if (path.len && (other = first_of(m, a, path, sources)) != MODULE_UNKNOWN)
        return other;
    return path.len ? first_of(m, a, path, indexes)
                    : first_of(m, a, STR("index"), sources); /* the repository's own root */
}

/* -- packages -- */

static bool is_built(Str part)
{
    static const char *const words[] = {"dist",     "build",  "lib",    "out",   "es",
                                        "esm",      "cjs",    "output", "types", "umd",
                                        "commonjs", "module", "_esm",   "_cjs"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(part, words[i]))
            return true;
    }
    return false;
}

static Str without_extension(Str path)
{
    static const char *const ends[] = {".d.ts", ".d.mts", ".d.cts", ".mjs",
                                       ".cjs",  ".js",    ".ts"};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends(path, str_from(ends[i])))
            return str_sub(path, 0, path.len - strlen(ends[i]));
    }
    return path;
}

/* dist/esm/a/b.js is made from src/a/b.ts, or from a/b.ts. */
static UnitId source_of_built(const EcmaModules *m, Arena *a, Str dir, Str path)
{
    Str rest = without_extension(path), part;

    while (str_starts(rest, STR("./")))
        rest = str_sub(rest, 2, rest.len);
    bool was_built = false;
    for (Str after = rest; str_split(&after, '/', &part) && is_built(part) && after.len;) {
        rest = after;
        was_built = true;
    }
    if (!was_built)
        return MODULE_UNKNOWN;
    static const char *const roots[] = {"src", "", "source", "lib"};
    for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
        Str stem = joined(a, joined(a, dir, str_from(roots[i])), rest);
        UnitId unit = stem.len ? file_of(m, a, stem, false) : MODULE_UNKNOWN;

        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    return MODULE_UNKNOWN;
}

static UnitId path_in_package(const EcmaModules *m, Arena *a, const Package *k, Str path)
{
    if (!path.len)
        return MODULE_UNKNOWN;
    Str whole = joined(a, k->dir, path);
    UnitId unit = whole.len ? file_of(m, a, whole, false) : MODULE_UNKNOWN;

    return unit != MODULE_UNKNOWN ? unit : source_of_built(m, a, k->dir, path);
}

static bool is_common_condition(Str name)
{
    static const char *const words[] = {"types",  "import",  "require", "default",    "node",
                                        "module", "browser", "source",  "development"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_is(name, words[i]))
            return true;
    }
    return str_has(name, STR("source"));
}

/* What stands behind conditions, whichever comes first and is there. `star` replaces "*". */
static UnitId leaf_of(const EcmaModules *m, Arena *a, const Package *k, json_t *value, Str star,
                      unsigned *left)
{
    const char *key;
    json_t *inner;
    size_t i;

    if (*left == 0)
        return MODULE_UNKNOWN;
    --*left;
    if (json_is_string(value)) {
        Str path = json_text(value);
        size_t at = str_find_char(path, '*', 0);

        if (at != SIZE_MAX)
            path = arena_printf(a, "%.*s%.*s%.*s", STR_ARG(str_sub(path, 0, at)), STR_ARG(star),
                                STR_ARG(str_sub(path, at + 1, path.len)));
        return path_in_package(m, a, k, path);
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, inner)
        {
            UnitId unit = leaf_of(m, a, k, inner, star, left);

            if (unit != MODULE_UNKNOWN)
                return unit;
        }
    } else if (json_is_object(value)) {
        for (int pass = 0; pass < 2; pass++) { /* conditions that hold everywhere come first */
            json_object_foreach(value, key, inner)
            {
                UnitId unit = MODULE_UNKNOWN;

                if (is_common_condition(str_from(key)) == (pass == 0))
                    unit = leaf_of(m, a, k, inner, star, left);
                if (unit != MODULE_UNKNOWN)
                    return unit;
            }
        }
    }
    return MODULE_UNKNOWN;
}

/* Looks `name` up in a map of subpaths ("./a", "#c", or with a star). */
static UnitId in_map(const EcmaModules *m, Arena *a, const Package *k, json_t *map, Str name)
{
    unsigned left = LEAVES_MAX;
    json_t *exact = json_object_getn(map, name.ptr, name.len), *value, *best = NULL;
    const char *key;
    size_t best_len = 0;
    Str star = STR_NONE;

    if (exact)
        return leaf_of(m, a, k, exact, STR_NONE, &left);
    json_object_foreach(map, key, value)
    {
        Str pattern = str_from(key);
        size_t at = str_find_char(pattern, '*', 0);
        Str head = str_sub(pattern, 0, at), tail = str_sub(pattern, at + 1, pattern.len);

        if (at == SIZE_MAX || at < best_len || !str_starts(name, head) ||
            !str_ends(name, tail) || name.len < head.len + tail.len)
            continue;
        best = value;
        best_len = at;
        star = str_sub(name, head.len, name.len - tail.len);
    }
    return best ? leaf_of(m, a, k, best, star, &left) : MODULE_UNKNOWN;
}

static bool has_subpaths(json_t *exports)
{
    const char *key;
    json_t *value;

    json_object_foreach(exports, key, value)
    {
        if (key[0] == '.')
            return true;
    }
    return false;
}

static UnitId package_main(const EcmaModules *m, Arena *a, const Package *k)
{
    static const char *const names[] = {"source", "module",  "main",
                                        "types",  "typings", "browser"};
    static const char *const guesses[] = {"src/index", "index", "src/main", "lib/index", "src"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        UnitId unit = path_in_package(m, a, k, field(k->json, names[i]));

        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    for (size_t i = 0; i < ARRAY_LEN(guesses); i++) {
        UnitId unit = path_in_package(m, a, k, str_from(guesses[i]));

        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    return MODULE_UNKNOWN;
}

/* `sub`: what follows the package's name, "" or "/a/b". */
static UnitId in_package(const EcmaModules *m, Arena *a, const Package *k, Str sub)
{
    json_t *exports = json_object_get(k->json, "exports");
    unsigned left = LEAVES_MAX;
    UnitId unit = MODULE_UNKNOWN;

    if (exports && !has_subpaths(exports)) {
        if (!sub.len)
            unit = leaf_of(m, a, k, exports, STR_NONE, &left);
    } else if (exports) {
        unit = in_map(m, a, k, exports, arena_printf(a, ".%.*s", STR_ARG(sub)));
    }
    if (unit != MODULE_UNKNOWN)
        return unit;
    if (!sub.len)
        return package_main(m, a, k);
    sub = str_sub(sub, 1, sub.len);
    if ((unit = path_in_package(m, a, k, sub)) != MODULE_UNKNOWN)
        return unit;
    return path_in_package(m, a, k, path_join(a, STR("src"), sub));
}

static const Package *package_around(const EcmaModules *m, Str path)
{
    for (Str dir = path_dir(path);; dir = path_dir(dir)) {
        uint64_t index;

        if (strmap_get(&m->package_of_dir, dir, &index))
            return &m->packages.at[index - 1];
        if (!dir.len)
            return NULL;
    }
}

/* -- tsconfig -- */

static const Config *config_around(const EcmaModules *m, Str path)
{
    for (Str dir = path_dir(path);; dir = path_dir(dir)) {
        uint64_t index;

        if (strmap_get(&m->config_of_dir, dir, &index))
            return &m->configs.at[index - 1];
        if (!dir.len)
            return NULL;
    }
}

static UnitId by_pattern(const EcmaModules *m, Arena *a, Str base, Str pattern, json_t *targets,
                         Str specifier)
{
    size_t at = str_find_char(pattern, '*', 0), i;
    Str head = str_sub(pattern, 0, at),
        tail = at == SIZE_MAX ? STR_NONE : str_sub(pattern, at + 1, pattern.len);
    json_t *target;

    if (at == SIZE_MAX ? !str_eq(pattern, specifier)
                       : !str_starts(specifier, head) || !str_ends(specifier, tail) ||
                             specifier.len < head.len + tail.len)
        return MODULE_UNKNOWN;
    Str star = at == SIZE_MAX ? STR_NONE
                              : str_sub(specifier, head.len, specifier.len - tail.len);
    json_array_foreach(targets, i, target)
    {
        Str to = json_text(target);
        size_t where = str_find_char(to, '*', 0);

        if (where != SIZE_MAX)
            to = arena_printf(a, "%.*s%.*s%.*s", STR_ARG(str_sub(to, 0, where)), STR_ARG(star),
                              STR_ARG(str_sub(to, where + 1, to.len)));
        Str path = joined(a, base, to);
        UnitId unit = path.len ? file_of(m, a, path, false) : MODULE_UNKNOWN;
        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    return MODULE_UNKNOWN;
}

static UnitId by_config(const EcmaModules *m, Arena *a, const Config *c, Str specifier)
{
    const json_t *options = compiler_options(c);
    Str base_url = field(options, "baseUrl");
    Str base = base_url.len ? joined(a, c->dir, base_url) : c->dir;
    json_t *paths = json_object_get(options, "paths"), *targets;
    const char *key;

    json_object_foreach(paths, key, targets)
    {
        UnitId unit = by_pattern(m, a, base, str_from(key), targets, specifier);

        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    if (!base_url.len)
        return MODULE_UNKNOWN;
    Str path = joined(a, base, specifier);
    return path.len ? file_of(m, a, path, false) : MODULE_UNKNOWN;
}

/* -- all -- */

static UnitId bare(const EcmaModules *m, Arena *a, Str from, Str specifier)
{
    const Config *config = config_around(m, from);
    UnitId unit = config ? by_config(m, a, config, specifier) : MODULE_UNKNOWN;
    size_t end = str_find_char(specifier, '/', 0);
    uint64_t index;

    if (unit != MODULE_UNKNOWN)
        return unit;
    if (specifier.ptr[0] == '@' && end != SIZE_MAX)
        end = str_find_char(specifier, '/', end + 1);
    Str name = str_sub(specifier, 0, end),
        sub = end == SIZE_MAX ? STR_NONE : str_sub(specifier, end, specifier.len);
    if (strmap_get(&m->package_of_name, name, &index))
        return in_package(m, a, &m->packages.at[index - 1], sub);
    return MODULE_EXTERNAL;
}

UnitId ecma_module_find(const EcmaModules *m, UnitId from, Str specifier)
{
    AUTO(arena_done) Arena a = {0};
    Str path = m->p->units[from].file->path;
    bool is_js = m->p->units[from].file->language == LANG_JAVASCRIPT;

    if (!specifier.len || str_find_char(specifier, '?', 0) != SIZE_MAX)
        return MODULE_UNKNOWN;
    if (specifier.ptr[0] == '.') {
        Str whole = joined(&a, path_dir(path), specifier);
        bool is_root = !whole.len && whole.ptr;

        if (!whole.len && !is_root)
            return MODULE_UNKNOWN;
        UnitId unit = file_of(m, &a, whole, is_js);
        uint64_t index;
        if (unit == MODULE_UNKNOWN && strmap_get(&m->package_of_dir, whole, &index))
            unit = package_main(m, &a, &m->packages.at[index - 1]);
        return unit;
    }
    if (specifier.ptr[0] == '/')
        return MODULE_UNKNOWN;
    if (specifier.ptr[0] == '#') {
        const Package *k = package_around(m, path);
        UnitId unit = k ? in_map(m, &a, k, json_object_get(k->json, "imports"), specifier)
                        : MODULE_UNKNOWN;

        if (unit != MODULE_UNKNOWN)
            return unit;
    }
    return bare(m, &a, path, specifier);
}
