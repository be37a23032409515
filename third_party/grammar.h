/*
 * grammar.h -- read before each grammar's own C code, which is not changed.
 *
 * A lexer asks for each character of a name whether it is in a set of some hundred ranges of Unicode,
 * by halving. Nearly all characters are ASCII, and the ranges of these stand first.
 */
#define set_contains set_contains_by_halves
#include "tree_sitter/parser.h"
#undef set_contains

static inline bool set_contains(const TSCharacterRange *ranges, uint32_t count, int32_t character)
{
    if (character >= 128)
        return set_contains_by_halves(ranges, count, character);
    for (uint32_t i = 0; i < count && ranges[i].start <= character; i++) {
        if (character <= ranges[i].end)
            return true;
    }
    return false;
}
