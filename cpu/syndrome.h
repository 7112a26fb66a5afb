/* SPDX-License-Identifier: MIT
 *
 * syndrome.h - exception classes and how ESR_ELx is put together.
 *
 * Spec: DDI 0487, ESR_ELx and its ISS encodings.
 */
#ifndef CPU_SYNDROME_H
#define CPU_SYNDROME_H

#include "mmu/fault.h"
#include "sim/base/bits.h"

typedef enum SyndromeClass {
    EC_UNKNOWN = 0x00,
    EC_WFX = 0x01,
    EC_FP_ASIMD = 0x07,
    EC_PAC = 0x09,
    EC_BTI = 0x0d,
    EC_ILLEGAL_STATE = 0x0e,
    EC_SVC64 = 0x15,
    EC_HVC64 = 0x16,
    EC_SMC64 = 0x17,
    EC_SYS64 = 0x18,
    EC_ERET = 0x1a,
    EC_IABT_LOW = 0x20,
    EC_IABT_CUR = 0x21,
    EC_PC_ALIGN = 0x22,
    EC_DABT_LOW = 0x24,
    EC_DABT_CUR = 0x25,
    EC_SP_ALIGN = 0x26,
    EC_SERROR = 0x2f,
    EC_BREAKPT_LOW = 0x30,
    EC_BREAKPT_CUR = 0x31,
    EC_SOFTSTP_LOW = 0x32,
    EC_SOFTSTP_CUR = 0x33,
    EC_WATCHPT_LOW = 0x34,
    EC_WATCHPT_CUR = 0x35,
    EC_BRK64 = 0x3c,
} SyndromeClass;

static inline uint32_t syndrome(unsigned ec, bool il32, uint32_t iss)
{
    return (uint32_t)ec << 26 | (uint32_t)il32 << 25 | (iss & 0x1ffffff);
}

/* ISS of EC_SYS64 from the instruction word of MRS, MSR or SYS. */
static inline uint32_t syndrome_sys64(uint32_t word)
{
    uint32_t op0 = (word >> 19) & 3, op1 = (word >> 16) & 7, crn = (word >> 12) & 15;
    uint32_t crm = (word >> 8) & 15, op2 = (word >> 5) & 7, rt = word & 31;
    uint32_t read = (word >> 21) & 1;

    return op0 << 20 | op2 << 17 | op1 << 14 | crn << 10 | rt << 5 | crm << 1 | read;
}

/* ISS bits 24..14 (ISV SAS SSE SRT SF AR) of a data abort by the load or store @word; 0 when the
 * architecture gives no valid syndrome for it (pairs, writeback, SIMD, exclusives, atomics). */
uint32_t syndrome_of_access(uint32_t word);

#endif
