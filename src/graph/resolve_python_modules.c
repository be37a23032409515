/*
 * resolve_python_modules.c -- which file a module's name means.
 *
 * A module is found by its path: a.b is a/b.py, a/b.pyi or a/b/__init__.py; a folder with
 * Python files below it counts as a package too (namespace packages). An absolute name is
 * looked for
 *
 *   1. in the repository's own folder, in src and in lib;
 *   2. in the folders around the importing file that are no packages themselves: what a script's
 *      neighbours and test helpers rely on;
 *   3. among all top-level packages, the one nearest to the importing file: repositories of several
 *      projects, and installed layouts.
 *
 * A name of Python's own library is only taken at 1: elsewhere the library's would win.
 */
#include "graph/resolve_python.h"

enum { MODULE_PATH_MAX = 1024 };

typedef struct TopPackage {
    uint32_t next; /* place + 1 in `tops` of the next with this name */
    Str dir;       /* that holds it, with '/' at the end; empty at the root */
} TopPackage;

struct PyModules {
    StrMap units;   /* path without extension or /__init__ -> unit */
    StrMap folders; /* every folder with Python below -> place in `folder_names` + 1 */
    VEC(Str) folder_names;
    StrMap top_first; /* name of a top-level package -> place in `tops` + 1 */
    VEC(TopPackage) tops;
};

static bool is_package(const PyModules *m, const Program *p, Str dir)
{
    uint64_t unit;

    return strmap_get(&m->units, dir, &unit) &&
           str_starts(path_base(p->units[unit].file->path), STR("__init__."));
}

static void add_folders(PyModules *m, Str dir)
{
    for (;; dir = path_dir(dir)) {
        uint64_t known;

        if (strmap_get(&m->folders, dir, &known))
            return;
        *VEC_PUSH(&m->folder_names) = dir;
        strmap_set(&m->folders, dir, m->folder_names.len);
        if (dir.len == 0)
            return;
    }
}

static void add_unit(PyModules *m, const Program *p, UnitId u)
{
    Str path = p->units[u].file->path, dir = path_dir(path), base = path_base(path);
    bool is_stub = str_ends(base, STR(".pyi"));
    bool is_init = str_starts(base, STR("__init__."));
    Str key = is_init ? dir : str_sub(path, 0, path.len - path_ext(path).len - 1);
    bool is_new;
    uint64_t *at = strmap_at(&m->units, key, &is_new);

    add_folders(m, dir);
    /* a package hides a module of its name, source hides its stub */
    if (is_new || (is_init && !is_stub) || (is_init && !is_package(m, p, key)))
        *at = u;
}

static void add_top(PyModules *m, const Program *p, Str dir)
{
    Str parent = path_dir(dir), name = path_base(dir);

    if (dir.len == 0 || !is_package(m, p, dir) || is_package(m, p, parent))
        return;
    uint64_t *first = strmap_at(&m->top_first, name, NULL);
    *VEC_PUSH(&m->tops) = (TopPackage){
        .next = (uint32_t)*first,
        .dir = parent.len ? (Str){dir.ptr, parent.len + 1} : STR(""),
    };
    *first = m->tops.len;
}

PyModules *pymodules_new(PyWorld *w)
{
    PyModules *m = xcalloc(1, sizeof(*m));

    for (UnitId u = 0; u < w->p->unit_count; u++) {
        if (w->units[u].is_python)
            add_unit(m, w->p, u);
    }
    for (size_t i = 0; i < m->folder_names.len; i++)
        add_top(m, w->p, m->folder_names.at[i]);
    return m;
}

void pymodules_free(PyModules *m)
{
    if (!m)
        return;
    strmap_done(&m->units);
    strmap_done(&m->folders);
    strmap_done(&m->top_first);
    VEC_DONE(&m->folder_names);
    VEC_DONE(&m->tops);
    free(m);
}

/* -- looking up -- */

typedef struct ModulePath {
    char text[MODULE_PATH_MAX];
    size_t len;
    bool is_full;
} ModulePath;

static void path_add(ModulePath *path, Str text)
{
    if (text.len > sizeof(path->text) - path->len) {
        path->is_full = true;
        return;
    }
    if (text.len)
        memcpy(path->text + path->len, text.ptr, text.len);
    path->len += text.len;
}

static void path_add_dotted(ModulePath *path, Str name)
{
    size_t start = path->len;

    path_add(path, name);
    for (size_t i = start; i < path->len; i++) {
        if (path->text[i] == '.')
            path->text[i] = '/';
    }
}

static TypeId at_path(PyThread *t, const ModulePath *path)
{
    const PyModules *m = t->w->modules;
    Str key = {path->text, path->len};
    uint64_t found;

    if (path->is_full)
        return TYPE_UNKNOWN;
    if (strmap_get(&m->units, key, &found))
        return pytype_make(t, PYT_MODULE, (uint32_t)found, 0, 0);
    if (strmap_get(&m->folders, key, &found))
        return pytype_make(t, PYT_PACKAGE, (uint32_t)found, 0, 0);
    return TYPE_UNKNOWN;
}

static TypeId below(PyThread *t, Str dir, Str name)
{
    ModulePath path = {.len = 0};

    path_add(&path, dir);
    path_add_dotted(&path, name);
    return at_path(t, &path);
}

static TypeId in_roots(PyThread *t, Str name)
{
    static const char *const roots[] = {"", "src/", "lib/"};
    TypeId folder = TYPE_UNKNOWN;

    for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
        TypeId found = below(t, str_from(roots[i]), name);

        if (pytype_get(t, found).kind == PYT_MODULE)
            return found;
        folder = MAX_OF(folder, found); /* a plain folder only when there is no module */
    }
    return folder;
}

static TypeId around_importer(PyThread *t, UnitId from, Str name)
{
    Str dir = path_dir(t->w->p->units[from].file->path);

    for (; dir.len; dir = path_dir(dir)) {
        if (is_package(t->w->modules, t->w->p, dir))
            continue;
        TypeId found = below(t, (Str){dir.ptr, dir.len + 1}, name);
        if (pytype_get(t, found).kind == PYT_MODULE)
            return found;
    }
    return TYPE_UNKNOWN;
}

static size_t common_prefix(Str a, Str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

static TypeId among_packages(PyThread *t, UnitId from, Str name)
{
    const PyModules *m = t->w->modules;
    Str first = str_sub(name, 0, MIN_OF(str_find_char(name, '.', 0), name.len));
    Str path = t->w->p->units[from].file->path;
    TypeId best = TYPE_UNKNOWN;
    size_t best_common = 0;
    uint64_t place;

    if (!strmap_get(&m->top_first, first, &place))
        return TYPE_UNKNOWN;
    for (; place; place = m->tops.at[place - 1].next) {
        Str dir = m->tops.at[place - 1].dir;
        size_t common = common_prefix(dir, path) + 1;
        TypeId found = common > best_common ? below(t, dir, name) : TYPE_UNKNOWN;

        if (found != TYPE_UNKNOWN) {
            best = found;
            best_common = common;
        }
    }
    return best;
}

static TypeId absolute(PyThread *t, UnitId from, Str name)
{
    Str first = str_sub(name, 0, MIN_OF(str_find_char(name, '.', 0), name.len));
    TypeId found = in_roots(t, name);

    if (found != TYPE_UNKNOWN || pymodule_is_standard(first))
        return found;
    found = around_importer(t, from, name);
    return found != TYPE_UNKNOWN ? found : among_packages(t, from, name);
}

TypeId pymodule_find(PyThread *t, UnitId from, Str name, unsigned level)
{
    if (level == 0)
        return absolute(t, from, name);
    Str dir = path_dir(t->w->p->units[from].file->path);
    for (; level > 1; level--) {
        if (dir.len == 0)
            return TYPE_UNKNOWN;
        dir = path_dir(dir);
    }
    ModulePath path = {.len = 0};
    path_add(&path, dir);
    if (dir.len && name.len)
        path_add(&path, STR("/"));
    path_add_dotted(&path, name);
    return at_path(t, &path);
}

UnitId pymodule_conftest(const PyWorld *w, UnitId from, unsigned level)
{
    Str dir = path_dir(w->p->units[from].file->path);
    uint64_t unit;

    for (;; dir = path_dir(dir)) {
        ModulePath path = {.len = 0};

        path_add(&path, dir);
        path_add(&path, dir.len ? STR("/conftest") : STR("conftest"));
        if (!path.is_full &&
            strmap_get(&w->modules->units, (Str){path.text, path.len}, &unit) && level-- == 0)
            return (UnitId)unit;
        if (dir.len == 0)
            return UNIT_NONE;
    }
}

TypeId pymodule_child(PyThread *t, TypeId module, Str name)
{
    PyType x = pytype_get(t, module);
    Str dir;

    if (x.kind == PYT_PACKAGE) {
        dir = t->w->modules->folder_names.at[x.sym - 1];
    } else {
        Str path = t->w->p->units[x.sym].file->path;

        if (x.kind != PYT_MODULE || !str_starts(path_base(path), STR("__init__.")))
            return TYPE_UNKNOWN;
        dir = path_dir(path);
    }
    ModulePath path = {.len = 0};
    path_add(&path, dir);
    if (dir.len)
        path_add(&path, STR("/"));
    path_add(&path, name);
    return at_path(t, &path);
}

/* Sorted by bytes: the modules of Python's library that are imported often. */
static const char *const standard_modules[] = {
    "__future__",
    "_collections_abc",
    "_thread",
    "_typeshed",
    "abc",
    "argparse",
    "array",
    "ast",
    "asyncio",
    "atexit",
    "base64",
    "bdb",
    "binascii",
    "bisect",
    "builtins",
    "bz2",
    "calendar",
    "cgi",
    "cgitb",
    "chunk",
    "cmath",
    "cmd",
    "code",
    "codecs",
    "codeop",
    "collections",
    "colorsys",
    "compileall",
    "concurrent",
    "configparser",
    "contextlib",
    "contextvars",
    "copy",
    "copyreg",
    "csv",
    "ctypes",
    "curses",
    "dataclasses",
    "datetime",
    "dbm",
    "decimal",
    "difflib",
    "dis",
    "distutils",
    "doctest",
    "email",
    "encodings",
    "enum",
    "errno",
    "faulthandler",
    "fcntl",
    "filecmp",
    "fileinput",
    "fnmatch",
    "fractions",
    "ftplib",
    "functools",
    "gc",
    "genericpath",
    "getopt",
    "getpass",
    "gettext",
    "glob",
    "graphlib",
    "grp",
    "gzip",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "imaplib",
    "imghdr",
    "imp",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "lib2to3",
    "linecache",
    "locale",
    "logging",
    "lzma",
    "mailbox",
    "mailcap",
    "marshal",
    "math",
    "mimetypes",
    "mmap",
    "modulefinder",
    "msvcrt",
    "multiprocessing",
    "netrc",
    "nntplib",
    "ntpath",
    "numbers",
    "operator",
    "optparse",
    "os",
    "pathlib",
    "pdb",
    "pickle",
    "pickletools",
    "pipes",
    "pkgutil",
    "platform",
    "plistlib",
    "poplib",
    "posix",
    "posixpath",
    "pprint",
    "profile",
    "pstats",
    "pty",
    "pwd",
    "py_compile",
    "pyclbr",
    "pydoc",
    "queue",
    "quopri",
    "random",
    "re",
    "readline",
    "reprlib",
    "resource",
    "runpy",
    "sched",
    "secrets",
    "select",
    "selectors",
    "shelve",
    "shlex",
    "shutil",
    "signal",
    "site",
    "smtpd",
    "smtplib",
    "sndhdr",
    "socket",
    "socketserver",
    "spwd",
    "sqlite3",
    "ssl",
    "stat",
    "statistics",
    "string",
    "stringprep",
    "struct",
    "subprocess",
    "symtable",
    "sys",
    "sysconfig",
    "syslog",
    "tabnanny",
    "tarfile",
    "telnetlib",
    "tempfile",
    "termios",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "tkinter",
    "token",
    "tokenize",
    "tomllib",
    "trace",
    "traceback",
    "tracemalloc",
    "tty",
    "turtle",
    "types",
    "typing",
    "typing_extensions",
    "unicodedata",
    "unittest",
    "urllib",
    "uu",
    "uuid",
    "venv",
    "warnings",
    "wave",
    "weakref",
    "webbrowser",
    "winreg",
    "wsgiref",
    "xdrlib",
    "xml",
    "xmlrpc",
    "zipapp",
    "zipfile",
    "zipimport",
    "zlib",
    "zoneinfo",
};

bool pymodule_is_standard(Str name)
{
    size_t low = 0, high = ARRAY_LEN(standard_modules);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(standard_modules[middle]), name);

        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
