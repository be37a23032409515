/*
 * flow_tables.c -- the tables, and making them ready.
 *
 * A kind that is in no table is an expression: what is below it is looked at. So a table names what
 * directs the flow and what hides it (types, classes). The first `item_rows` rows are the lists of
 * items that tree_mend.c works on: the same ones that the language's pack names.
 */
#include "flow/flow_tables.h"

#include "flow/flow.h"

#include <pthread.h>
#include <tree_sitter/api.h>

/* clang-format off */
#define C_ROWS                                                                         \
    {"translation_unit", ROLE_BLOCK},          {"preproc_if", ROLE_MAYBE},             \
    {"preproc_ifdef", ROLE_MAYBE},             {"preproc_else", ROLE_MAYBE},           \
    {"preproc_elif", ROLE_MAYBE},              {"preproc_elifdef", ROLE_MAYBE},        \
    {"linkage_specification", ROLE_BLOCK},     {"declaration_list", ROLE_BLOCK},       \
    {"compound_statement", ROLE_BLOCK},        {"comment", ROLE_SKIP},                 \
    {"preproc_def", ROLE_SKIP},                {"preproc_function_def", ROLE_SKIP},    \
    {"preproc_call", ROLE_SKIP},               {"preproc_include", ROLE_SKIP},         \
    {"struct_specifier", ROLE_SKIP},           {"enum_specifier", ROLE_SKIP},          \
    {"union_specifier", ROLE_SKIP},            {"type_definition", ROLE_SKIP},         \
    {"type_descriptor", ROLE_SKIP},            {"sizeof_expression", ROLE_SKIP},       \
    {"function_definition", ROLE_CLOSURE},      {"parameter_list", ROLE_SKIP},          \
    {"call_expression", ROLE_CALL},            {"assignment_expression", ROLE_ASSIGN}, \
    {"init_declarator", ROLE_DECLARE},         {"update_expression", ROLE_STEP_ONE},   \
    {"if_statement", ROLE_IF},                 {"else_clause", ROLE_ELSE},             \
    {"conditional_expression", ROLE_CHOOSE},   {"binary_expression", ROLE_LOGIC},      \
    {"switch_statement", ROLE_SWITCH},         {"case_statement", ROLE_CASE},          \
    {"while_statement", ROLE_WHILE},           {"do_statement", ROLE_DO},              \
    {"for_statement", ROLE_FOR},               {"return_statement", ROLE_RETURN},      \
    {"goto_statement", ROLE_GOTO},             {"labeled_statement", ROLE_LABEL},      \
    {"break_statement", ROLE_BREAK},           {"continue_statement", ROLE_CONTINUE},  \
    {"parenthesized_expression", ROLE_WRAP},   {"pointer_expression", ROLE_WRAP},      \
    {"cast_expression", ROLE_NONE}

static const FlowRow c_rows[] = {C_ROWS, {0}};

static const FlowRow cpp_rows[] = {
    C_ROWS,
    {"namespace_definition", ROLE_BLOCK},      {"class_specifier", ROLE_SKIP},
    {"template_argument_list", ROLE_SKIP},     {"alias_declaration", ROLE_SKIP},
    {"condition_clause", ROLE_WRAP},           {"for_range_loop", ROLE_EACH},
    {"try_statement", ROLE_TRY},               {"catch_clause", ROLE_CATCH},
    {"throw_statement", ROLE_THROW},           {"co_return_statement", ROLE_RETURN},
    {"new_expression", ROLE_NEW},              {"lambda_expression", ROLE_CLOSURE},
    {"field_initializer", ROLE_DECLARE},
    {"static_assert_declaration", ROLE_SKIP},  {"using_declaration", ROLE_SKIP},
    {0},
};

static const FlowRow python_rows[] = {
    {"module", ROLE_BLOCK},                    {"block", ROLE_BLOCK},
    {"comment", ROLE_SKIP},                    {"class_definition", ROLE_SKIP},
    {"function_definition", ROLE_CLOSURE},     {"type", ROLE_SKIP},
    {"import_statement", ROLE_SKIP},           {"import_from_statement", ROLE_SKIP},
    {"global_statement", ROLE_SKIP},           {"nonlocal_statement", ROLE_SKIP},
    {"call", ROLE_CALL},                       {"assignment", ROLE_ASSIGN},
    {"augmented_assignment", ROLE_ASSIGN},     {"named_expression", ROLE_DECLARE},
    {"if_statement", ROLE_IF},                 {"elif_clause", ROLE_ELIF},
    {"else_clause", ROLE_ELSE},                {"conditional_expression", ROLE_CHOOSE},
    {"boolean_operator", ROLE_LOGIC},          {"match_statement", ROLE_SWITCH},
    {"case_clause", ROLE_CASE},                {"case_pattern", ROLE_PATTERN},
    {"while_statement", ROLE_WHILE},           {"for_statement", ROLE_EACH},
    {"list_comprehension", ROLE_MAYBE},        {"set_comprehension", ROLE_MAYBE},
    {"dictionary_comprehension", ROLE_MAYBE},  {"generator_expression", ROLE_MAYBE},
    {"return_statement", ROLE_RETURN},         {"raise_statement", ROLE_THROW},
    {"try_statement", ROLE_TRY},               {"except_clause", ROLE_CATCH},
    {"finally_clause", ROLE_FINALLY},
    {"with_statement", ROLE_WITH},             {"with_clause", ROLE_PATTERN},
    {"assert_statement", ROLE_ASSERT},         {"break_statement", ROLE_BREAK},
    {"continue_statement", ROLE_CONTINUE},     {"lambda", ROLE_CLOSURE},
    {"parenthesized_expression", ROLE_WRAP},   {"await", ROLE_WRAP},
    {"expression_list", ROLE_LIST},            {"pattern_list", ROLE_LIST},
    {"tuple_pattern", ROLE_LIST},
    {0},
};

#define ECMA_ROWS                                                                      \
    {"program", ROLE_BLOCK},                   {"statement_block", ROLE_BLOCK},        \
    {"comment", ROLE_SKIP},                    {"class_declaration", ROLE_SKIP},       \
    {"class", ROLE_SKIP},                      {"import_statement", ROLE_SKIP},        \
    {"function_declaration", ROLE_CLOSURE},    {"function_expression", ROLE_CLOSURE},  \
    {"generator_function_declaration", ROLE_CLOSURE},                                  \
    {"generator_function", ROLE_CLOSURE},      {"arrow_function", ROLE_CLOSURE},       \
    {"method_definition", ROLE_CLOSURE},       {"call_expression", ROLE_CALL},         \
    {"new_expression", ROLE_NEW},              {"assignment_expression", ROLE_ASSIGN}, \
    {"augmented_assignment_expression", ROLE_ASSIGN},                                  \
    {"variable_declarator", ROLE_DECLARE},     {"update_expression", ROLE_STEP_ONE},   \
    {"if_statement", ROLE_IF},                 {"else_clause", ROLE_ELSE},             \
    {"ternary_expression", ROLE_CHOOSE},       {"binary_expression", ROLE_LOGIC},      \
    {"switch_statement", ROLE_SWITCH},         {"switch_case", ROLE_CASE},             \
    {"switch_default", ROLE_DEFAULT},          {"while_statement", ROLE_WHILE},        \
    {"do_statement", ROLE_DO},                 {"for_statement", ROLE_FOR},            \
    {"for_in_statement", ROLE_EACH},           {"return_statement", ROLE_RETURN},      \
    {"throw_statement", ROLE_THROW},           {"try_statement", ROLE_TRY},            \
    {"catch_clause", ROLE_CATCH},              {"finally_clause", ROLE_FINALLY},       \
    {"labeled_statement", ROLE_LABEL},         {"break_statement", ROLE_BREAK},        \
    {"continue_statement", ROLE_CONTINUE},     {"with_statement", ROLE_WITH},          \
    {"parenthesized_expression", ROLE_WRAP},   {"await_expression", ROLE_WRAP}

#define TS_ROWS                                                                        \
    {"interface_declaration", ROLE_SKIP},      {"type_alias_declaration", ROLE_SKIP},  \
    {"abstract_class_declaration", ROLE_SKIP}, {"enum_declaration", ROLE_SKIP},        \
    {"type_annotation", ROLE_SKIP},            {"type_arguments", ROLE_SKIP},          \
    {"type_parameters", ROLE_SKIP},            {"non_null_expression", ROLE_WRAP},     \
    {"as_expression", ROLE_WRAP},              {"satisfies_expression", ROLE_WRAP}

static const FlowRow javascript_rows[] = {ECMA_ROWS, {0}};
static const FlowRow typescript_rows[] = {
    ECMA_ROWS, TS_ROWS, {"type_assertion", ROLE_WRAP}, {0}};
static const FlowRow tsx_rows[] = {ECMA_ROWS, TS_ROWS, {0}};

static const FlowRow go_rows[] = {
    {"source_file", ROLE_BLOCK},               {"block", ROLE_BLOCK},
    {"statement_list", ROLE_STEPS},            {"comment", ROLE_SKIP},
    {"expression_list", ROLE_LIST},            {"type_declaration", ROLE_SKIP},
    {"import_declaration", ROLE_SKIP},
    {"function_declaration", ROLE_CLOSURE},    {"method_declaration", ROLE_CLOSURE},
    {"func_literal", ROLE_CLOSURE},            {"call_expression", ROLE_CALL},
    {"type_arguments", ROLE_SKIP},             {"assignment_statement", ROLE_ASSIGN},
    {"short_var_declaration", ROLE_DECLARE},   {"var_spec", ROLE_DECLARE},
    {"const_spec", ROLE_DECLARE},              {"inc_statement", ROLE_STEP_ONE},
    {"dec_statement", ROLE_STEP_ONE},          {"if_statement", ROLE_IF},
    {"binary_expression", ROLE_LOGIC},         {"expression_switch_statement", ROLE_SWITCH},
    {"type_switch_statement", ROLE_SWITCH},    {"select_statement", ROLE_SWITCH},
    {"expression_case", ROLE_CASE},            {"type_case", ROLE_CASE},
    {"communication_case", ROLE_CASE},         {"default_case", ROLE_DEFAULT},
    {"fallthrough_statement", ROLE_FALL_THROUGH},
    {"for_statement", ROLE_FOR},               {"for_clause", ROLE_FOR_CLAUSE},
    {"range_clause", ROLE_FOR_CLAUSE},         {"return_statement", ROLE_RETURN},
    {"defer_statement", ROLE_DEFER},           {"go_statement", ROLE_SPAWN},
    {"labeled_statement", ROLE_LABEL},         {"goto_statement", ROLE_GOTO},
    {"break_statement", ROLE_BREAK},           {"continue_statement", ROLE_CONTINUE},
    {"parenthesized_expression", ROLE_WRAP},   {0},
};

static const FlowRow rust_rows[] = {
    {"source_file", ROLE_BLOCK},               {"block", ROLE_BLOCK},
    {"line_comment", ROLE_SKIP},               {"block_comment", ROLE_SKIP},
    {"unsafe_block", ROLE_STATEMENT},          {"const_block", ROLE_STATEMENT},
    {"expression_statement", ROLE_STATEMENT},
    {"async_block", ROLE_CLOSURE},             {"attribute_item", ROLE_SKIP},
    {"struct_item", ROLE_SKIP},                {"enum_item", ROLE_SKIP},
    {"impl_item", ROLE_SKIP},                  {"trait_item", ROLE_SKIP},
    {"use_declaration", ROLE_SKIP},            {"type_arguments", ROLE_SKIP},
    {"function_item", ROLE_CLOSURE},           {"closure_expression", ROLE_CLOSURE},
    {"call_expression", ROLE_CALL},            {"macro_invocation", ROLE_MACRO},
    {"macro_definition", ROLE_SKIP},           {"token_tree", ROLE_SKIP},
    {"assignment_expression", ROLE_ASSIGN},    {"compound_assignment_expr", ROLE_ASSIGN},
    {"let_declaration", ROLE_DECLARE},         {"let_condition", ROLE_DECLARE},
    {"if_expression", ROLE_IF},                {"else_clause", ROLE_ELSE},
    {"binary_expression", ROLE_LOGIC},         {"match_expression", ROLE_SWITCH},
    {"match_arm", ROLE_CASE},                  {"while_expression", ROLE_WHILE},
    {"loop_expression", ROLE_LOOP},            {"for_expression", ROLE_EACH},
    {"return_expression", ROLE_RETURN},        {"try_expression", ROLE_TRY_OPERATOR},
    {"break_expression", ROLE_BREAK},          {"continue_expression", ROLE_CONTINUE},
    {"parenthesized_expression", ROLE_WRAP},   {"await_expression", ROLE_WRAP},
    {"reference_expression", ROLE_WRAP},       {"label", ROLE_SKIP},
    {0},
};

static const FlowRow java_rows[] = {
    {"program", ROLE_BLOCK},                   {"block", ROLE_BLOCK},
    {"constructor_body", ROLE_BLOCK},          {"line_comment", ROLE_SKIP},
    {"block_comment", ROLE_SKIP},              {"class_declaration", ROLE_SKIP},
    {"record_declaration", ROLE_SKIP},         {"interface_declaration", ROLE_SKIP},
    {"enum_declaration", ROLE_SKIP},           {"import_declaration", ROLE_SKIP},
    {"annotation", ROLE_SKIP},                 {"marker_annotation", ROLE_SKIP},
    {"type_arguments", ROLE_SKIP},             {"generic_type", ROLE_SKIP},
    {"class_body", ROLE_CLOSURE},              {"method_declaration", ROLE_CLOSURE},
    {"lambda_expression", ROLE_CLOSURE},
    {"method_invocation", ROLE_CALL},          {"explicit_constructor_invocation", ROLE_CALL},
    {"object_creation_expression", ROLE_NEW},  {"assignment_expression", ROLE_ASSIGN},
    {"variable_declarator", ROLE_DECLARE},     {"update_expression", ROLE_STEP_ONE},
    {"if_statement", ROLE_IF},                 {"ternary_expression", ROLE_CHOOSE},
    {"binary_expression", ROLE_LOGIC},         {"switch_expression", ROLE_SWITCH},
    {"switch_block_statement_group", ROLE_CASE_GROUP}, {"switch_rule", ROLE_CASE_RULE},
    {"switch_label", ROLE_CASE_LABEL},         {"while_statement", ROLE_WHILE},
    {"do_statement", ROLE_DO},                 {"for_statement", ROLE_FOR},
    {"enhanced_for_statement", ROLE_EACH},     {"return_statement", ROLE_RETURN},
    {"yield_statement", ROLE_BREAK},           {"throw_statement", ROLE_THROW},
    {"try_statement", ROLE_TRY},               {"catch_clause", ROLE_CATCH},
    {"finally_clause", ROLE_FINALLY},          {"try_with_resources_statement", ROLE_TRY},
    {"catch_type", ROLE_PATTERN},              {"resource", ROLE_DECLARE},
    {"synchronized_statement", ROLE_WITH},     {"assert_statement", ROLE_ASSERT},
    {"labeled_statement", ROLE_LABEL},         {"break_statement", ROLE_BREAK},
    {"continue_statement", ROLE_CONTINUE},     {"parenthesized_expression", ROLE_WRAP},
    {0},
};

/* language, rows, item_rows, cases_fall, has_tails */
static const FlowTable tables[] = {
    {LANG_C, c_rows, 8, true, false},
    {LANG_CPP, cpp_rows, 8, true, false},
    {LANG_PYTHON, python_rows, 0, false, false},
    {LANG_JAVASCRIPT, javascript_rows, 1, true, false},
    {LANG_TYPESCRIPT, typescript_rows, 1, true, false},
    {LANG_TSX, tsx_rows, 1, true, false},
    {LANG_GO, go_rows, 0, false, false},
    {LANG_RUST, rust_rows, 0, false, true},
    {LANG_JAVA, java_rows, 0, true, false},
};
/* clang-format on */

static FlowGrammar grammars[ARRAY_LEN(tables)];
static pthread_once_t grammars_once = PTHREAD_ONCE_INIT;

static const char *const field_names[] = {NULL,
#define X(id, name) name,
                                          FLOW_FIELDS(X)
#undef X
};

static void load_grammar(FlowGrammar *g, const FlowTable *t)
{
    const Pack *pack = pack_for(t->language);
    size_t count = 1;

    MUST(pack && pack->grammar);
    g->table = t;
    g->language = pack->grammar();
    for (const FlowRow *row = t->rows; row->node; row++) {
        MUST(count <= FLOW_ROWS_MAX);
        g->kinds[count++] = row->node;
    }
    for (size_t i = 1; i < FLOW_FIELD_COUNT; i++) {
        if (ts_language_field_id_for_name(g->language, field_names[i],
                                          (uint32_t)strlen(field_names[i])))
            g->fields[i] = field_names[i];
    }
    for (uint16_t i = 0; i < t->item_rows; i++)
        g->item_lists[i] = i + 1;
    TreeNames names = {.kinds = g->kinds,
                       .kind_count = count,
                       .fields = g->fields,
                       .field_count = FLOW_FIELD_COUNT,
                       .find_holes = pack->names.find_holes,
                       .item_lists = t->item_rows ? g->item_lists : NULL,
                       .rewrite = pack->names.rewrite};
    g->lexicon = tree_lexicon_new(g->language, &names);
}

static void load_grammars(void)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        load_grammar(&grammars[i], &tables[i]);
}

const FlowGrammar *flow_grammar(LanguageId language)
{
    pthread_once(&grammars_once, load_grammars);
    for (size_t i = 0; i < ARRAY_LEN(grammars); i++) {
        if (grammars[i].table->language == language)
            return &grammars[i];
    }
    return NULL;
}

bool flow_has_language(LanguageId language)
{
    return flow_grammar(language) != NULL;
}
