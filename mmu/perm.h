/* SPDX-License-Identifier: MIT
 *
 * perm.h - what a translation allows, and what an access needs.
 */
#ifndef MMU_PERM_H
#define MMU_PERM_H

#include "mmu/mmu.h"

/* What an access needs and a translation grants. */
enum {
    RIGHT_READ = 1,
    RIGHT_WRITE = 2,
    RIGHT_EXEC = 4,
};

/* Stage 1, the tables' hierarchical limits applied. */
enum {
    S1_READ_ONLY = 1, /* AP<2> */
    S1_EL0 = 2,       /* AP<1> */
    S1_XN = 4,        /* UXN of a regime with two privilege levels */
    S1_PXN = 8,
};

/* Stage 2. */
enum {
    S2_READ = 1,  /* S2AP<0> */
    S2_WRITE = 2, /* S2AP<1> */
    S2_XN = 4,    /* XN<1> */
    S2_XXN = 8,   /* XN<0>, with FEAT_XNX */
};

/* Who asks. */
typedef struct Who {
    bool privileged;
    bool pan; /* PSTATE.PAN; not for instruction fetch and cache maintenance */
} Who;

/* Rights of a stage-1 permission (S1_*) for @who. */
unsigned perm_stage1(unsigned s1_perm, bool two_privileges, bool wxn, Who who);

/* Rights of a stage-2 permission (S2_*). @privileged: the access is from EL1. */
unsigned perm_stage2(unsigned s2_perm, bool has_xnx, bool privileged);

/* Rights that @access must have; 0 for maintenance that cannot meet a permission fault. */
unsigned perm_needed(Access access);

/* Whether a fault that is not about permissions is reported as a write (ESR_ELx.WnR). */
bool perm_fault_on_write(Access access);

/* The same for a permission fault where only @rights were granted. */
bool perm_refused_on_write(Access access, unsigned rights);

#endif
