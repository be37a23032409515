/*
 * flow_parts.h -- the builder, and the small questions it asks of a tree. For flow_build.c only.
 */
#ifndef FONDATION_FLOW_FLOW_PARTS_H
#define FONDATION_FLOW_FLOW_PARTS_H

#include "flow/flow.h"
#include "flow/flow_tables.h"

enum { CASE_IS_RULE = BIT(15) }; /* while building: this arm never goes on into the next */

VEC_TYPE(FlowNodes, FlowNode);
VEC_TYPE(FlowRanges, FlowRange);

typedef struct FlowBuilder {
    const FlowGrammar *grammar;
    const Tree *tree;
    FlowNodes nodes;
    FlowRanges arguments;
    unsigned depth;
    unsigned maybe; /* so many expressions around may leave out what is inside */
    bool is_tail;   /* the node visited next is the value of the body */
    bool is_cut;
} FlowBuilder;

static inline FlowRole role_of(const FlowBuilder *b, NodeId n)
{
    return flow_role(b->grammar, node_kind(b->tree, n));
}

static inline FlowRange range_of(const FlowBuilder *b, NodeId n)
{
    return (FlowRange){b->tree->nodes[n].start, b->tree->nodes[n].end};
}

static inline Str text_of_range(const FlowBuilder *b, FlowRange r)
{
    return r.end <= r.start ? STR_NONE : str_sub(b->tree->src, r.start, r.end);
}

bool is_ecma(LanguageId language);
FlowId push_node(FlowBuilder *b, FlowKind kind, FlowId parent, FlowPart part, NodeId n);
/* Children that are no comments or the like. */
NodeId first_live_child(const FlowBuilder *b, NodeId n);
NodeId next_live(const FlowBuilder *b, NodeId n);
/* The child that fills the first of the fields that is filled. */
NodeId any_field(const FlowBuilder *b, NodeId n, const uint8_t *fields, size_t count);
/* Without the round brackets around all of it. */
FlowRange range_without_brackets(const FlowBuilder *b, NodeId n);
/* What stands between two nodes, trimmed: an operator. */
Str text_between(const FlowBuilder *b, NodeId left, NodeId right);
/* The token that a callee or target is called by: of `a.b[i].c` it is c, of `a.b[i]` b. */
FlowRange last_name(const FlowBuilder *b, NodeId n);
FlowValue value_of_node(const FlowBuilder *b, NodeId n);
/* Adds the stretches between the commas that stand in no bracket or string; returns how many. */
uint16_t split_at_commas(FlowBuilder *b, FlowRange inside);
/* Links the siblings, and sees which arms go on into the next. */
void finish_nodes(FlowBuilder *b);

#endif
