/* SPDX-License-Identifier: MIT
 *
 * hosttlb.c - contexts and invalidation of the pages kept for direct access.
 *
 * Tests: tests/unit/cpu/hosttlb_test.c
 * Journey: after cpu/access.c, before mmu/translate.c
 */
#include "cpu/hosttlb.h"

#include <string.h>

#include "cpu/cpu.h"

#define NUMBER_SHIFT 4u
#define NUMBER_MAX 255u
#define PAGE_BYTES (UINT64_C(1) << HOST_TLB_PAGE_LOG2)

/* What a block may cover before forgetting all is cheaper than looking for its pages. */
#define DROP_LOG2_MAX 21u

static void clear(HostTlb *tlb)
{
    memset(tlb->read, 0, sizeof tlb->read);
    memset(tlb->write, 0, sizeof tlb->write);
    memset(tlb->fetch, 0, sizeof tlb->fetch);
    memset(tlb->kinds, 0, sizeof tlb->kinds);
    memset(tlb->recent, 0, sizeof tlb->recent);
    memset(tlb->kept, 0, sizeof tlb->kept);
    tlb->zeroed = 0;
    tlb->next_number = 0;
}

static uint64_t new_number(HostTlb *tlb)
{
    if (tlb->next_number == NUMBER_MAX)
        clear(tlb);
    return (uint64_t)++tlb->next_number << NUMBER_SHIFT;
}

/* Which of recent is @space with @asids: found, or made. */
static unsigned slot_of(HostTlb *tlb, uint64_t space, uint64_t asids)
{
    unsigned slot;

    for (slot = 0; slot < HOST_TLB_CONTEXTS; slot++)
        if (tlb->recent[slot].space == space && tlb->recent[slot].asids == asids)
            return slot;
    slot = tlb->next_slot;
    tlb->next_slot = (slot + 1) % HOST_TLB_CONTEXTS;
    tlb->recent[slot] = (HostContext){space, asids, new_number(tlb)};
    return slot;
}

void host_tlb_switch(Cpu *cpu)
{
    HostTlb *tlb = &cpu->host_tlb;
    const Regime *regime = &cpu->regime;
    uint64_t space = (uint64_t)regime->binding.id << 32 | (uint64_t)regime->binding.index << 8 |
                     (cpu->pstate.el == 0 ? 4u : 0u) | (cpu->pstate.pan ? 2u : 0u) | 1u;
    uint64_t asids = (regime->ttbr[0] >> 48) << 16 | regime->ttbr[1] >> 48;

    if (UNLIKELY(cpu->debug.watchpoints & ~DEBUG_WATCH_HALT)) {
        tlb->context = HOST_TLB_OFF;
        return;
    }
    tlb->context = tlb->recent[slot_of(tlb, space, asids)].number;
    tlb->kept[cpu->pstate.el][cpu->pstate.pan] = tlb->context;
}

void host_tlb_forget(Cpu *cpu)
{
    memset(cpu->host_tlb.recent, 0, sizeof cpu->host_tlb.recent);
    memset(cpu->host_tlb.kept, 0, sizeof cpu->host_tlb.kept);
    host_tlb_switch(cpu);
}

void host_tlb_forget_writes(HostTlb *tlb, const uint8_t *host)
{
    for (unsigned i = 0; i < HOST_TLB_COUNT; i++) {
        HostTlbEntry *entry = &tlb->write[i];
        uint64_t page = (entry->tag & ~ones(HOST_TLB_PAGE_LOG2)) + entry->addend;

        if (!host || page == (uint64_t)(uintptr_t)host)
            entry->tag = 0;
    }
}

/* Of the three arrays mostly one has the page, and the others are not worth their cache lines. */
static void drop_page(HostTlb *tlb, uint64_t va)
{
    unsigned index = host_tlb_index(va), kinds = tlb->kinds[index];

    tlb->kinds[index] = 0;
    if (kinds & HOST_TLB_READ)
        tlb->read[index].tag = 0;
    if (kinds & HOST_TLB_WRITE)
        tlb->write[index].tag = 0;
    if (kinds & HOST_TLB_FETCH)
        tlb->fetch[index].tag = 0;
}

void host_tlb_drop(Cpu *cpu, uint64_t va, unsigned block_log2)
{
    HostTlb *tlb = &cpu->host_tlb;

    if (block_log2 > DROP_LOG2_MAX) {
        host_tlb_forget(cpu);
        return;
    }
    va &= ~ones(block_log2);
    tlb->zeroed = 0;
    for (uint64_t at = 0; at < UINT64_C(1) << block_log2; at += PAGE_BYTES)
        drop_page(tlb, va + at);
}

void host_tlb_guard(HostTlb *tlb, unsigned slot, const uint8_t *host)
{
    if (tlb->guarded[slot] == host)
        return;
    tlb->guarded[slot] = host;
    host_tlb_forget_writes(tlb, host);
}

bool host_tlb_guarded(const HostTlb *tlb, const uint8_t *host)
{
    for (unsigned i = 0; i < HOST_TLB_GUARDS; i++)
        if (tlb->guarded[i] == host)
            return true;
    return false;
}

void host_tlb_fill_fetch(HostTlb *tlb, uint64_t va, CodePage *code)
{
    unsigned index = host_tlb_index(va);
    HostTlbEntry *entry = &tlb->fetch[index];

    if (tlb->context == HOST_TLB_OFF)
        return;
    tlb->kinds[index] |= HOST_TLB_FETCH;
    *entry = (HostTlbEntry){.tag = (va & ~ones(HOST_TLB_PAGE_LOG2)) | tlb->context, .code = code};
}
