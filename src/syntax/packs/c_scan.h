/*
 * c_scan.h -- one pass over the text of a C or C++ file, before it is parsed: shared by its files.
 *
 *   c_scan.c        characters, kinds of words, looking ahead, adding holes
 *   c_holes.c       macros that are hidden from the parser; the pass
 *   c_stand_ins.c   what the parser sees something else in the place of
 */
#ifndef FONDATION_SYNTAX_C_SCAN_H
#define FONDATION_SYNTAX_C_SCAN_H

#include "syntax/packs/c_family.h"

enum { AHEAD_MAX = 400, PARENTHESES_MAX = 64, ARGUMENTS_MAX = 300, PARAMETERS_MAX = 2000 };

/* A word, or one character of punctuation ('0' for numbers, '"' for strings); len 0: none. */
typedef struct Token {
    uint32_t start, len;
    char first;
    bool is_word;
} Token;

typedef struct Parenthesis {
    Token name, before; /* the two tokens in front of it */
} Parenthesis;

typedef struct Scan {
    Str s;
    bool is_cpp;
    size_t at;
    Token last, before, before_that; /* tokens seen, newest first */
    Parenthesis open[PARENTHESES_MAX];
    size_t depth;
    Parenthesis closed; /* the pair that the last `)` ended */
    size_t
        parameters_end; /* of the template's list of parameters that is being read; 0: none */
    TreeHoles *holes;
    TreeHoles later; /* found ahead, in order; they go in when the scan is there */
    size_t later_used;
} Scan;

#define SCAN_ONE_OF(word, ...)                                 \
    scan_is_one_of((word), (const char *const[]){__VA_ARGS__}, \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* -- c_scan.c -- */

bool scan_begins_word(char c);
bool scan_is_digit(char c);
bool scan_goes_on_word(char c);
char scan_char_at(const Scan *x, size_t at);
size_t scan_word_end(const Scan *x, size_t at);
Str scan_text_of(const Scan *x, Token t);
bool scan_is_one_of(Str word, const char *const *words, size_t count);
bool scan_is_control(Str w);
bool scan_is_qualifier(Str w);
bool scan_is_sized(Str w);
bool scan_is_primitive(Str w);
bool scan_is_tag(Str w);
bool scan_is_plain_name(Str w);
bool scan_is_upper(Str w);
bool scan_is_reserved(Str w);
bool scan_is_known_attribute(Str w);
size_t scan_skip_space(const Scan *x, size_t at);
Str scan_word_at(const Scan *x, size_t at);
size_t scan_skip_pair(const Scan *x, size_t at, char open, char close, size_t most);
size_t scan_skip_qualified(const Scan *x, size_t at);
bool scan_type_and_name_follow(const Scan *x, size_t at);
void scan_push_token(Scan *x, Token t);
void scan_add_hole(Scan *x, size_t start, size_t end);
void scan_add_stand_in(Scan *x, size_t start, size_t end, const char *as, uint8_t kind);

/* -- c_stand_ins.c: each true, or past what it hid, when it did -- */

bool scan_stand_in(Scan *x, Str word, size_t start, size_t end);
void scan_hide_decltype_commas(Scan *x, size_t open);
size_t scan_skip_instantiation(const Scan *x, size_t start, size_t end);
void scan_hide_enum_base(Scan *x, size_t at);
void scan_hide_comment(Scan *x, size_t end, bool is_define);
bool scan_hide_file_name(Scan *x);
bool scan_hide_conditional_attribute(Scan *x);
size_t scan_parameters_end(const Scan *x, size_t at);

#endif
