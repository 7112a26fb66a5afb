/* SPDX-License-Identifier: MIT
 *
 * walk.h - one stage of a VMSAv8-64 table walk as a function of plain values.
 */
#ifndef MMU_WALK_H
#define MMU_WALK_H

#include "mmu/mmu.h"

/* A walk about to start: what stage.c made of the control registers. */
typedef struct WalkStage {
    uint8_t number;       /* 1 or 2 */
    uint8_t granule_log2; /* 12, 14 or 16 */
    uint8_t input_bits;
    uint8_t output_bits;
    uint8_t start_level;
    bool secure;         /* the first table is in the Secure address space */
    bool two_privileges; /* PXNTable and APTable<0> mean something */
    bool hierarchy_off;  /* TCR.HPD: APTable, XNTable and PXNTable are ignored */
    bool big_endian;
    bool hardware_af, hardware_dirty;
    uint64_t table; /* address of the first table: Ipa for stage 1 under stage 2, else Pa */
} WalkStage;

/* The block or page descriptor that a walk ended in. */
typedef struct WalkLeaf {
    uint64_t output; /* address of the byte asked for */
    uint64_t desc;   /* as read, in the host's order */
    uint64_t desc_address;
    bool desc_secure;
    uint8_t level;
    uint8_t block_log2; /* size of the block or page */
    bool ns_table;
    bool table_read_only, table_privileged_only, table_xn, table_pxn;
    bool needs_af; /* AF is 0 and hardware may set it */
    bool clean;    /* write permission comes only from DBM: a write must update the descriptor */
} WalkLeaf;

/* Reads the descriptor at @address. A fault whose stage is 0 is completed by the walk. */
typedef struct WalkReader {
    Fault (*read)(void *owner, uint64_t address, bool secure, uint64_t *desc);
    void *owner;
} WalkReader;

/* Walks from @stage's first table with @input. On FAULT_NONE @leaf is filled; otherwise the fault
 * has kind, stage and level, and its other fields are the reader's or zero. At most four reads. */
Fault walk_tables(const WalkStage *stage, uint64_t input, const WalkReader *reader, WalkLeaf *leaf);

#endif
