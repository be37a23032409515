/*
 * python.c -- the Python pack: the grammar's names, and the two walks over a file in order.
 */
#include "syntax/packs/python_pack.h"

const TSLanguage *tree_sitter_python(void);

static const char *const kinds[KIND_COUNT] = {
#define X(id, name) [KIND_##id] = name,
    PY_KINDS(X)
#undef X
};

static const char *const fields[FIELD_COUNT] = {
#define X(id, name) [FIELD_##id] = name,
    PY_FIELDS(X)
#undef X
};

/* Sorted by bytes. Names that Python itself gives every module. */
static const char *const builtins[] = {
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "ExceptionGroup",
    "False",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "None",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "True",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "__debug__",
    "__doc__",
    "__file__",
    "__import__",
    "__name__",
    "__package__",
    "__path__",
    "__spec__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
};

bool py_is_builtin(Str name)
{
    size_t low = 0, high = ARRAY_LEN(builtins);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(builtins[middle]), name);

        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Lines with something on them that is neither a comment nor a docstring. */
static uint32_t count_code_lines(const Py *py)
{
    Str rest = py->t->src, line;
    uint32_t count = 0;

    while (str_line(&rest, &line)) {
        size_t at = 0;

        while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'))
            at++;
        count += at < line.len && line.ptr[at] != '#';
    }
    return count > py->doc_lines ? count - py->doc_lines : 0;
}

static void extract(const Tree *t, FactsBuilder *b)
{
    Py py = {.t = t, .b = b};

    py.mark = ARENA_ARRAY(&b->scratch, uint32_t, t->count + 1);
    MUST(facts_add_name(b, STR("return")) == PY_NAME_RETURN);
    MUST(facts_add_name(b, STR("yield")) == PY_NAME_YIELD);
    py_bind(&py);
    py_refs(&py);
    py_note_comments(&py);
    b->code_lines = count_code_lines(&py);
    u64map_done(&py.bound);
    u64map_done(&py.narrowed_paths);
    u64map_done(&py.assigned_paths);
    VEC_DONE(&py.narrowings);
}

const Pack pack_python = {
    .language = LANG_PYTHON,
    .version = 6,
    .grammar = tree_sitter_python,
    .names = {kinds, KIND_COUNT, fields, FIELD_COUNT},
    .extract = extract,
};
