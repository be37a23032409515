/*
 * test.h -- how tests are written here: TEST(a_sentence) { ... CHECK(...); }
 *
 * Each TEST registers itself, and TEST_MAIN() at the end the file; unit_tests.c runs a file's tests under
 * cmocka.
 * EACH_FAULT runs its body failing the 1st, 2nd, ... passage of a fault point until a run goes
 * through without one; in builds without fault points the body runs once.
 */
#ifndef FONDATION_TEST_H
#define FONDATION_TEST_H

#include "base/fault.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TEST_MAX_IN_FILE = 512 };

static struct CMUnitTest test_list[TEST_MAX_IN_FILE] __attribute__((unused));
static size_t test_count __attribute__((unused));

#define TEST(test_name)                                                        \
    static void test_name(void **state);                                       \
    __attribute__((constructor)) static void register_##test_name(void)        \
    {                                                                          \
        MUST(test_count < TEST_MAX_IN_FILE);                                   \
        test_list[test_count++] = (struct CMUnitTest){.name = #test_name,      \
                                                      .test_func = test_name}; \
    }                                                                          \
    static void test_name(void **state __attribute__((unused)))

/* A file of tests, named by its file: build/test/unit_tests x_test runs those of x_test.c. */
typedef struct TestSuite {
    const char *file;
    int (*run)(void);
    struct TestSuite *next;
} TestSuite;
void test_add_suite(TestSuite *suite); /* unit_tests.c */

#define TEST_MAIN()                                                                  \
    static int run_suite(void)                                                       \
    {                                                                                \
        return _cmocka_run_group_tests(__FILE__, test_list, test_count, NULL, NULL); \
    }                                                                                \
    __attribute__((constructor)) static void register_suite(void)                    \
    {                                                                                \
        static TestSuite suite = {.file = __FILE__, .run = run_suite};               \
                                                                                     \
        test_add_suite(&suite);                                                      \
    }

#define CHECK(condition) assert_true(condition)
#define CHECK_INT(actual, expected) assert_int_equal((actual), (expected))
#define CHECK_TEXT(actual, expected) assert_string_equal((actual), (expected))
#define CHECK_STR(actual, expected)                                                      \
    do {                                                                                 \
        Str check_actual_ = (actual), check_expected_ = str_from(expected);              \
        if (!str_eq(check_actual_, check_expected_))                                     \
            fail_msg("'%.*s' is not '%s'", STR_ARG(check_actual_), check_expected_.ptr); \
    } while (0)
#define CHECK_OK(call, err)                         \
    do {                                            \
        if ((call) != ERR_OK)                       \
            fail_msg("%s: %s", #call, (err)->text); \
    } while (0)

#define EACH_FAULT(point)                                                         \
    for (unsigned fault_nth_ = 1; fault_nth_ == 1 || fault_fired(); fault_nth_++) \
        for (int fault_once_ = (fault_arm((point), fault_nth_), 1); fault_once_;  \
             fault_once_ = 0)

#endif
