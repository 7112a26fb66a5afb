/* SPDX-License-Identifier: MIT
 *
 * hosttlb.h - where in host memory the pages are that were loaded from or stored to lately.
 *
 * Three direct-mapped arrays, for reads, writes and fetches, hold what mmu_translate and the bus
 * said of a page, so that an aligned access to memory is one compare and one move. An entry is a
 * copy: it is there only while the Mmu's TLB could answer without a walk and the page's bytes are
 * plain memory, so losing or keeping it changes host time and nothing else.
 *
 * A tag holds the page's VA and the number of a context (space, ASIDs, EL0 or above, PAN).
 * Invalidating everything is taking new numbers.
 *
 * Tests: tests/unit/cpu/hosttlb_test.c
 */
#ifndef CPU_HOSTTLB_H
#define CPU_HOSTTLB_H

#include "sim/base/addr.h"
#include "sim/base/bits.h"

struct Cpu;
struct CodePage;

#define HOST_TLB_LOG2 12u
#define HOST_TLB_COUNT (1u << HOST_TLB_LOG2)
#define HOST_TLB_PAGE_LOG2 12u
#define HOST_TLB_CONTEXTS 8u
#define HOST_TLB_GUARDS 16u

/* A context without pages, for while every access must be looked at: no tag has this bit. */
#define HOST_TLB_OFF UINT64_C(1)

typedef struct HostTlbEntry {
    uint64_t tag; /* VA of the page's first byte | context number << 4; 0: empty */
    union {
        uint64_t addend;       /* host address minus VA */
        struct CodePage *code; /* of a page fetched from */
    };
} HostTlbEntry;

/* Names of the arrays. */
enum {
    HOST_TLB_READ = 1,
    HOST_TLB_WRITE = 2,
    HOST_TLB_FETCH = 4,
};

typedef struct HostContext {
    uint64_t space; /* binding and mode; 0: free */
    uint64_t asids;
    uint64_t number; /* << 4 */
} HostContext;

/* Zero-initialised is empty. */
typedef struct HostTlb {
    uint64_t context; /* number of the current one << 4, or HOST_TLB_OFF */
    unsigned next_number, next_slot;
    uint64_t zeroed;     /* tag of the page that DC ZVA found to be Normal memory last; 0: none */
    uint64_t code_pages; /* CodeCache.page_count when writes were last looked at */
    const uint8_t *guarded[HOST_TLB_GUARDS]; /* pages that must not be written directly */
    HostContext recent[HOST_TLB_CONTEXTS];
    uint64_t kept[4][2]; /* by EL and PAN: what host_tlb_switch found for the EL's regime, or 0 */
    uint8_t kinds[HOST_TLB_COUNT]; /* HOST_TLB_*: which arrays may have something at this index */
    HostTlbEntry read[HOST_TLB_COUNT];
    HostTlbEntry write[HOST_TLB_COUNT];
    HostTlbEntry fetch[HOST_TLB_COUNT];
} HostTlb;

static inline unsigned host_tlb_index(uint64_t va)
{
    return (unsigned)(va >> HOST_TLB_PAGE_LOG2) % HOST_TLB_COUNT;
}

/* Does @entry hold the page of @va, which is aligned to @element (up to 16) bytes? */
static inline bool host_tlb_hit(const HostTlb *tlb, const HostTlbEntry *entry, uint64_t va,
                                unsigned element)
{
    uint64_t page_and_low = ~ones(HOST_TLB_PAGE_LOG2) | (element - 1);

    return ((va & page_and_low) | tlb->context) == entry->tag;
}

/* Regime, EL, PAN or the presence of watchpoints changed: finds or makes the number of the current
 * context. */
void host_tlb_switch(struct Cpu *cpu);

/* A wide TLBI, or memory moved: forgets everything. */
void host_tlb_forget(struct Cpu *cpu);

/* The page at @host may not be written directly any more: it holds code. NULL: no page may. */
void host_tlb_forget_writes(HostTlb *tlb, const uint8_t *host);

/* MmuPort.evicted: forgets the pages of the block at @va, in every context. */
void host_tlb_drop(struct Cpu *cpu, uint64_t va, unsigned block_log2);

/* The page at @host is not to be written directly from now on, until @slot guards another one. */
void host_tlb_guard(HostTlb *tlb, unsigned slot, const uint8_t *host);

bool host_tlb_guarded(const HostTlb *tlb, const uint8_t *host);

/* The page of @va is at @host in the current context. */
static inline void host_tlb_fill(HostTlb *tlb, uint64_t va, const uint8_t *host, bool write)
{
    unsigned index = host_tlb_index(va);
    HostTlbEntry *entry = &(write ? tlb->write : tlb->read)[index];
    uint64_t page = va & ~ones(HOST_TLB_PAGE_LOG2);

    if (tlb->context == HOST_TLB_OFF || (write && host_tlb_guarded(tlb, host)))
        return;
    tlb->kinds[index] |= write ? HOST_TLB_WRITE : HOST_TLB_READ;
    *entry = (HostTlbEntry){.tag = page | tlb->context, .addend = (uint64_t)(uintptr_t)host - page};
}

/* The page of @va may be fetched from, and is @code. */
void host_tlb_fill_fetch(HostTlb *tlb, uint64_t va, struct CodePage *code);

#endif
