/*
 * attributes_test.c -- .gitattributes: git itself as the judge.
 */
#include "source_test.h"

#include "source/attributes.h"

static const char *const asked[] = {
    "linguist-generated", "linguist-vendored", "linguist-language", "binary", "text", "eol"};
static const Attribute ours[] = {ATTRIBUTE_GENERATED, ATTRIBUTE_VENDORED, ATTRIBUTE_LANGUAGE,
                                 ATTRIBUTE_BINARY,    ATTRIBUTE_TEXT,     ATTRIBUTE_EOL};

static const char *const root_text = "# comment\n"
                                     "[attr]made linguist-generated -text\n"
                                     "*.c text eol=lf\n"
                                     "*.gen.c made\n"
                                     "/gen/** linguist-generated=true\n"
                                     "gen/keep.c -linguist-generated\n"
                                     "*.png binary\n"
                                     "\"with space.c\" linguist-vendored\n"
                                     "lib/ linguist-vendored\n"
                                     "lib/** linguist-vendored\n"
                                     "!bad text\n"
                                     "*.x linguist-language=Perl\n"
                                     "sub/*.x !linguist-language\n"
                                     "*.md -linguist-vendored\n";

static const char *const sub_text = "*.c -text\n"
                                    "/top.c linguist-generated\n"
                                    "deep/a.c linguist-language=Ruby\n";

static const char *const paths[] = {
    "a.c",       "x.gen.c",      "gen/a.c",   "gen/keep.c",     "gen/deep/b.c",
    "i.png",     "with space.c", "lib",       "lib/a/b.c",      "a.x",
    "sub/a.x",   "sub/b.c",      "sub/top.c", "sub/deep/top.c", "sub/deep/a.c",
    "x/gen/a.c", "r.md",
};

static const char *told_by(const FileAttributes *f, size_t which)
{
    switch ((AttributeState)f->states[ours[which]]) {
    case ATTRIBUTE_SET:
        return "set";
    case ATTRIBUTE_UNSET:
        return "unset";
    case ATTRIBUTE_VALUE:
        return "value";
    case ATTRIBUTE_UNKNOWN:
    case ATTRIBUTE_UNSPECIFIED:
        break;
    }
    return "unspecified";
}

static const char *told_by_git(TestFolder *t, const char *attribute, const char *path)
{
    Str out = str_trim(folder_git(t, "check-attr", "-z", attribute, "--", path));
    Str value = STR_NONE, field;

    for (unsigned i = 0; i < 3 && str_split(&out, '\0', &field); i++)
        value = field;
    if (str_is(value, "true"))
        return "set";
    if (str_is(value, "set") || str_is(value, "unset") || str_is(value, "unspecified"))
        return arena_str(&t->arena, value).ptr;
    return "value";
}

TEST(attributes_are_those_that_git_finds)
{
    TestFolder t = folder_new();
    Attributes *x = attributes_new();

    folder_git(&t, "init", "-q");
    folder_put(&t, ".gitattributes", root_text);
    folder_put(&t, "sub/.gitattributes", sub_text);
    attributes_add(x, STR(""), str_from(root_text));
    attributes_add(x, STR("sub"), str_from(sub_text));
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        FileAttributes f = attributes_of(x, str_from(paths[i]));

        for (size_t k = 0; k < ARRAY_LEN(asked); k++) {
            const char *git = told_by_git(&t, asked[k], paths[i]);

            if (strcmp(told_by(&f, k), git) != 0)
                fail_msg("%s of '%s' is %s, git says %s", asked[k], paths[i], told_by(&f, k),
                         git);
        }
    }
    CHECK_STR(attributes_of(x, STR("sub/deep/a.c")).language, "Ruby");
    attributes_free(x);
    folder_done(&t);
}

TEST(info_attributes_are_the_strongest)
{
    Attributes *x = attributes_new();

    attributes_add(x, STR(""), STR("*.c linguist-generated\n"));
    attributes_add_info(x, STR("*.c -linguist-generated\n"));
    CHECK_INT(attributes_of(x, STR("a/b.c")).states[ATTRIBUTE_GENERATED], ATTRIBUTE_UNSET);
    attributes_free(x);
}

TEST_MAIN()
