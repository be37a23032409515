/*
 * options.c -- the command line, the environment and the settings file, by one table.
 */
#include "cli/options.h"

#include "base/file.h"

enum { NUMBER_MAX = INT32_MAX };

static const Option *find(const Option *table, Str name)
{
    for (const Option *o = table; o->name; o++) {
        if (str_is(name, o->name))
            return o;
    }
    return NULL;
}

static const Option *find_letter(const Option *table, char letter)
{
    for (const Option *o = table; o->name; o++) {
        if (o->letter == letter)
            return o;
    }
    return NULL;
}

static const OptionValue *value_of(const Options *o, const char *name)
{
    const Option *option = find(o->table, str_from(name));

    MUST(option);
    return &o->values[option - o->table];
}

static bool is_choice(const char *choices, Str text)
{
    Str rest = str_from(choices), word;

    while (str_split(&rest, '|', &word)) {
        if (str_eq(word, text))
            return true;
    }
    return false;
}

static ErrCode check_value(const Option *option, Str text, const char *from, Err *err)
{
    uint64_t number;
    double money;
    bool is_good = true;
    const char *wanted = "";

    switch ((OptionKind)option->kind) {
    case OPTION_FLAG:
        is_good = str_is(text, "true") || str_is(text, "false");
        wanted = "true or false";
        break;
    case OPTION_NUMBER:
        is_good = parse_u64(text, NUMBER_MAX, &number);
        wanted = "a whole number";
        break;
    case OPTION_SIZE:
        is_good = parse_size(text, INT64_MAX, &number);
        wanted = "a number of bytes, such as 500k or 2M";
        break;
    case OPTION_MONEY:
        is_good = parse_double(text, &money) && money >= 0;
        wanted = "an amount";
        break;
    case OPTION_CHOICE:
        is_good = is_choice(option->choices, text);
        wanted = option->choices;
        break;
    case OPTION_TEXT:
    case OPTION_LIST:
        is_good = !memchr(text.ptr ? text.ptr : "", '\n', text.len);
        wanted = "one line";
        break;
    }
    if (is_good)
        return ERR_OK;
    return err_set(err, ERR_USAGE, "%s: '%.*s' is not %s", from, STR_ARG(text), wanted);
}

static void set_value(Options *o, const Option *option, Str text, OptionOrigin origin)
{
    OptionValue *v = &o->values[option - o->table];

    if (option->kind == OPTION_LIST && v->is_set && v->origin == origin)
        text = arena_printf(&o->arena, "%.*s\n%.*s", STR_ARG(v->text), STR_ARG(text));
    *v = (OptionValue){arena_str(&o->arena, text), (uint8_t)origin, true};
}

/* -- the command line -- */

static ErrCode unknown(const Option *table, Str name, Err *err)
{
    (void)err_set(err, ERR_USAGE, "there is no flag '%.*s'", STR_ARG(name));
    while (name.len && name.ptr[0] == '-')
        name = str_sub(name, 1, name.len);
    for (const Option *o = table; o->name; o++) {
        if (name.len >= 3 && str_starts(str_from(o->name), str_sub(name, 0, 3)))
            return err_hint(err, "did you mean --%s?", o->name);
    }
    return ERR_USAGE;
}

static ErrCode take_flag(Options *o, const Option *option, Str shown, Str inline_value,
                         bool has_inline, int argc, char **argv, int *at, Err *err)
{
    AUTO(arena_done) Arena a = {0};
    Str text = inline_value;

    if (option->kind == OPTION_FLAG && !has_inline)
        text = STR("true");
    else if (!has_inline && *at + 1 < argc)
        text = str_from(argv[++*at]);
    else if (!has_inline)
        return err_set(err, ERR_USAGE, "%.*s needs a value: %s", STR_ARG(shown), option->value);
    ErrCode rc = check_value(option, text, arena_cstr(&a, shown), err);
    if (rc == ERR_OK)
        set_value(o, option, text, ORIGIN_FLAG);
    return rc;
}

static ErrCode take_word(Options *o, int argc, char **argv, int *at, Err *err)
{
    Str word = str_from(argv[*at]);

    if (word.len < 2 || word.ptr[0] != '-') {
        if (o->operand_count == OPERANDS_MAX)
            return err_set(err, ERR_USAGE, "there are more than %d operands", OPERANDS_MAX);
        o->operands[o->operand_count++] = argv[*at];
        return ERR_OK;
    }
    if (word.ptr[1] != '-') {
        const Option *option = find_letter(o->table, word.ptr[1]);

        if (!option)
            return unknown(o->table, word, err);
        return take_flag(o, option, str_sub(word, 0, 2), str_sub(word, 2, word.len),
                         word.len > 2, argc, argv, at, err);
    }
    size_t equals = str_find_char(word, '=', 0);
    const Option *option = find(o->table, str_sub(word, 2, equals));
    if (!option)
        return unknown(o->table, str_sub(word, 0, equals), err);
    return take_flag(o, option, str_sub(word, 0, equals),
                     equals == SIZE_MAX ? STR_NONE : str_sub(word, equals + 1, word.len),
                     equals != SIZE_MAX, argc, argv, at, err);
}

/* -- the environment -- */

Str option_environment_name(Arena *a, const Option *option)
{
    Str name = arena_printf(a, "FONDATION_%s", option->name);
    char *p = (char *)name.ptr;

    for (; *p; p++)
        *p = *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
    return name;
}

static ErrCode take_list(Options *o, const Option *option, Str text, OptionOrigin origin,
                         const char *from, Err *err)
{
    Str item;

    if (option->kind != OPTION_LIST) {
        ErrCode rc = check_value(option, text, from, err);

        if (rc == ERR_OK)
            set_value(o, option, text, origin);
        return rc;
    }
    while (str_split(&text, ',', &item)) {
        item = str_trim(item);
        if (item.len)
            set_value(o, option, item, origin);
    }
    return ERR_OK;
}

static ErrCode read_environment(Options *o, Err *err)
{
    for (const Option *option = o->table; option->name; option++) {
        Str name = option_environment_name(&o->arena, option);
        const char *text = getenv(name.ptr);

        if (!text || o->values[option - o->table].is_set)
            continue;
        ErrCode rc = take_list(o, option, str_from(text), ORIGIN_ENVIRONMENT, name.ptr, err);
        if (rc != ERR_OK)
            return rc;
    }
    return ERR_OK;
}

/* -- the settings file: lines of `name = value`, text in double quotes, # comments -- */

static Str without_quotes(Str value)
{
    size_t end;

    if (value.len && value.ptr[0] == '"') {
        end = str_find_char(value, '"', 1);
        return str_sub(value, 1, end);
    }
    end = str_find_char(value, '#', 0);
    return str_trim(str_sub(value, 0, end));
}

static bool is_same_setting(const char *name, Str key)
{
    if (strlen(name) != key.len)
        return false;
    for (size_t i = 0; i < key.len; i++) {
        if (name[i] != key.ptr[i] && !(name[i] == '-' && key.ptr[i] == '_'))
            return false;
    }
    return true;
}

/* Settings of other commands stand in the same file: what this table does not know is passed over. */
static ErrCode take_setting(Options *o, Str line, unsigned number, Err *err)
{
    size_t equals = str_find_char(line, '=', 0);
    char from[64];

    if (equals == SIZE_MAX)
        return err_set(err, ERR_USAGE, "%s, line %u: a line is `name = value`", o->file,
                       number);
    Str key = str_trim(str_sub(line, 0, equals));
    for (const Option *option = o->table; option->name; option++) {
        if (!is_same_setting(option->name, key) || o->values[option - o->table].is_set)
            continue;
        snprintf(from, sizeof(from), "settings file, line %u", number);
        return take_list(o, option,
                         without_quotes(str_trim(str_sub(line, equals + 1, line.len))),
                         ORIGIN_FILE, from, err);
    }
    return ERR_OK;
}

static ErrCode read_file(Options *o, Err *err)
{
    const char *asked = option_cstr(o, "config");
    Str text, line;
    unsigned number = 0;

    o->file = asked ? asked : "fondation.toml";
    ErrCode rc = file_read(&o->arena, o->file, SETTINGS_FILE_MAX_BYTES, &text, err);
    if (rc == ERR_NOT_FOUND && !asked) {
        o->file = NULL;
        return ERR_OK;
    }
    while (rc == ERR_OK && str_line(&text, &line)) {
        number++;
        line = str_trim(line);
        if (line.len && line.ptr[0] != '#' && line.ptr[0] != '[')
            rc = take_setting(o, line, number, err);
    }
    return rc == ERR_OK ? rc : err_wrap(err, "reading the settings");
}

static void set_defaults(Options *o)
{
    for (const Option *option = o->table; option->name; option++) {
        if (!o->values[option - o->table].is_set && option->fallback)
            set_value(o, option, str_from(option->fallback), ORIGIN_DEFAULT);
    }
}

ErrCode options_read(Options *o, const Option *table, int argc, char **argv, Err *err)
{
    bool is_ended = false;
    ErrCode rc = ERR_OK;

    *o = (Options){.table = table};
    for (int at = 0; rc == ERR_OK && at < argc; at++) {
        if (!is_ended && strcmp(argv[at], "--") == 0)
            is_ended = true;
        else if (is_ended && o->operand_count < OPERANDS_MAX)
            o->operands[o->operand_count++] = argv[at];
        else
            rc = take_word(o, argc, argv, &at, err);
    }
    if (rc == ERR_OK)
        rc = read_environment(o, err);
    if (rc == ERR_OK && find(table, STR("config")))
        rc = read_file(o, err);
    if (rc == ERR_OK)
        set_defaults(o);
    return rc;
}

void options_done(Options *o)
{
    arena_done(&o->arena);
}

bool option_flag(const Options *o, const char *name)
{
    return str_is(value_of(o, name)->text, "true");
}

Str option_text(const Options *o, const char *name)
{
    const OptionValue *v = value_of(o, name);

    return v->is_set ? v->text : STR("");
}

const char *option_cstr(const Options *o, const char *name)
{
    const OptionValue *v = value_of(o, name);

    return v->is_set ? v->text.ptr : NULL;
}

uint64_t option_number(const Options *o, const char *name)
{
    const Option *option = find(o->table, str_from(name));
    uint64_t number = 0;

    if (option && option->kind == OPTION_SIZE)
        (void)parse_size(option_text(o, name), INT64_MAX, &number);
    else
        (void)parse_u64(option_text(o, name), NUMBER_MAX, &number);
    return number;
}

double option_money(const Options *o, const char *name)
{
    double amount = 0;

    (void)parse_double(option_text(o, name), &amount);
    return amount;
}

bool option_is_set(const Options *o, const char *name)
{
    return value_of(o, name)->is_set;
}

const char *const *option_list(Options *o, const char *name)
{
    Str rest = option_text(o, name), item;
    size_t count = 0;

    if (rest.len == 0)
        return NULL;
    const char **list = arena_alloc_array(&o->arena, rest.len + 2, sizeof(*list));
    while (str_split(&rest, '\n', &item))
        list[count++] = arena_cstr(&o->arena, item);
    return list;
}
