/*
 * intent_test.c -- comments of functions become things that a reader may want.
 */
#include "test.h"

#include "pipeline/intent.h"

static void check(const char *function, const char *sentence, const char *expected)
{
    AUTO(arena_done) Arena a = {0};

    CHECK_STR(intent_from_doc(&a, str_from(function), str_from(sentence)), expected);
}

TEST(the_first_verb_gets_its_plain_form)
{
    check("rmtree", "Removes path and all of its children.",
          "remove path and all of its children");
    check("f", "Return the name.", "return the name");
    check("f", "Matches a request against routes!", "match a request against routes");
    check("f", "Tries again later", "try again later");
}

TEST(the_name_of_the_function_in_front_goes)
{
    check("walwrite", "Walwrite writes j to the log", "write j to the log");
    check("heap_insert", "heap_insert - insert tuple into a heap", "insert tuple into a heap");
    check("run", "`run` starts the server", "start the server");
    check("get", "gets the value", "get the value");
}

TEST(what_a_second_verb_says_is_left_out)
{
    check("f", "Erases the lines, and returns how many.", "erase the lines");
    check("f", "Prints the text into a buffer and calls reply().",
          "print the text into a buffer");
    check("f", "Read a number and place it in num.", "read a number and place it in num");
}

TEST(a_sentence_that_begins_with_no_known_verb_is_no_intent)
{
    check("f", "See addReply for what is expected.", "");
    check("f", "for unit tests", "");
    check("f", "List of all names", "");
    check("f", "Returns.", "");
    check("f", "", "");
}

TEST_MAIN()
