/*
 * html.h -- a course as a static site (render/site.h has its layout): any host, or none, serves it.
 *
 * Same course in, same bytes out.
 */
#ifndef FONDATION_EXPORT_HTML_H
#define FONDATION_EXPORT_HTML_H

#include "course/file_sink.h"

/* Every file goes below `html/` of the sink. */
MUST_CHECK ErrCode export_html(const char *course_dir, FileSink sink, Err *err);
/* The same without the folder in front. */
MUST_CHECK ErrCode export_html_flat(const char *course_dir, FileSink sink, Err *err);

#endif
