/*
 * resolve_rust_std.c -- what the standard library's methods return, as far as it matters.
 *
 * A chain like `self.items.iter().filter(..).map(|x| x.name()).next()?` leads through types that
 * are not in the repository back to one that is. The table says how, in a small language:
 *
 *     0 1      argument of the receiver's type       self   the receiver's type
 *     a        type of the call's first argument     g      the first of ::<...>
 *     c        g with its blanks filled from the receiver
 *     $        what the closure returns              Name<x, y>   (x, y)   [x]
 *     x'       argument 0 of x                       x*     what iterating over x gives
 *     -        known, but nothing follows from it
 *
 * `given` lists what a closure's parameters are. Guards of locks have `unwrap` here, so that lock()
 * is right for locks that fail and for those that do not.
 */
#include "graph/resolve_rust.h"

typedef struct StdRow {
    const char *types; /* separated by spaces */
    const char *methods;
    const char *given; /* separated by spaces */
    const char *result;
} StdRow;

#define SEQUENCES                                                                        \
    "Vec VecDeque [] SmallVec ArrayVec BinaryHeap LinkedList HashSet BTreeSet IndexSet " \
    "FxHashSet"
#define MAPS "HashMap BTreeMap IndexMap FxHashMap"
#define ITERATORS                                                                            \
    "Iterator DoubleEndedIterator ExactSizeIterator IntoIterator Peekable Rev Iter IterMut " \
    "IntoIter FusedIterator"
#define GUARDS "MutexGuard RwLockReadGuard RwLockWriteGuard"

/* clang-format off */
static const StdRow methods[] = {
    {"Option", "unwrap expect unwrap_or unwrap_or_default unwrap_or_else unwrap_unchecked insert get_or_insert get_or_insert_with flatten", "", "0"},
    {"Option", "as_ref as_mut as_deref as_deref_mut take cloned copied filter or or_else xor replace take_if inspect as_pin_mut clone to_owned", "0", "self"},
    {"Option", "map", "0", "Option<$>"},
    {"Option", "and_then", "0", "$"},
    {"Option", "map_or map_or_else", "0", "a"},
    {"Option Result", "is_some is_none is_ok is_err is_some_and is_none_or is_ok_and", "0", "-"},
    {"Option", "ok_or ok_or_else context with_context", "", "Result<0>"},
    {"Option", "iter iter_mut into_iter", "", "Iterator<0>"},
    {"Option", "zip", "", "Option<(0, a')>"},
    {"Option", "transpose", "", "Result<Option<0'>>"},
    {"Result", "unwrap expect unwrap_or unwrap_or_default", "", "0"},
    {"Result", "unwrap_or_else", "1", "0"},
    {"Result", "unwrap_err expect_err into_err", "", "1"},
    {"Result", "ok", "", "Option<0>"},
    {"Result", "err", "", "Option<1>"},
    {"Result", "map", "0", "Result<$, 1>"},
    {"Result", "map_err", "1", "Result<0, $>"},
    {"Result", "and_then", "0", "$"},
    {"Result", "or_else", "1", "self"},
    {"Result", "map_or map_or_else", "0", "a"},
    {"Result", "as_ref as_mut as_deref as_deref_mut or inspect cloned copied clone", "0", "self"},
    {"Result", "inspect_err", "1", "self"},
    {"Result", "context with_context wrap_err wrap_err_with", "", "Result<0>"},
    {"Result", "iter into_iter", "", "Iterator<0>"},
    {"Result", "transpose", "", "Option<Result<0'>>"},
    {SEQUENCES, "iter iter_mut into_iter drain union intersection difference symmetric_difference range splice extract_if into_sorted_iter array_chunks escape_ascii", "", "Iterator<0>"},
    {SEQUENCES, "first first_mut last last_mut get get_mut pop pop_front pop_back pop_first pop_last front front_mut back back_mut peek take get_index", "", "Option<0>"},
    {SEQUENCES, "swap_remove get_unchecked get_unchecked_mut", "", "0"},
    {"Vec", "remove", "", "0"},
    {"VecDeque", "remove", "", "Option<0>"},
    {SEQUENCES, "as_slice as_mut_slice split_off clone to_owned as_ref as_mut as_mut_slices make_contiguous leak into_boxed_slice by_ref borrow", "", "self"},
    {SEQUENCES, "to_vec into_vec into_sorted_vec", "", "Vec<0>"},
    {SEQUENCES, "chunks chunks_mut chunks_exact windows split rchunks chunk_by split_inclusive", "0", "Iterator<[0]>"},
    {SEQUENCES, "split_at split_at_mut", "", "([0], [0])"},
    {SEQUENCES, "split_first split_last split_first_mut split_last_mut", "", "Option<(0, [0])>"},
    {SEQUENCES, "retain retain_mut sort_by_key sort_by_cached_key sort_unstable_by_key binary_search_by binary_search_by_key partition_point dedup_by_key", "0", "-"},
    {SEQUENCES, "sort_by sort_unstable_by dedup_by select_nth_unstable_by", "0 0", "-"},
    {SEQUENCES, "len is_empty push push_back push_front push_str insert extend extend_from_slice append clear contains truncate resize reserve sort sort_unstable reverse dedup swap capacity starts_with ends_with fill copy_from_slice clone_from_slice concat join binary_search shrink_to_fit rotate_left as_ptr as_mut_ptr is_subset is_superset resize_with reserve_exact with_capacity copy_within set_len spare_capacity_mut remove replace", "", "-"},
    {"[] Vec", "to_string to_ascii_lowercase", "", "-"},
    {MAPS, "get get_mut remove insert get_or_insert swap_remove", "", "Option<1>"},
    {MAPS, "get_key_value remove_entry first_key_value last_key_value pop_first pop_last get_index get_full first last", "", "Option<(0, 1)>"},
    {MAPS, "iter iter_mut into_iter drain range range_mut extract_if", "", "Iterator<(0, 1)>"},
    {MAPS, "keys into_keys", "", "Iterator<0>"},
    {MAPS, "values values_mut into_values", "", "Iterator<1>"},
    {MAPS, "entry", "", "Entry<0, 1>"},
    {MAPS, "retain", "0 1", "-"},
    {MAPS, "clone to_owned as_ref as_mut", "", "self"},
    {MAPS, "contains_key len is_empty clear extend reserve capacity append shrink_to_fit", "", "-"},
    {"Entry", "or_insert or_insert_with or_default or_insert_with_key", "", "1"},
    {"Entry", "and_modify", "1", "self"},
    {"Entry", "key", "", "0"},
    {"OccupiedEntry", "get get_mut into_mut insert remove", "", "1"},
    {"VacantEntry", "insert", "", "1"},
    {ITERATORS, "next next_back last nth nth_back min max peek peek_mut next_if next_if_eq reduce", "", "Option<0>"},
    {ITERATORS, "find max_by_key min_by_key rfind", "0", "Option<0>"},
    {ITERATORS, "max_by min_by", "0 0", "Option<0>"},
    {ITERATORS, "dedup_by", "0 0", "Iterator<0>"},
    {ITERATORS, "dedup_by_key", "0", "Iterator<0>"},
    {ITERATORS, "filter skip_while take_while inspect", "0", "Iterator<0>"},
    {ITERATORS, "rev skip take step_by chain cycle fuse peekable by_ref cloned copied into_iter iter dedup sorted unique clone as_ref", "", "Iterator<0>"},
    {ITERATORS, "sorted_by_key sorted_by unique_by", "0 0", "Iterator<0>"},
    {ITERATORS, "map", "0", "Iterator<$>"},
    {ITERATORS, "filter_map map_while", "0", "Iterator<$'>"},
    {ITERATORS, "find_map", "0", "$"},
    {ITERATORS, "flat_map", "0", "Iterator<$*>"},
    {ITERATORS, "flatten", "", "Iterator<0*>"},
    {ITERATORS, "enumerate", "", "Iterator<(usize, 0)>"},
    {ITERATORS, "zip", "", "Iterator<(0, a*)>"},
    {ITERATORS, "fold try_fold scan", "a 0", "a"},
    {ITERATORS, "for_each try_for_each any all position rposition partition count is_sorted_by_key", "0", "-"},
    {ITERATORS, "collect try_collect", "", "c"},
    {ITERATORS, "sum product", "", "g"},
    {ITERATORS, "size_hint len eq cmp ne lt unzip join is_sorted as_slice as_str", "", "-"},
    {"String str", "chars", "", "Iterator<char>"},
    {"String str", "bytes", "", "Iterator<u8>"},
    {"String str", "char_indices", "", "Iterator<(usize, char)>"},
    {"String str", "lines split split_whitespace rsplit splitn rsplitn split_terminator split_inclusive matches split_ascii_whitespace", "char", "Iterator<str>"},
    {"String str", "trim trim_start trim_end trim_matches trim_start_matches trim_end_matches as_str as_mut_str as_ref deref trim_left trim_right borrow", "char", "str"},
    {"String str", "strip_prefix strip_suffix get", "char", "Option<str>"},
    {"String str", "split_once rsplit_once", "char", "Option<(str, str)>"},
    {"String str", "to_string to_owned to_lowercase to_uppercase to_ascii_lowercase to_ascii_uppercase replace replacen repeat into_string clone into_owned", "", "String"},
    {"String str", "parse", "", "Result<g>"},
    {"String str", "as_bytes into_bytes", "", "[u8]"},
    {"String str", "find rfind", "char", "Option<usize>"},
    {"String str", "len is_empty push push_str insert insert_str contains starts_with ends_with eq eq_ignore_ascii_case cmp hash clear truncate pop remove extend reserve capacity is_char_boundary fmt into make_ascii_lowercase as_ptr drain retain", "char", "-"},
    {"Mutex RwLock FairMutex ReentrantMutex", "lock write read blocking_lock lock_owned upgradable_read", "", "MutexGuard<0>"},
    {"Mutex RwLock", "try_lock try_read try_write", "", "Option<MutexGuard<0>>"},
    {"Mutex RwLock RefCell Cell OnceCell OnceLock UnsafeCell Cursor BufReader BufWriter Wrapping", "into_inner get_ref", "", "0"},
    {"Mutex RwLock RefCell Cell Arc Rc Cursor BufReader BufWriter", "get_mut", "", "0"},
    {GUARDS, "unwrap expect unwrap_or_else", "", "self"},
    {"RefCell", "borrow", "", "Ref<0>"},
    {"RefCell", "borrow_mut", "", "RefMut<0>"},
    {"Cell RefCell", "get take replace", "", "0"},
    {"OnceCell OnceLock", "get", "", "Option<0>"},
    {"OnceCell OnceLock", "get_or_init get_or_try_init", "", "0"},
    {"Arc Rc", "clone", "", "self"},
    {"Arc Rc Box", "as_ref as_mut borrow leak", "", "0"},
    {"Box", "clone", "", "self"},
    {"Weak", "upgrade", "", "Option<Arc<0>>"},
    {"Pin", "as_mut as_ref", "", "self"},
    {"Pin", "get_mut get_unchecked_mut into_inner", "", "0"},
    {"Cow", "into_owned to_mut", "", "0"},
    {"Receiver UnboundedReceiver", "recv blocking_recv recv_timeout try_recv", "", "Option<0>"},
    {"Receiver UnboundedReceiver", "iter try_iter into_iter", "", "Iterator<0>"},
    {"JoinHandle ScopedJoinHandle", "join", "", "Result<0>"},
    {"Path PathBuf", "join to_path_buf with_extension with_file_name", "", "PathBuf"},
    {"Path PathBuf", "as_path", "", "Path"},
    {"Path PathBuf", "parent", "", "Option<Path>"},
    {"Path PathBuf", "file_name extension file_stem", "", "Option<OsStr>"},
    {"Path PathBuf OsStr OsString", "to_str", "", "Option<str>"},
    {"Path PathBuf OsStr OsString", "to_string_lossy", "", "Cow<str>"},
    {"Path PathBuf", "canonicalize", "", "Result<PathBuf>"},
    {"Path PathBuf", "exists is_dir is_file display push pop set_extension starts_with ends_with metadata as_os_str components strip_prefix is_absolute", "", "-"},
    {"AtomicUsize AtomicBool AtomicU64 AtomicU32 AtomicI64 AtomicPtr", "load store fetch_add fetch_sub swap compare_exchange fetch_or fetch_and compare_exchange_weak", "", "-"},
};

static const StdRow functions[] = {
    {"Box", "new pin from", "", "Box<a>"},
    {"Rc", "new from", "", "Rc<a>"},
    {"Arc", "new from", "", "Arc<a>"},
    {"Rc Arc", "clone", "", "a"},
    {"Rc Arc", "downgrade", "", "Weak<a'>"},
    {"Rc Arc", "try_unwrap get_mut", "", "Result<a'>"},
    {"Rc Arc", "make_mut unwrap_or_clone", "", "a'"},
    {"Mutex", "new", "", "Mutex<a>"},
    {"RwLock", "new", "", "RwLock<a>"},
    {"RefCell", "new", "", "RefCell<a>"},
    {"Cell", "new", "", "Cell<a>"},
    {"Pin", "new new_unchecked", "", "a"},
    {"Cursor", "new", "", "Cursor<a>"},
    {"BufReader", "new", "", "BufReader<a>"},
    {"BufWriter", "new", "", "BufWriter<a>"},
    {"ManuallyDrop", "new", "", "ManuallyDrop<a>"},
    {"Vec VecDeque HashSet BTreeSet BinaryHeap", "from from_iter", "", "Vec<a*>"},
    {"mem", "take replace", "", "a"},
    {"cmp", "max min", "", "a"},
    {"iter", "once repeat", "", "Iterator<a>"},
    {"iter", "empty", "", "-"},
    {"iter", "from_fn successors", "", "Iterator<$'>"},
    {"thread", "spawn", "", "JoinHandle<$>"},
    {"tokio task", "spawn spawn_blocking", "", "JoinHandle<a>"},
    {"", "Some", "", "Option<a>"},
    {"", "Ok", "", "Result<a>"},
    {"", "Err", "", "Result<-, a>"},
    {"", "Reverse Wrapping identity black_box", "", "a"},
};

/* Names outside by what can be done with them. */
static const struct { RsStdTrait trait; const char *names; } traits[] = {
    {RS_IS_POINTER, "Box Rc Arc Ref RefMut MutexGuard RwLockReadGuard RwLockWriteGuard Cow Pin ManuallyDrop Lazy "
                    "LazyLock LazyCell OwnedMutexGuard MappedMutexGuard AssertUnwindSafe CachePadded PeekMut NonNull"},
    {RS_IS_SEQUENCE, SEQUENCES " " ITERATORS " Option Receiver"},
    {RS_IS_MAP, MAPS},
    {RS_IS_INDEXED, "Vec VecDeque [] SmallVec ArrayVec"},
    {RS_IS_PRELUDE,
     "Vec Option Some None Result Ok Err String Box ToString ToOwned Into From TryFrom TryInto AsRef AsMut "
     "Iterator IntoIterator Extend DoubleEndedIterator ExactSizeIterator FromIterator Default Clone Copy Send "
     "Sync Sized Unpin Drop Fn FnMut FnOnce Eq PartialEq Ord PartialOrd Debug Hash drop println print eprintln "
     "eprint format vec panic assert assert_eq assert_ne debug_assert debug_assert_eq debug_assert_ne write "
     "writeln unreachable unimplemented todo matches dbg env option_env concat stringify include include_str "
     "include_bytes line column file module_path cfg compile_error format_args thread_local "
     "addr_of addr_of_mut ready pin is_x86_feature_detected global_asm asm"},
    {RS_IS_CONSTRUCTOR, "new default from with_capacity from_iter empty now from_str builder"},
    {RS_IS_DERIVED, "default clone parse parse_from from_args from_iter"},
    /* methods that many types outside have, beyond those of the table */
    {RS_IS_COMMON,
     "fmt eq ne cmp partial_cmp hash from into try_from try_into read write flush read_to_end read_to_string "
     "write_all write_str write_fmt seek next clone default drop deref deref_mut index add sub mul div neg not "
     "as_ref as_mut borrow borrow_mut to_owned to_string len is_empty name path id kind new build start stop "
     "send recv close open spawn wait status output arg args env current_dir stdin stdout stderr kill as_str "
     "as_bytes to_bytes size finish end begin run call get set poll poll_next abs min max pow wrapping_add "
     "checked_add saturating_sub elapsed as_secs as_millis set_name local_addr accept connect shutdown split "
     "display source description cause value key parse find captures is_match replace_all start_time"},
};
/* clang-format on */

struct RsStd {
    const Program *p;
    U64Map methods; /* number of the type, of the method -> row + 1 */
    U64Map functions;
    StrMap extra;   /* names that no file uses -> their number, from the count of names on */
    VEC(Str) texts; /* of the extra names */
    VEC(uint8_t) traits; /* by number: RsStdTrait bits */
};

/* The number of a name, made when no file uses it. */
static uint32_t number_of(struct RsStd *std, Str name)
{
    uint32_t known = resolve_global_name(std->p, name);
    bool is_new;

    if (known != UINT32_MAX)
        return known;
    uint64_t *number = strmap_at(&std->extra, name, &is_new);
    if (is_new) {
        *number = std->p->names.map.len + std->texts.len;
        *VEC_PUSH(&std->texts) = name;
    }
    return (uint32_t)*number;
}

static void add_trait(struct RsStd *std, Str name, RsStdTrait trait)
{
    uint32_t number = number_of(std, name);

    while (std->traits.len <= number)
        (void)VEC_PUSH(&std->traits);
    std->traits.at[number] |= (uint8_t)trait;
}

static void add_methods(struct RsStd *std, U64Map *map, uint32_t type, Str names, size_t row)
{
    Str name;

    while (str_split(&names, ' ', &name)) {
        uint64_t *place = u64map_at(map, rs_key(type, number_of(std, name)), NULL);

        *place = *place ? *place : row + 1;
        add_trait(std, name, RS_IS_COMMON);
    }
}

static void add_rows(struct RsStd *std, U64Map *map, const StdRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str types = str_from(rows[i].types), type;

        if (!rows[i].types[0])
            add_methods(std, map, 0, str_from(rows[i].methods), i);
        while (str_split(&types, ' ', &type)) {
            if (type.len)
                add_methods(std, map, number_of(std, type), str_from(rows[i].methods), i);
        }
    }
}

struct RsStd *rs_std_new(const Program *p)
{
    /* words of the table's results that stand nowhere else */
    static const char *const words[] = {"usize", "char", "u8",      "String",
                                        "str",   "Path", "PathBuf", "Result"};
    struct RsStd *std = xcalloc(1, sizeof(*std));

    std->p = p;
    for (size_t i = 0; i < ARRAY_LEN(traits); i++) {
        Str names = str_from(traits[i].names), name;

        while (str_split(&names, ' ', &name))
            add_trait(std, name, traits[i].trait);
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        (void)number_of(std, str_from(words[i]));
    add_rows(std, &std->methods, methods, ARRAY_LEN(methods));
    add_rows(std, &std->functions, functions, ARRAY_LEN(functions));
    return std;
}

void rs_std_free(struct RsStd *std)
{
    if (!std)
        return;
    u64map_done(&std->methods);
    u64map_done(&std->functions);
    strmap_done(&std->extra);
    VEC_DONE(&std->texts);
    VEC_DONE(&std->traits);
    free(std);
}

uint32_t rs_std_name(const RsState *s, Str name)
{
    uint32_t known = resolve_global_name(s->p, name);
    uint64_t extra;

    if (known != UINT32_MAX)
        return known;
    return strmap_get(&s->std->extra, name, &extra) ? (uint32_t)extra : UINT32_MAX;
}

Str rs_name_text(const RsState *s, uint32_t name)
{
    size_t known = s->p->names.map.len;

    if (name < known)
        return intern_text(&s->p->names, name);
    return name - known < s->std->texts.len ? s->std->texts.at[name - known] : STR_NONE;
}

bool rs_std_is(const RsState *s, uint32_t name, RsStdTrait trait)
{
    return name < s->std->traits.len && s->std->traits.at[name] & trait;
}

/* -- the small language -- */

typedef struct Reader {
    RsThread *t;
    const RsStdCall *call;
    Str rest;
} Reader;

static RsType read_type(Reader *r);

static RsType closure_result(Reader *r)
{
    for (size_t i = 0; i < r->call->count; i++) {
        RsType result = rs_return_of(r->t, r->call->arguments[i]);

        if (result)
            return result;
    }
    return 0;
}

static char peek(Reader *r)
{
    while (r->rest.len && r->rest.ptr[0] == ' ')
        r->rest = str_sub(r->rest, 1, r->rest.len);
    return r->rest.len ? r->rest.ptr[0] : 0;
}

static bool take(Reader *r, char c)
{
    if (peek(r) != c)
        return false;
    r->rest = str_sub(r->rest, 1, r->rest.len);
    return true;
}

static RsType read_listed(Reader *r, RsTypeKind kind, uint32_t id, char end)
{
    RsType items[RS_ARGUMENTS_MAX];
    size_t count = 0;

    do {
        items[count++] = read_type(r);
    } while (take(r, ',') && count < ARRAY_LEN(items));
    (void)take(r, end);
    return rs_type(r->t, kind, id, 0, items, count);
}

static RsType read_named(Reader *r)
{
    char text[32];
    size_t len = 0;

    while (r->rest.len && len + 1 < sizeof(text) &&
           ((r->rest.ptr[0] >= 'a' && r->rest.ptr[0] <= 'z') ||
            (r->rest.ptr[0] >= 'A' && r->rest.ptr[0] <= 'Z') ||
            (len && r->rest.ptr[0] >= '0' && r->rest.ptr[0] <= '9'))) {
        text[len++] = r->rest.ptr[0];
        r->rest = str_sub(r->rest, 1, r->rest.len);
    }
    text[len] = 0;
    if (strcmp(text, "self") == 0)
        return r->call->receiver;
    if (strcmp(text, "a") == 0)
        return r->call->count ? r->call->arguments[0] : 0;
    if (strcmp(text, "g") == 0)
        return r->call->generic;
    if (strcmp(text, "c") == 0) /* without ::<...> it is what the receiver holds that matters */
        return r->call->generic ? rs_fill(r->t, r->call->generic, r->call->receiver)
                                : r->call->receiver;
    RsType type = rs_external(r->t, text, 0, 0);
    return take(r, '<') ? read_listed(r, RS_T_EXTERNAL, rs_row(r->t, type)->id, '>') : type;
}

static RsType read_type(Reader *r)
{
    char c = peek(r);
    RsType type;

    if (take(r, '-'))
        return 0;
    if (take(r, '0') || take(r, '1'))
        type = rs_argument(r->t, r->call->receiver, (size_t)(c - '0'));
    else if (take(r, '$'))
        type = closure_result(r);
    else if (take(r, '('))
        type = read_listed(r, RS_T_TUPLE, 0, ')');
    else if (take(r, '['))
        type = read_listed(r, RS_T_SLICE, 0, ']');
    else
        type = read_named(r);
    while ((c = peek(r)) == '\'' || c == '*') {
        (void)take(r, c);
        type = c == '*' ? rs_element_of(r->t, type) : rs_argument(r->t, type, 0);
    }
    return type;
}

static RsType read_result(RsThread *t, const RsStdCall *call, const char *text)
{
    Reader r = {.t = t, .call = call, .rest = str_from(text)};

    return read_type(&r);
}

/* -- asking -- */

static const StdRow *method_row(RsThread *t, RsType receiver, uint32_t method)
{
    const RsTypeRow *row = rs_row(t, receiver);
    uint64_t found;

    if (row->kind != RS_T_EXTERNAL && row->kind != RS_T_SLICE)
        return NULL;
    uint32_t type = row->kind == RS_T_SLICE ? t->s->names.slice : row->id;
    return u64map_get(&t->s->std->methods, rs_key(type, method), &found) ? &methods[found - 1]
                                                                         : NULL;
}

bool rs_std_method(RsThread *t, uint32_t method, const RsStdCall *call, RsType *ret)
{
    const StdRow *row = method_row(t, call->receiver, method);

    if (!row)
        return false;
    *ret = read_result(t, call, row->result);
    return true;
}

RsType rs_std_closure_parameter(RsThread *t, uint32_t method, const RsStdCall *call, size_t n)
{
    const StdRow *row = method_row(t, call->receiver, method);
    Str given = row ? str_from(row->given) : STR_NONE, one;

    while (str_split(&given, ' ', &one)) {
        Reader r = {.t = t, .call = call, .rest = one};

        if (n-- == 0)
            return read_type(&r);
    }
    return 0;
}

RsType rs_std_function(RsThread *t, uint32_t type, uint32_t function, const RsStdCall *call)
{
    bool is_constructor = rs_std_is(t->s, function, RS_IS_CONSTRUCTOR);
    uint64_t found;

    if (rs_row(t, call->receiver)->count) /* Vec::<T>::new() says it all */
        return is_constructor ? call->receiver : 0;
    if (u64map_get(&t->s->std->functions, rs_key(type, function), &found))
        return read_result(t, call, functions[found - 1].result);
    return is_constructor ? call->receiver : 0;
}
