/*
 * parameters.c -- parameters from locals, or from the text of a signature.
 */
#include "exercise/parameters.h"

bool parameter_is_of(const Def *d, const Local *l)
{
    return l->kind == LOCAL_PARAMETER && l->start > d->name_start &&
           l->start < d->signature_end;
}

static bool is_name_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* "const char *s[2]" -> "s"; empty for "void", "..." and what has no name. */
static Str last_name(Str part)
{
    static const char *const types[] = {"void",  "int",      "char",   "long",  "short",
                                        "float", "unsigned", "double", "const", "signed"};
    size_t end = MIN_OF(MIN_OF(str_find_char(part, '[', 0), str_find_char(part, '=', 0)),
                        part.len);

    part = str_trim(str_sub(part, 0, end));
    size_t start = part.len;
    while (start && is_name_char(part.ptr[start - 1]))
        start--;
    Str name = str_sub(part, start, part.len);
    /* a type alone has nothing before it, or is made of words like these */
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_is(name, types[i]))
            return STR_NONE;
    }
    return start == 0 ? STR_NONE : name;
}

static uint32_t from_signature(Str signature, Str *ret)
{
    size_t open = str_find_char(signature, '(', 0), start = open + 1;
    uint32_t count = 0;
    int depth = 0;

    for (size_t i = open; open != SIZE_MAX && i < signature.len && count < PARAMETERS_MAX;
         i++) {
        char c = signature.ptr[i];

        depth += c == '(' || c == '<' || c == '{';
        depth -= c == ')' || c == '>' || c == '}';
        if (!(depth == 1 && c == ',') && depth > 0)
            continue;
        Str name = last_name(str_sub(signature, start, i));
        if (name.len)
            ret[count++] = name;
        start = i + 1;
        if (depth == 0)
            break;
    }
    return count;
}

uint32_t parameter_names(const Facts *f, const Def *d, LanguageId language, Str text,
                         Str ret[PARAMETERS_MAX])
{
    uint32_t count = 0;

    if (language == LANG_C || language == LANG_CPP)
        return from_signature(str_sub(text, d->name_start, d->signature_end), ret);
    for (uint32_t i = 1; i < f->local_count && count < PARAMETERS_MAX; i++) {
        if (parameter_is_of(d, &f->locals[i]))
            ret[count++] = facts_name(f, f->locals[i].name);
    }
    return count;
}
