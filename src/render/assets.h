/*
 * assets.h -- style, scripts and mark of the pages: files of src/render/assets/, embedded at build time
 * by tools/embed-assets, which also names them by their content.
 */
#ifndef FONDATION_RENDER_ASSETS_H
#define FONDATION_RENDER_ASSETS_H

#include "base/str.h"

typedef enum AssetId {
    ASSET_STYLE,
    ASSET_THEME,
    ASSET_SCRIPT,
    ASSET_MARK,
    ASSET_COUNT
} AssetId;

/* "site-3f2a91c07b5d.css" */
const char *asset_name(AssetId asset);
Str asset_bytes(AssetId asset);
bool asset_is_script(AssetId asset);

#endif
