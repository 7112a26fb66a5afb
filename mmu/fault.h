/* SPDX-License-Identifier: MIT
 *
 * fault.h - a fault of translation or access is a value that carries what the syndrome needs.
 *
 * Spec: DDI 0487, FaultRecord, AArch64.FaultSyndrome, "Fault status codes".
 */
#ifndef MMU_FAULT_H
#define MMU_FAULT_H

#include "sim/base/addr.h"
#include "sim/base/bits.h"

typedef enum FaultKind {
    FAULT_NONE,
    FAULT_ADDRESS_SIZE,          /* DFSC 0000LL */
    FAULT_TRANSLATION,           /* 0001LL */
    FAULT_ACCESS_FLAG,           /* 0010LL */
    FAULT_PERMISSION,            /* 0011LL */
    FAULT_EXTERNAL,              /* 010000: the access itself */
    FAULT_EXTERNAL_WALK,         /* 0101LL: a descriptor read */
    FAULT_ALIGNMENT,             /* 100001 */
    FAULT_TLB_CONFLICT,          /* 110000 (never made here; for completeness of the table) */
    FAULT_UNSUPPORTED_EXCLUSIVE, /* 110101: IMPLEMENTATION DEFINED, exclusive to Device */
} FaultKind;

typedef struct Fault {
    FaultKind kind;
    uint8_t level;   /* 0..3 where the kind has one */
    uint8_t stage;   /* 1 or 2: which stage refused */
    bool on_s1_walk; /* S1PTW: stage 2 refused a stage-1 descriptor access */
    bool on_write;   /* WnR as the architecture reports it */
    bool cacheop;    /* CM: a cache maintenance or AT instruction */
    Ipa ipa;         /* of a stage-2 fault, byte exact; for S1PTW the descriptor's address */
    bool has_ipa;    /* every stage-2 fault; whether HPFAR_EL2 gets it is IPAValid's matter */
} Fault;

/* DFSC/IFSC of @fault. */
uint8_t fault_status_code(Fault fault);

#endif
