/*
 * banned.h -- C library functions that have bitten everybody once.
 *
 * Each becomes a compile error that names its replacement. Included by base.h after the
 * system headers, so that only our own code is held to it.
 */
#ifndef FONDATION_BANNED_H
#define FONDATION_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef __cplusplus
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf /* buf_printf, snprintf */
#pragma GCC poison strtok strtok_r                                /* str_split */
#pragma GCC poison atoi atol atoll atof                           /* parse_u64 and friends */
#pragma GCC poison localtime gmtime ctime asctime                 /* clock.h */
#pragma GCC poison system popen                                   /* proc.h */
#pragma GCC poison tmpnam mktemp tempnam                          /* file_temp_dir */
#pragma GCC poison gets
#endif

#endif
