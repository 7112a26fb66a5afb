/* SPDX-License-Identifier: MIT
 *
 * debug_match.h - does a breakpoint or watchpoint match? Functions of plain values.
 *
 * Spec: DDI 0487, AArch64.BreakpointMatch, AArch64.BreakpointValueMatch, AArch64.StateMatch,
 * CheckValidStateMatch, AArch64.WatchpointMatch, AArch64.WatchpointByteMatch.
 * Tests: tests/unit/cpu/debug_test.c
 */
#ifndef CPU_DEBUG_MATCH_H
#define CPU_DEBUG_MATCH_H

#include "sim/base/bits.h"

/* Everything that a match depends on but the access. */
typedef struct DebugScene {
    const uint64_t *bvr, *bcr, *wvr, *wcr; /* DBGBVRn_EL1 ... */
    uint8_t breakpoint_count, watchpoint_count;
    uint8_t context_first; /* the first context-aware breakpoint */
    uint8_t el;
    bool secure;
    bool has_el2, has_el3, el2_enabled;
    bool vmid16;           /* FEAT_VMID16 and VTCR_EL2.VS */
    bool has_vhe, in_host; /* FEAT_VHE; IsInHost() */
    uint32_t contextidr, contextidr_el2;
    uint64_t vttbr;
} DebugScene;

typedef struct DebugAccess {
    uint64_t va;
    unsigned size_bytes;
    bool write, atomic; /* atomic: a load and a store in one */
    bool privileged;
} DebugAccess;

/* Breakpoint @n is enabled for the current EL and Security state; what it is linked to may still
 * refuse. */
bool debug_breakpoint_selected(const DebugScene *scene, unsigned n);

/* Breakpoint @n matches the instruction at @pc. */
bool debug_breakpoint_matches(const DebugScene *scene, unsigned n, uint64_t pc);

static inline bool debug_watchpoint_enabled(const DebugScene *scene, unsigned n)
{
    return scene->wcr[n] & 1;
}

/* Watchpoint @n matches @access; *@hit is then the first byte that is both watched and accessed. */
bool debug_watchpoint_matches(const DebugScene *scene, unsigned n, const DebugAccess *access,
                              uint64_t *hit);

/* The bytes that a watchpoint with these register values watches, [*first, *last] with bits 55:0 of
 * their addresses. False: none. */
bool debug_watched_bytes(uint64_t wvr, uint64_t wcr, uint64_t *first, uint64_t *last);

#endif
