/*
 * hash.c -- BLAKE2b through libsodium.
 */
#include "base/hash.h"

#include <sodium.h>

static crypto_generichash_state *state_of(Hash *h)
{
    _Static_assert(sizeof(h->opaque) >= sizeof(crypto_generichash_state), "room for the state");
    return (crypto_generichash_state *)(void *)h->opaque;
}

void hash_init(Hash *h)
{
    MUST(crypto_generichash_init(state_of(h), NULL, 0, HASH_BYTES) == 0);
}

void hash_add(Hash *h, Str part)
{
    hash_add_u64(h, part.len);
    if (part.len)
        crypto_generichash_update(state_of(h), (const unsigned char *)part.ptr, part.len);
}

void hash_add_u64(Hash *h, uint64_t number)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    crypto_generichash_update(state_of(h), bytes, sizeof(bytes));
}

void hash_bytes(Hash *h, unsigned char ret_bytes[HASH_BYTES])
{
    crypto_generichash_final(state_of(h), ret_bytes, HASH_BYTES);
}

void hash_hex(Hash *h, char ret_hex[HASH_HEX_SIZE])
{
    unsigned char out[HASH_BYTES];

    hash_bytes(h, out);
    sodium_bin2hex(ret_hex, HASH_HEX_SIZE, out, sizeof(out));
}

void hash_hex_of(Str bytes, char ret_hex[HASH_HEX_SIZE])
{
    Hash h;

    hash_init(&h);
    hash_add(&h, bytes);
    hash_hex(&h, ret_hex);
}
