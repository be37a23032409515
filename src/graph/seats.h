/*
 * seats.h -- chapters given out like seats: to folders by their mass, within folders to modules.
 *
 * The tree is folders, families (modules of one folder whose names begin alike: log_reader,
 * log_writer) and modules. Seats go down it by D'Hondt's rule: the next one to the child with the
 * largest mass / (seats it has + 1). So a folder of many small modules gets one chapter as a whole, a
 * flat folder gives one to each of its heaviest modules, and a file that is most of a repository
 * gets several, to be divided by what stands in it.
 */
#ifndef FONDATION_GRAPH_SEATS_H
#define FONDATION_GRAPH_SEATS_H

#include "graph/parts.h"

typedef enum SeatKind { SEAT_FOLDER, SEAT_FAMILY, SEAT_MODULE } SeatKind;

typedef struct Seat {
    uint8_t kind;
    uint32_t index;       /* of the folder or module; of a family: the first of its modules */
    Str word;             /* of a family: the words that all its names begin with */
    uint32_t parent;      /* PART_NONE for the root */
    uint32_t first_child; /* 0: none (the root is nobody's child) */
    uint32_t next;        /* sibling; 0: none */
    double mass;
    uint32_t capacity; /* chapters it could fill */
    uint32_t given;    /* chapters it got */
} Seat;

typedef struct Seats {
    Seat *nodes; /* nodes[0] is the root; parents before children */
    uint32_t count;
    uint32_t *of_module; /* by module */
} Seats;

/* The tree without seats given. `capacity` of a module is asked from the caller's table. */
void seats_build(const Parts *x, const uint32_t *capacity, Str repository, Arena *a,
                 Seats *ret);
/* Gives out up to `wanted`; earlier gifts are taken back. Returns how many found a place. */
uint32_t seats_give(Seats *s, Arena *a, uint32_t wanted);

#endif
