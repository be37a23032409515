/*
 * truth-clang.c -- what clang says every name in C and C++ files means.
 *
 *     truth-clang ROOT FILE... -- FLAG...
 *
 * Parses each FILE as its own translation unit and prints, for every cursor whose
 * position lies in a file under ROOT, raw rows for truth-c to sort and filter:
 *
 *     D  path line col kind name usr is_definition
 *     R  path line col kind name usr target-path target-line target-col
 *     C  path line col name caller-usr callee-usr
 *
 * The target of a reference is where clang says the symbol is declared: a member of a
 * template's instance has a USR of its own but stands where the template's member
 * stands, and truth-c knows it by that.  In a template a callee that hangs on an argument has
 * no name for libclang: its C row has an empty name and gives the end of the callee, from
 * which truth-c looks back for the name.
 *     E  path number-of-errors            one row a translation unit
 *
 * Lines from 1, byte columns from 0.  Positions are "file locations": a name written
 * in the argument of a macro stands where it is written, a name that only exists in a
 * macro's body stands where the macro is used (truth-c drops those, as the text there
 * is another).
 *
 * Built at first use against libclang; no part of the program itself.
 */
#include <clang-c/Index.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char root[PATH_MAX];
static size_t root_len;

/* The position of a cursor, when it is inside the repository. */
typedef struct Place {
    char path[PATH_MAX]; /* relative to root */
    unsigned line;
    unsigned col;
} Place;

/* The last file asked for: cursors come in runs of the same file. */
static CXFile last_file;
static char last_path[PATH_MAX];

static const char *path_in_repo(CXFile file)
{
    if (file == NULL)
        return NULL;
    if (file == last_file)
        return last_path[0] ? last_path : NULL;
    last_file = file;
    last_path[0] = '\0';
    CXString name = clang_getFileName(file);
    char real[PATH_MAX];
    if (realpath(clang_getCString(name), real) && strncmp(real, root, root_len) == 0 &&
        real[root_len] == '/')
        strcpy(last_path, real + root_len + 1);
    clang_disposeString(name);
    return last_path[0] ? last_path : NULL;
}

static bool place_of(CXSourceLocation loc, Place *ret)
{
    CXFile file;
    unsigned line, col;

    clang_getFileLocation(loc, &file, &line, &col, NULL);
    const char *path = path_in_repo(file);
    if (path == NULL)
        return false;
    strcpy(ret->path, path);
    ret->line = line;
    ret->col = col - 1;
    return true;
}

static bool is_function(enum CXCursorKind k)
{
    return k == CXCursor_FunctionDecl || k == CXCursor_CXXMethod || k == CXCursor_Constructor ||
           k == CXCursor_Destructor || k == CXCursor_ConversionFunction ||
           k == CXCursor_FunctionTemplate;
}

/* A declaration inside a function: its variables and labels, not its types. */
static bool is_inside_function(CXCursor c)
{
    return is_function(clang_getCursorKind(clang_getCursorSemanticParent(c)));
}

static bool is_member(CXCursor c)
{
    enum CXCursorKind k = clang_getCursorKind(clang_getCursorSemanticParent(c));
    return k == CXCursor_ClassDecl || k == CXCursor_StructDecl || k == CXCursor_UnionDecl ||
           k == CXCursor_ClassTemplate || k == CXCursor_ClassTemplatePartialSpecialization;
}

/* Our word for a declaration, or NULL for what is never a definition in our sense. */
static const char *kind_of(CXCursor c)
{
    switch (clang_getCursorKind(c)) {
    case CXCursor_FunctionDecl:
        return "function";
    case CXCursor_CXXMethod:
    case CXCursor_ConversionFunction:
    case CXCursor_Destructor:
        return "method";
    case CXCursor_Constructor:
        return "constructor";
    case CXCursor_FunctionTemplate:
        return is_member(c) ? "method" : "function";
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl:
    case CXCursor_ClassDecl:
    case CXCursor_EnumDecl:
    case CXCursor_ClassTemplate:
    case CXCursor_ClassTemplatePartialSpecialization:
        return "type";
    case CXCursor_TypedefDecl:
    case CXCursor_TypeAliasDecl:
    case CXCursor_TypeAliasTemplateDecl:
        return "typedef";
    case CXCursor_FieldDecl:
        return "field";
    case CXCursor_EnumConstantDecl:
        return "enumerator";
    case CXCursor_VarDecl:
        if (is_inside_function(c))
            return "local";
        return is_member(c) ? "field" : "variable";
    case CXCursor_ParmDecl:
    case CXCursor_LabelStmt:
    case CXCursor_TemplateTypeParameter:
    case CXCursor_NonTypeTemplateParameter:
    case CXCursor_TemplateTemplateParameter:
        return "local";
    case CXCursor_MacroDefinition:
        return "macro";
    default:
        return NULL; /* namespaces, using declarations, concepts, ... */
    }
}

/* A template's instance stands for the template it was made from. */
static CXCursor general_of(CXCursor c)
{
    CXCursor t = clang_getSpecializedCursorTemplate(c);
    return clang_Cursor_isNull(t) ? c : general_of(t);
}

static void print_row(char row, const Place *p, const char *kind, CXCursor decl, int is_definition)
{
    CXString name = clang_getCursorSpelling(decl);
    CXString usr = clang_getCursorUSR(decl);
    Place target;

    printf("%c\t%s\t%u\t%u\t%s\t%s\t%s", row, p->path, p->line, p->col, kind,
           clang_getCString(name), clang_getCString(usr));
    if (row == 'D')
        printf("\t%d", is_definition);
    else if (place_of(clang_getCursorLocation(decl), &target))
        printf("\t%s\t%u\t%u", target.path, target.line, target.col);
    else
        printf("\t-\t0\t0");
    putchar('\n');
    clang_disposeString(name);
    clang_disposeString(usr);
}

static void print_reference(CXCursor from, CXCursor to)
{
    Place p;

    to = general_of(to);
    const char *kind = kind_of(to);
    if (kind && place_of(clang_getCursorLocation(from), &p))
        print_row('R', &p, kind, to, 0);
}

/* The name that a call expression calls, below casts and parentheses. */
static enum CXChildVisitResult find_callee(CXCursor c, CXCursor parent, CXClientData data)
{
    enum CXCursorKind k = clang_getCursorKind(c);

    (void)parent;
    if (k == CXCursor_DeclRefExpr || k == CXCursor_MemberRefExpr ||
        k == CXCursor_OverloadedDeclRef) {
        *(CXCursor *)data = c;
        return CXChildVisit_Break;
    }
    if (k == CXCursor_UnexposedExpr || k == CXCursor_ParenExpr) {
        clang_visitChildren(c, find_callee, data);
        return CXChildVisit_Break;
    }
    return CXChildVisit_Break; /* only the first child is the callee */
}

/* `x.f` in a template is a reference without a name, with the overloads below it. */
static enum CXChildVisitResult find_overloads(CXCursor c, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang_getCursorKind(c) == CXCursor_OverloadedDeclRef)
        *(CXCursor *)data = c;
    return CXChildVisit_Continue;
}

/* What the callee means; null when that hangs on an argument of a template. */
static CXCursor meaning_of(CXCursor callee)
{
    CXCursor to = callee;

    if (clang_getCursorKind(callee) == CXCursor_OverloadedDeclRef)
        to = clang_getNumOverloadedDecls(callee) == 1 ? clang_getOverloadedDecl(callee, 0)
                                                      : clang_getNullCursor();
    else
        to = clang_getCursorReferenced(callee);
    return is_function(clang_getCursorKind(to)) ? general_of(to) : clang_getNullCursor();
}

static void print_call(CXCursor call, CXCursor caller)
{
    CXCursor callee = clang_getNullCursor();
    Place p;

    if (clang_getCursorKind(clang_getCursorReferenced(call)) == CXCursor_Constructor)
        return; /* its first child is an argument, and no name stands for it */
    clang_visitChildren(call, find_callee, &callee);
    if (clang_Cursor_isNull(callee))
        return;
    if (clang_getCursorKind(callee) == CXCursor_MemberRefExpr)
        clang_visitChildren(callee, find_overloads, &callee);
    CXCursor to = meaning_of(callee);
    CXString name = clang_getCursorSpelling(callee);
    bool is_named = clang_getCString(name)[0] != '\0';
    if (!place_of(is_named ? clang_getCursorLocation(callee)
                           : clang_getRangeEnd(clang_getCursorExtent(callee)),
                  &p)) {
        clang_disposeString(name);
        return;
    }
    CXString from_usr = clang_getCursorUSR(caller);
    CXString to_usr = clang_getCursorUSR(to);
    printf("C\t%s\t%u\t%u\t%s\t%s\t%s\n", p.path, p.line, p.col, clang_getCString(name),
           clang_getCString(from_usr),
           clang_Cursor_isNull(to) ? "?" : clang_getCString(to_usr));
    clang_disposeString(name);
    clang_disposeString(from_usr);
    clang_disposeString(to_usr);
}

/* data: the function whose body we are in, or a null cursor. */
static enum CXChildVisitResult visit(CXCursor c, CXCursor parent, CXClientData data)
{
    CXCursor caller = *(CXCursor *)data;
    enum CXCursorKind k = clang_getCursorKind(c);
    Place p;

    if (clang_getCursorKind(parent) == CXCursor_TranslationUnit &&
        !place_of(clang_getCursorLocation(c), &p))
        return CXChildVisit_Continue; /* a system header's */

    switch (k) {
    case CXCursor_DeclRefExpr:
    case CXCursor_MemberRefExpr:
    case CXCursor_TypeRef:
    case CXCursor_TemplateRef:
    case CXCursor_MemberRef:
    case CXCursor_MacroExpansion:
    case CXCursor_LabelRef:
    case CXCursor_VariableRef:
        print_reference(c, clang_getCursorReferenced(c));
        break;
    case CXCursor_OverloadedDeclRef:
        for (unsigned i = 0; i < clang_getNumOverloadedDecls(c); i++)
            print_reference(c, clang_getOverloadedDecl(c, i));
        break;
    case CXCursor_CallExpr:
        if (!clang_Cursor_isNull(caller))
            print_call(c, caller);
        break;
    default: {
        const char *kind = kind_of(c);
        if (kind && place_of(clang_getCursorLocation(c), &p))
            print_row('D', &p, kind, general_of(c),
                      k == CXCursor_MacroDefinition || clang_isCursorDefinition(c));
    }
    }
    if (is_function(k))
        caller = general_of(c);
    clang_visitChildren(c, visit, &caller);
    return CXChildVisit_Continue;
}

static unsigned count_errors(CXTranslationUnit tu)
{
    unsigned errors = 0;

    for (unsigned i = 0; i < clang_getNumDiagnostics(tu); i++) {
        CXDiagnostic d = clang_getDiagnostic(tu, i);
        if (clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error) {
            if (errors++ == 0 && getenv("TRUTH_VERBOSE")) {
                CXString text = clang_formatDiagnostic(d, clang_defaultDiagnosticDisplayOptions());
                fprintf(stderr, "%s\n", clang_getCString(text));
                clang_disposeString(text);
            }
        }
        clang_disposeDiagnostic(d);
    }
    return errors;
}

static bool index_file(CXIndex index, const char *file, const char **flags, int n_flags)
{
    CXTranslationUnit tu = NULL;
    CXCursor nobody = clang_getNullCursor();

    if (clang_parseTranslationUnit2(index, file, flags, n_flags, NULL, 0,
                                    CXTranslationUnit_DetailedPreprocessingRecord |
                                        CXTranslationUnit_KeepGoing,
                                    &tu) != CXError_Success) {
        fprintf(stderr, "truth-clang: could not parse '%s'\n", file);
        return false;
    }
    last_file = NULL;
    printf("E\t%s\t%u\n", file, count_errors(tu));
    clang_visitChildren(clang_getTranslationUnitCursor(tu), visit, &nobody);
    clang_disposeTranslationUnit(tu);
    return true;
}

int main(int argc, char **argv)
{
    int sep = 2;

    while (sep < argc && strcmp(argv[sep], "--") != 0)
        sep++;
    if (argc < 4 || sep == argc || !realpath(argv[1], root)) {
        fprintf(stderr, "usage: truth-clang ROOT FILE... -- FLAG...\n");
        return 2;
    }
    root_len = strlen(root);
    CXIndex index = clang_createIndex(0, 0);
    bool ok = true;
    for (int i = 2; i < sep; i++)
        ok &= index_file(index, argv[i], (const char **)argv + sep + 1, argc - sep - 1);
    clang_disposeIndex(index);
    return ok ? 0 : 1;
}
