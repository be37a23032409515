/*
 * cpp_decl.c -- what only C++ declares.
 */
#include "syntax/packs/c_family.h"

uint32_t cpp_define_class(CWalk *w UNUSED, NodeId n UNUSED, NodeId name UNUSED, NodeId body UNUSED)
{
    return 0;
}
void cpp_bases(CWalk *w UNUSED, NodeId n UNUSED, uint32_t def UNUSED) {}
uint32_t cpp_type(CWalk *w, NodeId n) { c_visit_children(w, n); return 0; }
uint32_t cpp_member(CWalk *w UNUSED, NodeId field UNUSED, uint32_t receiver UNUSED, CVia via UNUSED, uint8_t flags UNUSED) { return 0; }
uint32_t cpp_expr(CWalk *w, NodeId n, bool is_wanted UNUSED, uint8_t flags UNUSED) { c_visit_children(w, n); return 0; }
