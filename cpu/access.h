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

#include <string.h>

#include "cpu/cpu.h"

enum {
    MEM_PLAIN = 0,
    MEM_UNPRIVILEGED = 1, /* LDTR, STTR: as EL0 unless UAO or not EL1 */
    MEM_ALIGNED = 2,      /* exclusive, atomic: unaligned faults, FEAT_LSE2 has its say */
    MEM_ORDERED = 8,      /* the same of an acquire or release that is neither: SCTLR.nAA besides */
    MEM_ATOMIC =
        4, /* a load that is the first half of a read-modify-write: needs write permission */
};

#define MEM_ELEMENT_MAX 16u /* bytes, of a direct access */

/* The same as the functions without _slow below, by the long way. */
bool mem_load_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t *value);
bool mem_store_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t value);
bool mem_load_bytes_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned element, unsigned flags,
                         void *to);
bool mem_store_bytes_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned element, unsigned flags,
                          const void *from);

/* The handlers of the fast engine know the short way only (cpu/tail.h): false is their RAISE. */
#ifdef ENGINE_TAIL
#define MEM_LONG_WAY(...) ((void)sizeof(__VA_ARGS__), false)
#else
#define MEM_LONG_WAY(...) __VA_ARGS__
#endif

/* Are the @size bytes at @va, aligned to @element, in the page that @entry holds? Flags that ask
 * for other permissions than the context's have no short way. */
static inline bool mem_is_direct(const Cpu *cpu, const HostTlbEntry *entry, uint64_t va,
                                 unsigned size, unsigned element, unsigned flags)
{
    return LIKELY(!(flags & (MEM_UNPRIVILEGED | MEM_ATOMIC)) && element <= MEM_ELEMENT_MAX &&
                  host_tlb_hit(&cpu->host_tlb, entry, va, element) &&
                  (size <= element || (va & 0xfff) + size <= 0x1000));
}

static inline uint8_t *mem_host(const HostTlbEntry *entry, uint64_t va)
{
    return (uint8_t *)(uintptr_t)(va + entry->addend);
}

/* @size: 1, 2, 4, 8. Alignment is checked to @size. */
static inline bool mem_load(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t *value)
{
    const HostTlbEntry *entry = &cpu->host_tlb.read[host_tlb_index(va)];
    uint64_t loaded = 0;

    if (!mem_is_direct(cpu, entry, va, size, size, flags))
        return MEM_LONG_WAY(mem_load_slow(cpu, va, size, flags, value));
    memcpy(&loaded, mem_host(entry, va), size);
    *value = loaded;
    return true;
}

static inline bool mem_store(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t value)
{
    const HostTlbEntry *entry = &cpu->host_tlb.write[host_tlb_index(va)];

    if (!mem_is_direct(cpu, entry, va, size, size, flags))
        return MEM_LONG_WAY(mem_store_slow(cpu, va, size, flags, value));
    memcpy(mem_host(entry, va), &value, size);
    return true;
}

/* @size bytes (up to 64) in memory order, elements of @element bytes for alignment and byte order:
 * LDP, STP, LD1..LD4, Q registers (element 16). One check of all pages before anything moves. */
static inline bool mem_load_bytes(Cpu *cpu, uint64_t va, unsigned size, unsigned element,
                                  unsigned flags, void *to)
{
    const HostTlbEntry *entry = &cpu->host_tlb.read[host_tlb_index(va)];

    if (!mem_is_direct(cpu, entry, va, size, element, flags))
        return MEM_LONG_WAY(mem_load_bytes_slow(cpu, va, size, element, flags, to));
    memcpy(to, mem_host(entry, va), size);
    return true;
}

static inline bool mem_store_bytes(Cpu *cpu, uint64_t va, unsigned size, unsigned element,
                                   unsigned flags, const void *from)
{
    const HostTlbEntry *entry = &cpu->host_tlb.write[host_tlb_index(va)];

    if (!mem_is_direct(cpu, entry, va, size, element, flags))
        return MEM_LONG_WAY(mem_store_bytes_slow(cpu, va, size, element, flags, from));
    memcpy(mem_host(entry, va), from, size);
    return true;
}

/* Where in host memory @size bytes at @va, aligned to @size, are read and written; NULL: by the
 * long way, for permissions too. */
static inline uint8_t *mem_update_host(const Cpu *cpu, uint64_t va, unsigned size)
{
    unsigned index = host_tlb_index(va);
    const HostTlbEntry *entry = &cpu->host_tlb.write[index];

    if (!mem_is_direct(cpu, &cpu->host_tlb.read[index], va, size, size, MEM_PLAIN) ||
        !mem_is_direct(cpu, entry, va, size, size, MEM_PLAIN))
        return NULL;
    return mem_host(entry, va);
}

/* *@pa of @host, when it is in the memory that was accessed last. */
static inline bool mem_pa_of_host(const Cpu *cpu, const uint8_t *host, Pa *pa)
{
    uint64_t offset = (uint64_t)(uintptr_t)host - (uint64_t)(uintptr_t)cpu->hint->host;

    pa->v = cpu->hint->base.v + offset;
    return LIKELY(cpu->hint->host && offset < cpu->hint->size_bytes);
}

bool mem_load_exclusive_slow(Cpu *cpu, uint64_t va, unsigned size, uint64_t value[2]);
bool mem_store_exclusive_slow(Cpu *cpu, uint64_t va, unsigned size, const uint64_t value[2],
                              bool *failed);

/* LDXR and LDXP: @size 1..8 for one register, 8 or 16 for the pair as a whole (value[0] low half,
 * value[1] high half of 16; for a pair of words the 64 bits are value[0]). */
static inline bool mem_load_exclusive(Cpu *cpu, uint64_t va, unsigned size, uint64_t value[2])
{
    const HostTlbEntry *entry = &cpu->host_tlb.read[host_tlb_index(va)];
    ExclusiveMonitor *monitor = &cpu->exclusive;
    Pa pa;

    if (!mem_is_direct(cpu, entry, va, size, size, MEM_PLAIN) ||
        !mem_pa_of_host(cpu, mem_host(entry, va), &pa))
        return MEM_LONG_WAY(mem_load_exclusive_slow(cpu, va, size, value));
    value[0] = value[1] = 0;
    memcpy(value, mem_host(entry, va), size);
    *monitor = (ExclusiveMonitor){
        .valid = true, .pa = pa, .size_bytes = (uint8_t)size, .value = {value[0], value[1]}};
    return true;
}

/* *@failed is the status register's value, 0 or 1. The short way is that of success. */
static inline bool mem_store_exclusive(Cpu *cpu, uint64_t va, unsigned size,
                                       const uint64_t value[2], bool *failed)
{
    const HostTlbEntry *entry = &cpu->host_tlb.write[host_tlb_index(va)];
    ExclusiveMonitor *monitor = &cpu->exclusive;
    uint64_t now[2] = {0, 0};
    Pa pa;

    if (!monitor->valid || monitor->size_bytes != size ||
        !mem_is_direct(cpu, entry, va, size, size, MEM_PLAIN) ||
        !mem_pa_of_host(cpu, mem_host(entry, va), &pa) || pa.v != monitor->pa.v)
        return MEM_LONG_WAY(mem_store_exclusive_slow(cpu, va, size, value, failed));
    memcpy(now, mem_host(entry, va), size);
    if (now[0] != monitor->value[0] || now[1] != monitor->value[1])
        return MEM_LONG_WAY(mem_store_exclusive_slow(cpu, va, size, value, failed));
    memcpy(mem_host(entry, va), value, size);
    monitor->valid = false;
    *failed = false;
    return true;
}

#define ZVA_BYTES 64u /* as DCZID_EL0 says */

/* DC ZVA of the block that holds @va. */
bool mem_zero_block(Cpu *cpu, uint64_t va);

/* The page at cpu->pc becomes the one being executed if the host TLB has it. */
static inline bool mem_fetch_known(Cpu *cpu)
{
    uint64_t page = cpu->pc & ~UINT64_C(0xffc);
    const HostTlbEntry *entry = &cpu->host_tlb.fetch[host_tlb_index(page)];

    if (UNLIKELY((page | cpu->host_tlb.context) != entry->tag || cpu->pstate.il))
        return false;
    cpu->fetch_page = page;
    cpu->fetch_code = entry->code;
    return true;
}

const Uop *mem_fetch_slow(Cpu *cpu);

/* The micro-op at cpu->pc; NULL with pending filled when it cannot be fetched. */
static inline const Uop *mem_fetch(Cpu *cpu)
{
    const Uop *uop;

    /* Also false when pc is not word-aligned. */
    if (UNLIKELY((cpu->pc & ~UINT64_C(0xffc)) != cpu->fetch_page))
        return mem_fetch_slow(cpu);
    uop = &cpu->fetch_code->uop[(cpu->pc / 4) % CODE_PAGE_WORDS];
    return LIKELY(uop->op != A64_DECODE) ? uop : mem_fetch_slow(cpu);
}

/* Another CPU may have made pages of code: to be called before this one runs. */
void mem_code_appeared(Cpu *cpu);

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
    if (UNLIKELY(n == REG_SP && (*va & 15)))
        return MEM_LONG_WAY(!mem_sp_check(cpu) || mem_sp_fault(cpu));
    return true;
}

#endif
