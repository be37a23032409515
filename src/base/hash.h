/*
 * hash.h -- names for content: BLAKE2b-256 (libsodium), in hexadecimal.
 *
 * Cache keys, stable ids and kept work are named by it; the result is the same on every machine.
 */
#ifndef FONDATION_HASH_H
#define FONDATION_HASH_H

#include "base/str.h"

enum { HASH_BYTES = 32, HASH_HEX_SIZE = 2 * HASH_BYTES + 1 };

typedef struct Hash {
    _Alignas(64) unsigned char opaque[384]; /* crypto_generichash_state */
} Hash;

void hash_init(Hash *h);
/* Length-prefixed: ("ab","c") and ("a","bc") differ. */
void hash_add(Hash *h, Str part);
void hash_add_u64(Hash *h, uint64_t number);
void hash_bytes(Hash *h, unsigned char ret_bytes[HASH_BYTES]);
void hash_hex(Hash *h, char ret_hex[HASH_HEX_SIZE]);

void hash_hex_of(Str bytes, char ret_hex[HASH_HEX_SIZE]);

#endif
