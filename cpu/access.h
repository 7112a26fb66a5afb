/* SPDX-License-Identifier: MIT
 *
 * access.h - loads, stores and fetches of a Cpu: translation, alignment, bus, and their faults.
 *
 * Every function that returns bool returns false with cpu->pending filled when the access faults;
 * then nothing has been written, whatever the size. Values are zero-extended, little-endian or
 * byte-reversed as SCTLR_ELx.EE and SCTLR_EL1.E0E say.
 *
 * Spec: DDI 0487, Mem[], AArch64.MemSingle, AArch64.TranslateAddress. Tests: tests/unit/cpu/
 */
#ifndef CPU_ACCESS_H
#define CPU_ACCESS_H

#include "cpu/cpu.h"

enum {
    MEM_PLAIN = 0,
    MEM_UNPRIVILEGED = 1, /* LDTR, STTR: as EL0 unless UAO or not EL1 */
    MEM_ALIGNED = 2,      /* acquire, release, exclusive, atomic: unaligned always faults */
    MEM_ATOMIC =
        4, /* a load that is the first half of a read-modify-write: needs write permission */
};

/* @size: 1, 2, 4, 8. Alignment is checked to @size. */
bool mem_load(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t *value);
bool mem_store(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t value);

/* @size bytes (up to 64) in memory order, elements of @element bytes for alignment and byte order:
 * LDP, STP, LD1..LD4, Q registers (element 16). One check of all pages before anything moves. */
bool mem_load_bytes(Cpu *cpu, uint64_t va, unsigned size, unsigned element, unsigned flags,
                    void *to);
bool mem_store_bytes(Cpu *cpu, uint64_t va, unsigned size, unsigned element, unsigned flags,
                     const void *from);

/* LDXR and LDXP: @size 1..8 for one register, 8 or 16 for the pair as a whole (value[0] low half,
 * value[1] high half of 16; for a pair of words the 64 bits are value[0]). */
bool mem_load_exclusive(Cpu *cpu, uint64_t va, unsigned size, uint64_t value[2]);
/* *@failed is the status register's value, 0 or 1. */
bool mem_store_exclusive(Cpu *cpu, uint64_t va, unsigned size, const uint64_t value[2],
                         bool *failed);

/* DC ZVA of the 64-byte block that holds @va. */
bool mem_zero_block(Cpu *cpu, uint64_t va);

/* The micro-op at cpu->pc; NULL with pending filled when it cannot be fetched. */
const Uop *mem_fetch(Cpu *cpu);

/* The instruction word at cpu->pc; false when it is not in memory (then *word is 0). No fault. */
bool mem_peek_insn(Cpu *cpu, uint32_t *word);

/* A load or store base register: Rn or SP with the check that SCTLR_ELx.SA and SA0 ask for. */
static inline bool mem_base(Cpu *cpu, unsigned n, uint64_t *va);

/* True when SP must be 16-byte aligned at the current EL. */
bool mem_sp_check(const Cpu *cpu);
bool mem_sp_fault(Cpu *cpu);

static inline bool mem_base(Cpu *cpu, unsigned n, uint64_t *va)
{
    *va = cpu->x[n];
    if (UNLIKELY(n == REG_SP && (*va & 15) && mem_sp_check(cpu)))
        return mem_sp_fault(cpu);
    return true;
}

#endif
