/* clone.c -- (placeholder until it lands) */
#include "source/clone.h"
ErrCode clone_repository(const CloneAsk *ask, Err *err) { return err_set(err, ERR_SOURCE, "cloning '%s' is not built yet", ask->url); }
bool clone_is_url(Str operand) { return str_has(operand, STR("://")); }
Str clone_name(Arena *a, Str url) { return arena_str(a, path_base(url)); }
