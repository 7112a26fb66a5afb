/* SPDX-License-Identifier: MIT
 *
 * pauth.h - pointer authentication: when it is on, where the code is in a pointer, and its traps.
 *
 * Functions that return bool return false with cpu->pending filled when the use is trapped; then
 * nothing has changed.
 *
 * Spec: DDI 0487, AddPAC*, Auth*, Strip, CalculateBottomPACBit, TrapPACUse.
 */
#ifndef CPU_PAUTH_H
#define CPU_PAUTH_H

#include "cpu/cpu.h"

/* Those of APxKey_EL1 by which pointers are signed. */
typedef enum PauthKey {
    PAUTH_IA,
    PAUTH_IB,
    PAUTH_DA,
    PAUTH_DB,
} PauthKey;

/* Signs *@pointer, or checks and strips it: one that was not signed so is no address any more. Both
 * leave it alone where SCTLR_ELx disables the key. */
bool pauth_sign(Cpu *cpu, PauthKey key, uint64_t modifier, uint64_t *pointer);
bool pauth_check(Cpu *cpu, PauthKey key, uint64_t modifier, uint64_t *pointer);

/* pauth_check for handlers, which have no address of a local to give. */
typedef struct PauthChecked {
    uint64_t pointer;
    bool trapped; /* pending is filled */
} PauthChecked;

PauthChecked pauth_checked(Cpu *cpu, PauthKey key, uint64_t modifier, uint64_t pointer);

/* @pointer without a code; @data: as an address of data, not of instructions. */
uint64_t pauth_strip(const Cpu *cpu, uint64_t pointer, bool data);

/* PACGA: 32 bits of code of any value, in the upper half of *@code. */
bool pauth_generic(Cpu *cpu, uint64_t value, uint64_t modifier, uint64_t *code);

#endif
