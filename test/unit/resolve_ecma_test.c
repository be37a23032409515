/*
 * resolve_ecma_test.c -- who a name means in JavaScript and TypeScript: scopes, modules, types.
 */
#include "program_test.h"

/* Checks the edges of one line of a small repository. */
static void check_at(const TestFile *files, const char *path, unsigned line,
                     const char *expected)
{
    TestProgram t = test_program(files);

    CHECK_TEXT(test_edges_at(&t, path, line), expected);
    test_program_done(&t);
}

static void check_all(const TestFile *files, const char *expected)
{
    TestProgram t = test_program(files);

    CHECK_TEXT(test_edges(&t), expected);
    test_program_done(&t);
}

#define FILES(...) ((TestFile[]){__VA_ARGS__, {0}})

/* -- scopes -- */

TEST(a_local_hides_what_is_outside)
{
    check_all(FILES({"a.ts", "const x = 1\n"
                             "function f(x: number) { return x }\n"
                             "function g() { return x }\n"
                             "function h() { const x = 2; { return x } }\n"}),
              "a.ts:3 g -> a.ts:1 x (exact)\n");
}

TEST(types_and_values_of_one_name_are_apart)
{
    check_all(FILES({"a.ts", "interface Box { a: number }\n"
                             "const Box = 1\n"
                             "let b: Box\n"
                             "Box\n"}),
              "a.ts:3 b -> a.ts:1 Box (exact)\na.ts:4 - -> a.ts:2 Box (exact)\n");
}

TEST(names_of_class_members_are_not_seen_without_this)
{
    check_all(FILES({"a.ts", "class A { m() { m(); this.m() } }\n"}),
              "a.ts:1 A.m -> a.ts:1 A.m (member)\n");
}

TEST(what_nothing_declares_comes_from_outside)
{
    TestProgram t = test_program(FILES({"a.ts", "console.log(window)\n"}));

    CHECK_INT(t.program->edge_count, 0);
    CHECK_INT(t.program->counts[LANG_TYPESCRIPT].by_tier[TIER_EXTERNAL], 3);
    test_program_done(&t);
}

/* -- modules -- */

TEST(imports_are_followed_through_re_exports_stars_and_defaults)
{
    check_at(
        FILES({"a.ts", "import d, { renamed, star, type T } from './b.js'\n"
                       "import * as all from './b'\n"
                       "d(); renamed(); star(); all.star(); all.own\n"
                       "let t: T, u: all.T\n"},
              {"b.ts", "export { f as renamed } from './c'\nexport * from './c/deep'\n"
                       "export default function main() {}\nexport const own = 1\n"},
              {"c/index.ts", "export function f() {}\n"},
              {"c/deep.ts", "export function star() {}\nexport type T = number\n"}),
        "a.ts", 3,
        "- -> b.ts:3 main (import)\n- -> c/index.ts:1 f (import)\n"
        "- -> c/deep.ts:1 star (import)\n- -> b.ts:1 * (import)\n"
        "- -> c/deep.ts:1 star (member)\n- -> b.ts:1 * (import)\n- -> b.ts:4 own (member)\n");
}

TEST(a_cycle_of_re_exports_ends)
{
    check_at(
        FILES({"a.ts",
               "export * from './b'\nexport { x } from './b'\nimport { x as y } from './b'\n"},
              {"b.ts", "export * from './a'\nimport { x } from './a'\nexport { x }\nx\n"}),
        "b.ts", 4, "");
}

TEST(paths_of_tsconfig_and_packages_of_the_repository_are_modules)
{
    check_at(
        FILES(
            {"packages/app/src/main.ts",
             "import { a } from '@/util'\nimport { b } from '@acme/lib'\n"
             "import { c } from '@acme/lib/sub'\nimport { d } from '#own'\n"
             "import { e } from 'elsewhere'\na(); b(); c(); d(); e()\n"},
            {"packages/app/tsconfig.json",
             "{ // comments and commas are allowed\n \"extends\": \"./base.json\", }"},
            {"packages/app/tsconfig.app.json",
             "{\"compilerOptions\": {\"paths\": {\"@/*\": [\"./src/*\"],}}}"},
            {"packages/app/src/util.ts", "export function a() {}\n"},
            {"packages/app/package.json", "{\"imports\": {\"#own\": \"./src/own.js\"}}"},
            {"packages/app/src/own.ts", "export function d() {}\n"},
            {"packages/lib/package.json",
             "{\"name\": \"@acme/lib\", \"exports\": {\".\": {\"types\": \"./dist/index.d.ts\","
             "\"import\": \"./dist/esm/index.mjs\"}, \"./*\": \"./dist/*.js\"}}"},
            {"packages/lib/src/index.ts", "export function b() {}\n"},
            {"packages/lib/src/sub.ts", "export function c() {}\n"}),
        "packages/app/src/main.ts", 6,
        "- -> packages/app/src/util.ts:1 a (import)\n"
        "- -> packages/lib/src/index.ts:1 b (import)\n"
        "- -> packages/lib/src/sub.ts:1 c (import)\n"
        "- -> packages/app/src/own.ts:1 d (import)\n");
}

TEST(commonjs_modules_give_what_they_set)
{
    check_at(FILES({"a.js", "const whole = require('./whole'), { part } = require('./parts')\n"
                            "const other = require('./parts').other\n"
                            "whole(); part(); other(); require('./parts').part()\n"},
                   {"whole.js", "function create() {}\nmodule.exports = create\n"},
                   {"parts.js", "function part() {}\nmodule.exports = { part }\n"
                                "module.exports.other = () => 1\n"}),
             "a.js", 3,
             "- -> whole.js:1 create (import)\n- -> parts.js:1 part (import)\n"
             "- -> parts.js:3 other (import)\n- -> parts.js:1 * (import)\n"
             "- -> parts.js:1 part (typed)\n");
}

TEST(a_function_that_is_the_module_is_found_under_its_own_name)
{
    check_at(FILES({"a.js", "const odd = require('./odd'), even = require('./even')\n"
                            "odd(1); even(2)\n"},
                   {"odd.js", "module.exports = function isOdd(n) { return even(n) }\n"},
                   {"even.js", "module.exports = n => n\n"}),
             "a.js", 2, "- -> odd.js:1 isOdd (import)\n- -> even.js:1 exports (import)\n");
}

TEST(dynamic_imports_and_import_types_name_modules)
{
    check_at(
        FILES({"a.ts",
               "export async function f(t: import('./b').T) {\n"
               "  const { g } = await import('./b'); g(t.x); (await import('./b')).g(t)\n"
               "}\n"},
              {"b.ts", "export interface T { x: number }\nexport function g(a: unknown) {}\n"}),
        "a.ts", 2,
        "f -> b.ts:2 g (member)\nf -> b.ts:1 * (import)\nf -> b.ts:1 T.x (typed)\n"
        "f -> b.ts:1 * (import)\nf -> b.ts:2 g (member)\n");
}

TEST(globals_are_what_scripts_and_declare_global_say)
{
    check_at(
        FILES({"a.ts", "export {}\nlet w: Win; w.own; VERSION; let m: typeof connect\n"
                       "import connect from 'connect'\n"},
              {"env.d.ts", "interface Win { own: string }\ndeclare const VERSION: string\n"
                           "declare module 'connect' { const c: () => void; export = c }\n"}),
        "a.ts", 2,
        "w -> env.d.ts:1 Win (import)\n- -> a.ts:2 w (exact)\n- -> env.d.ts:1 Win.own (typed)\n"
        "- -> env.d.ts:2 VERSION (import)\nm -> env.d.ts:3 connect.c (import)\n");
}

/* -- members -- */

TEST(members_come_from_the_class_its_bases_and_merged_declarations)
{
    check_at(
        FILES({"a.ts",
               "class Base<T> { item!: T; m(): this { return this } static s = 1 }\n"
               "class Leaf extends Base<Leaf> { own = 1; n() { super.m(); this.item.own } }\n"
               "interface Leaf { merged: string }\n"
               "declare const l: Leaf\n"
               "l.own; l.m().n(); l.item.item; l.merged; Leaf.s; new Leaf().own\n"}),
        "a.ts", 5,
        "- -> a.ts:4 l (exact)\n- -> a.ts:2 Leaf.own (typed)\n"
        "- -> a.ts:4 l (exact)\n- -> a.ts:1 Base.m (typed)\n- -> a.ts:2 Leaf.n (typed)\n"
        "- -> a.ts:4 l (exact)\n- -> a.ts:1 Base.item (typed)\n- -> a.ts:1 Base.item (typed)\n"
        "- -> a.ts:4 l (exact)\n- -> a.ts:3 Leaf.merged (typed)\n"
        "- -> a.ts:2 Leaf (exact)\n- -> a.ts:1 Base.s (member)\n"
        "- -> a.ts:2 Leaf (exact)\n- -> a.ts:2 Leaf.own (typed)\n");
}

TEST(a_parameter_that_is_a_field_is_the_field)
{
    check_at(FILES({"a.ts", "class A { constructor(private n: number) {\n"
                            "    use(n)\n  } }\nfunction use(n: number) {}\n"}),
             "a.ts", 2,
             "A.constructor -> a.ts:4 use (exact)\nA.constructor -> a.ts:1 A.n (exact)\n");
}

TEST(enums_and_namespaces_have_members)
{
    check_at(FILES({"a.ts",
                    "enum E { A, B }\nnamespace N { export const v = 1; export type T = E.A }\n"
                    "namespace N { export const w = v }\n"
                    "E.B; N.w; let t: N.T\n"}),
             "a.ts", 4,
             "- -> a.ts:1 E (exact)\n- -> a.ts:1 E.B (member)\n- -> a.ts:2 N (exact)\n"
             "- -> a.ts:3 N.w (member)\nt -> a.ts:2 N (exact)\nt -> a.ts:2 N.T (member)\n");
}

TEST(members_made_by_assignment_are_found)
{
    check_at(
        FILES({"a.js",
               "function F() { this.a = 1 }\nF.prototype.m = function () { return this.a }\n"
               "const proto = { shared() {} }\nfunction make() { const app = function () {}\n"
               "  Object.assign(app, proto); return app }\n"
               "new F().m(); make().shared()\n"}),
        "a.js", 6,
        "- -> a.js:1 F (exact)\n- -> a.js:2 F.m (typed)\n- -> a.js:4 make (exact)\n"
        "- -> a.js:3 proto.shared (typed)\n");
}

/* -- types -- */

TEST(the_language_s_own_containers_pass_types_through)
{
    check_at(
        FILES({"a.ts", "interface T { x: number }\n"
                       "async function f(xs: T[], m: Map<string, T>, p: Promise<T>, r: "
                       "Record<string, T>) {\n"
                       "  xs.map(e => e.x); m.get('a')!.x; (await p).x; r.key.x\n"
                       "  for (const [, v] of m) v.x; for (const e of xs.filter(Boolean)) e.x\n"
                       "  Object.values(r).find(e => e.x)?.x; [...xs][0].x; p.then(e => e.x)\n"
                       "}\n"}),
        "a.ts", 5,
        "f -> a.ts:1 T.x (typed)\nf -> a.ts:1 T.x (typed)\nf -> a.ts:1 T.x (typed)\n"
        "f -> a.ts:1 T.x (typed)\n");
}

TEST(utility_types_keep_or_leave_out_members)
{
    check_at(FILES({"a.ts",
                    "interface A { x: number; y: string }\n"
                    "declare const p: Partial<A>, o: Omit<A, 'x'> & { x: 1 }, m: { [K in keyof "
                    "A]: A[K] }\n"
                    "declare function f(a: A): { r: A }\n"
                    "p.x; o.x; o.y; m.x; let r: ReturnType<typeof f>; r.r.y; let i: A['x']\n"}),
             "a.ts", 4,
             "- -> a.ts:2 p (exact)\n- -> a.ts:1 A.x (typed)\n- -> a.ts:2 o (exact)\n"
             "- -> a.ts:2 o.x (typed)\n- -> a.ts:2 o (exact)\n- -> a.ts:1 A.y (typed)\n"
             "- -> a.ts:2 m (exact)\n- -> a.ts:1 A.x (typed)\nr -> a.ts:3 f (exact)\n"
             "- -> a.ts:4 r (exact)\n- -> a.ts:3 f.r (typed)\n- -> a.ts:1 A.y (typed)\n"
             "i -> a.ts:1 A (exact)\n");
}

TEST(type_arguments_are_told_by_arguments_and_by_what_is_expected)
{
    check_at(FILES({"a.ts", "interface T { x: number }\n"
                            "declare function wrap<V>(v: V): { value: V }\n"
                            "declare function each<V>(vs: V[], f: (v: V) => void): void\n"
                            "declare function make<V>(f: (v: V) => void): Maker<V>\n"
                            "interface Maker<V> { made: V }\ndeclare const t: T\n"
                            "wrap(t).value.x; each([t], v => v.x); const m: Maker<T> = make(v "
                            "=> v.x); m.made.x\n"}),
             "a.ts", 7,
             "- -> a.ts:2 wrap (exact)\n- -> a.ts:6 t (exact)\n- -> a.ts:2 wrap.value (typed)\n"
             "- -> a.ts:1 T.x (typed)\n- -> a.ts:3 each (exact)\n- -> a.ts:6 t (exact)\n"
             "- -> a.ts:1 T.x (typed)\nm -> a.ts:5 Maker (exact)\nm -> a.ts:1 T (exact)\n"
             "m -> a.ts:4 make (exact)\nm -> a.ts:1 T.x (typed)\n- -> a.ts:7 m (exact)\n"
             "- -> a.ts:5 Maker.made (typed)\n- -> a.ts:1 T.x (typed)\n");
}

TEST(overloads_are_told_apart_by_their_arguments)
{
    check_at(FILES({"a.ts", "interface A { a: 1 }\ninterface B { b: 1 }\n"
                            "function f(x: () => void): A\nfunction f(x: { o: 1 }): B\n"
                            "function f(x: any): any {}\n"
                            "f(() => {}).a; f({ o: 1 }).b\n"}),
             "a.ts", 6,
             "- -> a.ts:3 f (exact)\n- -> a.ts:1 A.a (typed)\n- -> a.ts:3 f (exact)\n"
             "- -> a.ts:4 f.o (typed)\n- -> a.ts:2 B.b (typed)\n");
}

TEST(literals_take_the_types_that_are_expected_of_them)
{
    check_at(FILES({"a.ts", "interface P { run(a: Arg): void; nested?: { deep: number } }\n"
                            "interface Arg { x: number }\n"
                            "export const p: P = { run(a) { a.x }, nested: { deep: 1 } }\n"
                            "export const list: P[] = [{ run: a => a.x }]\n"}),
             "a.ts", 3,
             "p -> a.ts:1 P (exact)\np -> a.ts:1 P.run (typed)\np.run -> a.ts:2 Arg.x (typed)\n"
             "p -> a.ts:1 P.nested (typed)\np -> a.ts:1 P.deep (typed)\n");
}

TEST(what_a_function_returns_is_told_by_its_body)
{
    check_at(
        FILES(
            {"a.ts",
             "class A { x = 1 }\nconst make = () => ({ a: new A(), self() { return this } })\n"
             "async function later() { return make() }\n"
             "make().self().a.x; later().then(m => m.a.x)\n"}),
        "a.ts", 4,
        "- -> a.ts:2 make (exact)\n- -> a.ts:2 make.self (typed)\n- -> a.ts:2 make.a (typed)\n"
        "- -> a.ts:1 A.x (typed)\n- -> a.ts:3 later (exact)\n- -> a.ts:2 make.a (typed)\n"
        "- -> a.ts:1 A.x (typed)\n");
}

TEST(destructured_names_have_the_types_of_their_members)
{
    check_at(FILES({"a.ts", "interface T { a: { b: T }; list: T[] }\n"
                            "function f({ a: { b }, list: [first] }: T) {\n"
                            "  b.a; first.list\n}\n"}),
             "a.ts", 3, "f -> a.ts:1 T.a (typed)\nf -> a.ts:1 T.list (typed)\n");
}

TEST(javascript_has_its_types_in_comments)
{
    check_all(
        FILES({"a.js",
               "/** @typedef {Object} Opts\n * @property {Item[]} items of it\n"
               " * @property {string} [name] */\n"
               "/** @typedef {{ deep: Opts }} Outer */\n"
               "/**\n * @param {Outer | null} o what for\n * @param {Array<Item>} [list]\n"
               " * @returns {Promise<Opts>}\n */\n"
               "async function f(o, list) { o.deep.items[0].x; list.map(i => i.x); return null "
               "}\n"
               "/** @type {import('./b').Item} */\nconst item = g()\n"
               "item.x; f().then(r => r.name); (/** @type {Opts} */ (h)).items\n"
               "/** @typedef {import('./b').Item} Item */\n"},
              {"b.js", "export class Item { constructor() { this.x = 1 } }\n"}),
        "a.js:2 Opts -> a.js:14 Item (exact)\na.js:4 Outer -> a.js:1 Opts (exact)\n"
        "a.js:6 f -> a.js:4 Outer (exact)\na.js:7 f -> a.js:14 Item (exact)\n"
        "a.js:8 f -> a.js:1 Opts (exact)\n"
        "a.js:10 f -> a.js:4 Outer.deep (typed)\na.js:10 f -> a.js:2 Opts.items (typed)\n"
        "a.js:10 f -> b.js:1 Item.x (typed)\na.js:10 f -> b.js:1 Item.x (typed)\n"
        "a.js:11 item -> b.js:1 * (import)\na.js:11 item -> b.js:1 Item (member)\n"
        "a.js:13 - -> a.js:12 item (exact)\na.js:13 - -> b.js:1 Item.x (typed)\n"
        "a.js:13 - -> a.js:10 f (exact)\na.js:13 - -> a.js:3 Opts.name (typed)\n"
        "a.js:13 - -> a.js:1 Opts (exact)\na.js:13 - -> a.js:2 Opts.items (typed)\n"
        "a.js:14 Item -> b.js:1 * (import)\na.js:14 Item -> b.js:1 Item (member)\n");
}

/* -- narrowing -- */

TEST(conditions_rule_parts_of_a_union_out)
{
    static const char types[] = "interface A { kind: 'a'; v: 1; ok: true }\ninterface B { "
                                "kind: 'b'; v: 2; ok: false; only?: 1 }\n"
                                "class C { kind = 'c' as const; v = 3; ok = false }\n"
                                "declare function isB(x: unknown): x is B\n"
                                "function f(x: A | B | C) {\n";
    static const struct {
        const char *code;
        const char *to;
    } rows[] = {
        {"if (x.kind === 'b') x.v", "a.ts:2 B.v"},
        {"if (x.kind !== 'a') x.v", "a.ts:2 B.v"},
        {"x.kind === 'a' ? 0 : x.v", "a.ts:2 B.v"},
        {"if (x.kind === 'a') return; x.v", "a.ts:2 B.v"},
        {"if (isB(x)) x.v", "a.ts:2 B.v"},
        {"if (x instanceof C) x.v", "a.ts:3 C.v"},
        {"if (!(x instanceof C) && x.kind !== 'a') x.v", "a.ts:2 B.v"},
        {"switch (x.kind) { case 'b': x.v }", "a.ts:2 B.v"},
        {"switch (x.kind) { case 'a': case 'b': break; default: x.v }", "a.ts:3 C.v"},
        {"if ('only' in x) x.v", "a.ts:2 B.v"},
        {"if (!x.ok) x.v", "a.ts:2 B.v"},
        {"if (x.kind === 'b' || x.kind === 'c') x.v", "a.ts:2 B.v"},
        {"const o = { x }; if (o.x.kind === 'c') o.x.v", "a.ts:3 C.v"},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_done) Arena a = {0};
        Str source = arena_printf(&a, "%s  %s\n}\n", types, rows[i].code);
        TestFile files[] = {{"a.ts", source.ptr}, {0}};
        TestProgram t = test_program(files);
        const char *edges = test_edges_at(&t, "a.ts", 6);
        const char *expected = arena_printf(&a, "f -> %s (typed)\n", rows[i].to).ptr;

        if (!str_ends(str_from(edges), str_from(expected)))
            fail_msg("%s: %s", rows[i].code, edges);
        test_program_done(&t);
    }
}

/* -- JSX -- */

TEST(components_of_jsx_are_used_and_their_props_are_members)
{
    check_at(FILES({"a.tsx",
                    "interface Props { on: (e: Ev) => void; name?: string }\ninterface Ev { "
                    "at: number }\n"
                    "export function Button({ on, name }: Props) { return <b>{name}</b> }\n"
                    "export const App = () => <Button on={e => e.at} name=\"x\"></Button>\n"}),
             "a.tsx", 4,
             "App -> a.tsx:3 Button (exact)\nApp -> a.tsx:1 Props.on (typed)\n"
             "App -> a.tsx:2 Ev.at (typed)\nApp -> a.tsx:1 Props.name (typed)\n"
             "App -> a.tsx:3 Button (exact)\n");
}

TEST(hooks_of_react_pass_types_through)
{
    check_at(
        FILES(
            {"a.tsx",
             "import React, { useState, useRef } from 'react'\n"
             "interface User { name: string }\ninterface Props { user: User }\n"
             "const Context = React.createContext<User | null>(null)\n"
             "const Show: React.FC<Props> = ({ user }) => {\n"
             "  const [u, set] = useState<User>(user), r = useRef<User>(null), c = "
             "React.useContext(Context)\n"
             "  u.name; r.current.name; c.name; return React.useMemo(() => u, []).name\n}\n"}),
        "a.tsx", 7,
        "Show -> a.tsx:2 User.name (typed)\nShow -> a.tsx:2 User.name (typed)\n"
        "Show -> a.tsx:2 User.name (typed)\nShow -> a.tsx:2 User.name (typed)\n");
}

/* -- what must not happen -- */

TEST(questions_that_ask_for_themselves_end)
{
    TestProgram t = test_program(
        FILES({"a.ts",
               "const a = () => b()\nconst b = () => c().x\nconst c = () => a()\na().x\n"
               "type R<T> = T extends [infer H, ...infer Q] ? R<Q> & { h: H } : R<[T, T, T]>\n"
               "declare const r: R<number>; r.h.h\n"
               "class L extends L { m() { this.nothing } }\nclass M extends N {}\nclass N "
               "extends M {}\n"
               "new M().nothing\ninterface I extends I, J {}\ninterface J extends I {}\n"
               "declare const i: I; i.nothing\ntype Loop = Loop | { x: Loop }\n"
               "declare const l: Loop; l.x.x.x\nlet v = v\nconst { w } = w\n"}));

    CHECK(t.program->edge_count > 0);
    test_program_done(&t);
}

TEST(edges_do_not_depend_on_the_number_of_threads)
{
    static const TestFile files[] = {
        {"a.ts", "export class A<T> { t!: T; next?: A<A<T>> }\nexport const f = (x: number) => "
                 "x ? g(x) : new A<string>()\n"
                 "export const g = (x: number) => f(x)\nf(1).next!.next!.t.t\ng(1).next\n"},
        {"b.ts",
         "import { A, f, g } from './a'\ng(2).next!.t; f(2).t; new A<A<number>>().t.t\n"},
        {"c.ts", "import { f, g } from './a'\nf(3).next!.next; g(3).t\n"},
        {0}};
    TestProgram one = test_program_on(files, 1), four = test_program_on(files, 4);

    CHECK_TEXT(test_edges(&one), test_edges(&four));
    CHECK(one.program->edge_count > 10);
    test_program_done(&one);
    test_program_done(&four);
}

TEST(an_interface_of_a_thousand_bases_is_no_trouble)
{
    AUTO(buf_done) Buf source = BUF(1 << 20);

    for (int i = 0; i < 1000; i++)
        buf_printf(&source, "interface I%d extends I%d, I%d { m%d: I%d }\n", i, i + 1, i + 2, i,
                   i + 1);
    buf_lit(&source, "declare const i: I0\ni.nothing; i.m0.m1.m2\n");
    TestFile files[] = {{"a.ts", source.ptr}, {0}};
    TestProgram t = test_program(files);
    CHECK_TEXT(test_edges_at(&t, "a.ts", 1002),
               "- -> a.ts:1001 i (exact)\n- -> a.ts:1001 i (exact)\n- -> a.ts:1 I0.m0 (typed)\n"
               "- -> a.ts:2 I1.m1 (typed)\n- -> a.ts:3 I2.m2 (typed)\n");
    test_program_done(&t);
}

TEST_MAIN()
