/*
 * replay.c -- a main for fuzz targets in builds without libFuzzer: runs each file named on the command
 * line (or in a folder named there) through the target once.
 */
#include "base/file.h"

#include <dirent.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { REPLAY_MAX_BYTES = 16 << 20 };

static int replay(const char *path)
{
    AUTO(arena_done) Arena a = {0};
    Err err = {0};
    Str bytes;

    if (file_read(&a, path, REPLAY_MAX_BYTES, &bytes, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return LLVMFuzzerTestOneInput((const uint8_t *)bytes.ptr, bytes.len);
}

static int replay_dir(const char *path)
{
    AUTO(arena_done) Arena a = {0};
    DIR *d = opendir(path);
    int failed = 0;

    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] != '.')
            failed |= replay(path_join(&a, str_from(path), str_from(e->d_name)).ptr);
    }
    if (d)
        closedir(d);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++)
        failed |= path_is_dir(argv[i]) ? replay_dir(argv[i]) : replay(argv[i]);
    return failed;
}
