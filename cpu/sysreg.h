/* SPDX-License-Identifier: MIT
 *
 * sysreg.h - system registers, system instructions and their traps, from sysregs.def, sysops.def
 * and traps.def.
 *
 * Spec: DDI 0487, "AArch64 System Register Encoding", AArch64.CheckSystemAccess and each
 * register's accessibility pseudocode.    Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 */
#ifndef CPU_SYSREG_H
#define CPU_SYSREG_H

#include "sim/base/bits.h"

typedef enum Sysreg {
#define SYSREG(name, ...) SR_##name,
#include "cpu/sysregs.def"
#undef SYSREG
    SR_COUNT
} Sysreg;

typedef enum Sysop {
#define SYSOP(name, ...) OP_##name,
#include "cpu/sysops.def"
#undef SYSOP
    OP_COUNT
} Sysop;

typedef enum Trap {
    T_NONE,
#define TRAP(name, ...) T_##name,
#include "cpu/traps.def"
#undef TRAP
    T_COUNT
} Trap;

struct Cpu;

/* The register whose encoding is @key, bits 20..5 of MRS and MSR (op0:op1:CRn:CRm:op2, op0 as in
 * the word); ID_RESERVED for the unallocated ID space, SR_COUNT for none. */
Sysreg sysreg_find(unsigned key);

/* MRS and MSR (register), by the instruction word @word, of @sr, which is sysreg_find's. Checks
 * existence, level and traps, charges the group's cost event, reads or writes. False: @cpu's
 * pending exception is filled. */
bool sysreg_read(struct Cpu *cpu, Sysreg sr, uint32_t word, uint64_t *value);
bool sysreg_write(struct Cpu *cpu, Sysreg sr, uint32_t word, uint64_t value);

/* What a write of @value does to @sr itself: RES0 and RES1, and what hangs from the register. */
void sysreg_set(struct Cpu *cpu, Sysreg sr, uint64_t value);

/* The instruction whose encoding is @key; OP_COUNT for none. */
Sysop sysop_find(unsigned key);

/* SYS (op0 = 1): AT, DC, IC, TLBI. The same rules; @value is Rt's. */
bool sysop_execute(struct Cpu *cpu, Sysop op, uint32_t word, uint64_t value);

/* The reset values of all plain registers into @cpu's sr. */
void sysreg_reset(struct Cpu *cpu);

/* "HCR_TVM" and so on; "" for T_NONE; static storage. */
const char *trap_name(Trap trap);
const char *sysreg_name(Sysreg sysreg);

#endif
