/*
 * doc_text_test.c -- comments of many languages give the same words.
 */
#include "test.h"

#include "syntax/doc_text.h"

TEST(markers_of_every_comment_style_are_taken_off)
{
    static const char *const same[] = {
        "/* Opens the door.\n * Waits for it. */",
        "/**\n * Opens the door.\n * Waits for it.\n */",
        "// Opens the door.\n// Waits for it.",
        "/// Opens the door.\n/// Waits for it.",
        "# Opens the door.\n# Waits for it.",
        "\"\"\"Opens the door.\n    Waits for it.\n    \"\"\"",
        "r'''Opens the door.\nWaits for it.'''",
        "-- Opens the door.\n-- Waits for it.",
        "/***********\n * Opens the door.\n * Waits for it.\n ***********/",
    };
    AUTO(arena_done) Arena a = {0};

    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        CHECK_STR(doc_plain(&a, str_from(same[i])), "Opens the door.\nWaits for it.");
}

TEST(the_first_paragraph_ends_before_tags_and_lists)
{
    CHECK_STR(doc_first_paragraph(STR("Adds two.\nQuickly.\n\nMore.")), "Adds two.\nQuickly.");
    CHECK_STR(doc_first_paragraph(STR("Adds two.\n@param a one")), "Adds two.");
    CHECK_STR(doc_first_paragraph(STR("Adds two.\nArgs:\n  a: one")), "Adds two.");
    CHECK_STR(doc_first_paragraph(STR("\\brief Adds two.\nMore")), "Adds two.\nMore");
    CHECK_STR(doc_first_paragraph(STR("Copyright (c) 2020 Somebody")), "");
    CHECK_STR(doc_first_paragraph(STR("eslint-disable no-x\nAdds two.")), "Adds two.");
}

TEST(a_heading_over_a_section_of_a_file_is_no_doc)
{
    CHECK_STR(doc_first_paragraph(STR("------------- types -------------")), "");
    CHECK_STR(doc_first_paragraph(STR("=== Helpers ===\nAdds two.")), "");
    CHECK_STR(doc_first_paragraph(STR("--flag is read.")), "--flag is read.");
}

TEST(a_sentence_that_leads_to_an_example_goes_with_it)
{
    CHECK_STR(doc_first_paragraph(STR("Adds two. Use it like this::\n\n    add(1)")),
              "Adds two.");
    CHECK_STR(doc_first_paragraph(STR("The steps are:\n- one")), "The steps are");
}

TEST(a_sentence_does_not_end_inside_numbers_names_or_short_forms)
{
    CHECK_STR(doc_first_sentence(STR("Uses ae.c, e.g. on 1.5 GB. Then more.")),
              "Uses ae.c, e.g. on 1.5 GB.");
    CHECK_STR(doc_first_sentence(STR("no full stop here")), "no full stop here");
    CHECK_STR(doc_first_sentence(STR("")), "");
}

TEST_MAIN()
