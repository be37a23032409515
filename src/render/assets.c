/*
 * assets.c -- the embedded files in the order of their ids.
 */
#include "render/assets.h"

#include "assets_embedded.h" /* made by tools/embed-assets: asset_files[] of name, bytes, len */

_Static_assert(sizeof(asset_files) / sizeof(asset_files[0]) == ASSET_COUNT,
               "each asset has an id");

const char *asset_name(AssetId asset)
{
    return asset_files[asset].name;
}

Str asset_bytes(AssetId asset)
{
    return (Str){(const char *)asset_files[asset].bytes, asset_files[asset].len};
}

bool asset_is_script(AssetId asset)
{
    return asset == ASSET_THEME || asset == ASSET_SCRIPT;
}
