/*
 * ecma_pack_test.c -- what is read out of JavaScript and TypeScript sources.
 */
#include "program_test.h"

#include "syntax/pack.h"

static const Def *find_def(TestProgram *t, const char *qualified_name)
{
    for (UnitId u = 0; u < t->program->unit_count; u++) {
        const Facts *f = t->program->units[u].facts;

        for (uint32_t d = 1; d < f->def_count; d++) {
            Str name = program_qualified_name(t->program, &t->arena,
                                              t->program->units[u].first_symbol + d);
            if (str_is(name, qualified_name))
                return &f->defs[d];
        }
    }
    fail_msg("there is no definition '%s'", qualified_name);
    return NULL;
}

static Str piece(const TestProgram *t, uint32_t start, uint32_t end)
{
    return str_sub(str_from(t->files[0].text), start, end);
}

TEST(classes_interfaces_enums_and_types_are_found_with_their_members)
{
    TestProgram t = test_program((TestFile[]){
        {"a.ts",
         "export class A<T> extends B implements I {\n"
         "  private x = 1\n"
         "  static count: number\n"
         "  #secret?: string\n"
         "  constructor(public name: string, plain: number) { super() }\n"
         "  get size(): number { return 1 }\n"
         "  async run() {}\n"
         "}\n"
         "interface I { a: string; b(): void; (c: number): string; [k: string]: unknown }\n"
         "enum E { One, Two = 2, 'three-3' }\n"
         "type T = { p: number } | 'text'\n"
         "namespace N.M { export const v = 1 }\n"
         "declare module 'm' { export function g(): void }\n"},
        {0}});
    CHECK_TEXT(
        test_defs(&t),
        "a.ts:1 class A\na.ts:2 field A.x\na.ts:3 field A.count\na.ts:4 field A.#secret\n"
        "a.ts:5 constructor A.constructor\na.ts:5 field A.name\na.ts:6 method A.size\n"
        "a.ts:7 method A.run\na.ts:9 interface I\na.ts:9 property I.a\na.ts:9 method I.b\n"
        "a.ts:10 enum E\na.ts:10 enum member E.One\na.ts:10 enum member E.Two\n"
        "a.ts:10 enum member E.three-3\na.ts:11 type T\na.ts:11 property T.p\n"
        "a.ts:12 namespace N\na.ts:12 namespace N.M\na.ts:12 constant N.M.v\n"
        "a.ts:13 module m\na.ts:13 function m.g\n");
    CHECK_INT(find_def(&t, "A.x")->visibility, VISIBLE_CLASS);
    CHECK_INT(find_def(&t, "A.#secret")->visibility, VISIBLE_CLASS);
    CHECK(find_def(&t, "A.#secret")->flags & DEF_IS_OPTIONAL);
    CHECK(find_def(&t, "A.count")->flags & DEF_IS_STATIC);
    CHECK(find_def(&t, "A.size")->flags & DEF_IS_GETTER);
    CHECK(find_def(&t, "A.run")->flags & DEF_IS_ASYNC);
    CHECK_INT(find_def(&t, "A")->visibility, VISIBLE_PUBLIC);
    CHECK_INT(find_def(&t, "I")->visibility, VISIBLE_FILE);
    CHECK(find_def(&t, "I.b")->flags & DEF_IS_DECLARATION);
    test_program_done(&t);
}

TEST(functions_and_variables_are_found_in_all_their_forms)
{
    TestProgram t = test_program((TestFile[]){
        {"a.ts",
         "export const f = async (x: number) => x\n"
         "export const g = function () {}\n"
         "export const C = class {}\n"
         "let v = 1, w\n"
         "export const { a, b: { c }, ...rest } = f\n"
         "export const [d, , e] = []\n"
         "function outer() { function inner() {} const local = 1 }\n"
         "export default function () {}\n"
         "export const o = { key: 1, method() {}, arrow: () => 1, nested: { deep: 2 } }\n"},
        {0}});
    CHECK_TEXT(test_defs(&t),
               "a.ts:1 function f\na.ts:2 function g\na.ts:3 class C\na.ts:4 variable v\n"
               "a.ts:4 variable w\na.ts:5 constant a\na.ts:5 constant c\na.ts:5 constant rest\n"
               "a.ts:6 constant d\na.ts:6 constant e\na.ts:7 function outer\n"
               "a.ts:7 function outer.inner\na.ts:8 function default\na.ts:9 constant o\n"
               "a.ts:9 property o.key\na.ts:9 method o.method\na.ts:9 method o.arrow\n"
               "a.ts:9 property o.nested\na.ts:9 property o.nested.deep\n");
    CHECK(find_def(&t, "f")->flags & DEF_IS_ASYNC);
    CHECK(find_def(&t, "default")->flags & DEF_IS_DEFAULT_EXPORT);
    test_program_done(&t);
}

TEST(signature_ends_where_the_body_begins_and_doc_comments_stand_before)
{
    TestFile files[] = {{"a.ts",
                         "/** Adds.\n * @deprecated\n */\n"
                         "export function add(a: number, b: number): number { return a + b }\n"
                         "// One line\n// and another.\nconst x = 1\n"
                         "// far away\n\nconst y = 2\n"
                         "// eslint-disable-next-line\nconst z = 3\n"
                         "class K {\n  /** Of the method. */\n  m() {}\n}\n"},
                        {0}};
    TestProgram t = test_program(files);
    const Def *add = find_def(&t, "add"), *x = find_def(&t, "x"), *m = find_def(&t, "K.m");
    CHECK_STR(piece(&t, add->start, add->signature_end),
              "export function add(a: number, b: number): number ");
    CHECK_STR(piece(&t, add->doc_start, add->doc_end), "/** Adds.\n * @deprecated\n */");
    CHECK(add->flags & DEF_IS_DEPRECATED);
    CHECK_STR(piece(&t, x->doc_start, x->doc_end), "// One line\n// and another.");
    CHECK_INT(find_def(&t, "y")->doc_end, 0);
    CHECK_INT(find_def(&t, "z")->doc_end, 0);
    CHECK_STR(piece(&t, m->doc_start, m->doc_end), "/** Of the method. */");
    test_program_done(&t);
}

TEST(plain_javascript_makes_members_by_assignment)
{
    TestProgram t = test_program((TestFile[]){
        {"a.js", "function Shape(name) { this.name = name; this._seen = 0 }\n"
                 "Shape.prototype.area = function () { this.name; this.cached = 1 }\n"
                 "Shape.create = () => new Shape()\n"
                 "class Box { constructor() { this.width = 1; this.width = 2 } }\n"
                 "exports.Shape = Shape\n"
                 "exports.make = function make() {}\n"
                 "const app = module.exports = {}\n"
                 "app.listen = function () {}\n"},
        {"b.js", "/* Whether it is odd. */\nmodule.exports = function isOdd(n) { return n }\n"},
        {"c.js", "module.exports = (n) => n\n"},
        {0}});
    CHECK_TEXT(
        test_defs(&t),
        "a.js:1 function Shape\na.js:1 field Shape.name\na.js:1 field Shape._seen\n"
        "a.js:2 method Shape.area\na.js:2 field Shape.cached\na.js:3 method Shape.create\n"
        "a.js:4 class Box\na.js:4 constructor Box.constructor\na.js:4 field Box.width\n"
        "a.js:5 constant Shape\na.js:6 function make\na.js:7 constant app\n"
        "a.js:8 method app.listen\nb.js:2 function isOdd\nc.js:1 function exports\n");
    CHECK_INT(find_def(&t, "Shape._seen")->visibility, VISIBLE_MODULE);
    test_program_done(&t);
}

TEST(literals_and_comments_with_a_meaning_become_notes)
{
    TestProgram t = test_program((TestFile[]){
        {"a.js",
         "#!/usr/bin/env node\n"
         "// TODO: tidy up\n"
         "app.get('/users/:id', show)\n"
         "client.get('/users')\n"
         "program.option('-p, --port <n>', 'port').command('serve [dir]')\n"
         "describe('math', () => { it('adds', () => {}); it.skip('waits', () => {}) })\n"
         "if (require.main === module) start(process.env.PORT)\n"
         "switch (arg) { case '--verbose': break }\n"
         "const toDo = 'TODO'\n"},
        {0}});
    CHECK_TEXT(test_notes(&t),
               "a.js:3 - route GET /users/:id\n"
               "a.js:5 - command serve [dir]\na.js:5 - flag --port\n"
               "a.js:6 - test math\na.js:6 - test adds\na.js:6 - test waits\n"
               "a.js:7 - entry require.main === module\na.js:7 - env PORT\n"
               "a.js:8 - flag --verbose\n"
               "a.js:1 - entry #!/usr/bin/env node\na.js:2 - todo TODO: tidy up\n");
    test_program_done(&t);
}

TEST(lines_of_code_leave_out_blank_lines_and_comments)
{
    TestProgram t = test_program((TestFile[]){
        {"a.ts", "// one\n\nconst a = 1 // two\n/* three\n four */ const b = 2\n/*\n */\n}\n"},
        {0}});
    CHECK_INT(t.program->units[0].facts->code_lines, 3);
    test_program_done(&t);
}

TEST(signatures_that_the_grammar_runs_together_are_all_read)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.ts", "interface Get {\n"
                              "  (key: string): Other\n"
                              "  // with type parameters\n"
                              "  <K extends Key>(key: K): Values[K]\n"
                              "}\n"
                              "export interface After { a: string }\n"
                              "interface Other {}\ninterface Key {}\ninterface Values {}\n"},
                     {0}});
    CHECK(!t.program->units[0].facts->has_error);
    CHECK_TEXT(test_edges_at(&t, "a.ts", 4),
               "Get -> a.ts:8 Key (exact)\nGet -> a.ts:9 Values (exact)\n");
    CHECK(find_def(&t, "After.a") != NULL);
    test_program_done(&t);
}

TEST(reserved_words_may_be_names_of_jsx_attributes)
{
    TestProgram t = test_program((TestFile[]){
        {"a.jsx", "function Label() { return <label class=\"a\" for=\"b\"><Text /></label> }\n"
                  "function Text() { return null }\n"},
        {0}});
    CHECK(!t.program->units[0].facts->has_error);
    CHECK_TEXT(test_edges(&t), "a.jsx:1 Label -> a.jsx:2 Text (exact)\n");
    test_program_done(&t);
}

TEST(broken_source_gives_what_can_be_read)
{
    TestProgram t = test_program(
        (TestFile[]){{"a.ts", "export function good() { return helper() }\n"
                              "export class { x: }} = ;;; (\n"
                              "}\n"
                              "function helper() {\n"
                              "}\n"
                              "const = function ( { [ <div\n"},
                     {"b.js", "}}}}) class\n"},
                     {"c.tsx", "<A b={"},
                     {0}});
    CHECK(find_def(&t, "good") != NULL);
    CHECK(t.program->units[0].facts->has_error);
    CHECK_TEXT(test_edges_at(&t, "a.ts", 1), "good -> a.ts:4 helper (exact)\n");
    test_program_done(&t);
}

TEST(every_part_of_a_large_source_may_be_missing)
{
    static const char source[] =
        "import d, * as n from './m'; export * from './x'; export { a as b } from './y'\n"
        "@dec() export abstract class A<T extends B = C> extends D<E> implements F, G.H {\n"
        "  private readonly x?: string = 'a'; static async *gen() {} get y(): T { return "
        "this.x! }\n"
        "  constructor(private a: B, { b, c: [d2 = 1, ...e] }: P, ...r: R[]) { super(a) } "
        "static { f() }\n"
        "}\n"
        "type M = { [K in keyof T as X<K>]?: T[K] } & (A | B)[] ; type W<T> = T extends (infer "
        "U)[] ? U : never\n"
        "function g<T>(this: X, x: unknown): x is Foo { if (x instanceof A && x.y) return "
        "`${x.z}` as any }\n"
        "switch (x.kind) { case 'a': x.b; default: for (const [k, v] of Object.entries(o)) "
        "k?.[v]!.z }\n"
        "const o = { a, b: 1, c() {}, get d() { return 1 }, ['e']: 2, ...s } satisfies S; o.q "
        "= () => <T>y\n"
        "module.exports = { o }; exports.p = require('./q').r; namespace N { export import Z = "
        "N.Q }\n";
    TestFile files[] = {{"a.ts", source}, {0}};
    AUTO(arena_done) Arena a = {0};
    SyntaxReader *r = syntax_reader_new();
    TestProgram whole = test_program(files);
    CHECK(whole.program->edge_count > 0);
    test_program_done(&whole);
    for (size_t start = 0; start < sizeof(source) - 1; start += 7) {
        for (size_t len = 5; len < 400 && start + len < sizeof(source); len += 61) {
            Str cut = {source + start, len};
            Facts *f = NULL;
            Err err = {0};

            for (LanguageId l = LANG_JAVASCRIPT; l <= LANG_TSX; l++) {
                CHECK_OK(syntax_read(r, &a, l, cut, &f, &err), &err);
                AUTO(buf_done) Buf bytes = BUF(1 << 20);
                Facts *again;
                facts_write(f, &bytes);
                CHECK_OK(facts_read(&a, arena_str(&a, buf_str(&bytes)), &again, &err), &err);
            }
        }
        arena_done(&a);
    }
    syntax_reader_free(r);
}

TEST_MAIN()
