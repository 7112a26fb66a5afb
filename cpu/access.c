/* SPDX-License-Identifier: MIT
 *
 * access.c - loads, stores and fetches: translate, check, move.
 *
 * Every access first translates all pages that it touches (at most two), then moves; so a fault
 * leaves memory and registers alone. Memory is moved through host pointers, devices through the
 * bus, whose region names the cost event that is charged here.
 *
 * Spec: DDI 0487, AArch64.MemSingle, AArch64.CheckAlignment, AArch64.SetExclusiveMonitors.
 * Tests: tests/unit/cpu/exec_mem_test.c, tests/vectors/
 */
#include "cpu/access.h"

#include <string.h>

#include "cpu/charge.h"
#include "cpu/debug.h"
#include "cpu/engine.h"
#include "cpu/exception.h"
#include "cpu/regime.h"

#define PAGE UINT64_C(4096)
#define SCTLR_nAA 6

/* One access: up to two pieces, each within a page. */
typedef struct Span {
    unsigned count;
    struct {
        Pa pa;
        unsigned size;
        bool device, secure;
    } piece[2];
} Span;

/* AArch64.UnprivilegedAccess: LDTR and its like, where there is an EL0 to stand in for. */
static bool as_el0(const Cpu *cpu, unsigned flags)
{
    unsigned el = cpu->pstate.el;

    return (flags & MEM_UNPRIVILEGED) && !cpu->pstate.uao &&
           (el == 1 || (el == 2 && regime_el0_in_host(cpu)));
}

static Access access_of(const Cpu *cpu, AccessType type, unsigned flags)
{
    bool unprivileged = cpu->pstate.el == 0 || as_el0(cpu, flags);

    return (Access){.type = type,
                    .privileged = !unprivileged,
                    .pan = cpu->pstate.pan && !unprivileged,
                    .atomic_write = flags & MEM_ATOMIC};
}

static Fault alignment_fault(AccessType type)
{
    return (Fault){.kind = FAULT_ALIGNMENT, .stage = 1, .on_write = type == ACCESS_WRITE};
}

/* In a section of the fast engine, what comes after this instruction is paid for already. When the
 * instruction must know its time, or may be the last of the slice, it is given up here (true) and
 * executed again outside. Whatever was translated is in the TLB by now. */
static bool run_alone(Cpu *cpu)
{
    if (cpu->section_end - cpu->uop <= 1)
        return false;
    cpu->attention |= ATTENTION_ALONE;
    return true;
}

/* Adds the piece at @va to @span, with the faults that come before watchpoints. */
static ALWAYS_INLINE bool add_piece(Cpu *cpu, uint64_t va, unsigned size, Access access, Span *span)
{
    Translation t;
    Fault fault = mmu_translate(cpu->mmu, &cpu->regime, va_of(va), access, &t);

    if (UNLIKELY(fault.kind != FAULT_NONE))
        return exception_data_abort(cpu, fault, va);
    if (UNLIKELY(!budget_left(cpu->budget)) && run_alone(cpu))
        return false;
    span->piece[span->count].pa = t.pa;
    span->piece[span->count].size = size;
    span->piece[span->count].device = t.device;
    span->piece[span->count].secure = t.secure;
    span->count++;
    return true;
}

static ALWAYS_INLINE bool translate_piece(Cpu *cpu, uint64_t va, unsigned size, Access access,
                                          Span *span)
{
    return add_piece(cpu, va, size, access, span) &&
           (LIKELY(!cpu->debug.watchpoints) || !debug_watched(cpu, va, size, access, false));
}

/* AArch64.CheckAlignment of an unaligned access while SCTLR.A is 0. With FEAT_LSE2 what lies within
 * 16 bytes is as good as aligned. */
static bool must_be_aligned(const Cpu *cpu, uint64_t va, unsigned size, unsigned flags)
{
    bool ordered = (flags & MEM_ORDERED) && !bit(cpu->regime.sctlr, SCTLR_nAA);

    if (!(flags & (MEM_ALIGNED | MEM_ORDERED)))
        return false;
    if (!cpu_has(cpu, FEAT_LSE2))
        return true;
    return (va & 15) + size > 16 && (ordered || (flags & MEM_ALIGNED));
}

/* Fills @span for @size bytes at @va with elements of @element bytes. */
static ALWAYS_INLINE bool span_of(Cpu *cpu, uint64_t va, unsigned size, unsigned element,
                                  AccessType type, unsigned flags, Span *span)
{
    Access access = access_of(cpu, type, flags);
    unsigned in_page = (unsigned)(PAGE - (va & (PAGE - 1)));

    if (UNLIKELY(va & (element - 1))) {
        if (cpu->align_check || must_be_aligned(cpu, va, element, flags))
            return exception_data_abort(cpu, alignment_fault(type), va);
        access.unaligned = true;
    }
    span->count = 0;
    if (LIKELY(size <= in_page))
        return translate_piece(cpu, va, size, access, span);
    return translate_piece(cpu, va, in_page, access, span) &&
           translate_piece(cpu, va + in_page, size - in_page, access, span);
}

static void see_region(Cpu *cpu, const BusRegion *region)
{
    cpu->seen.region[region - cpu->config.ports.bus->region] = true;
}

/* The region of @pa when it is memory for this kind of access, with a host pointer; else NULL. */
static uint8_t *memory_at(Cpu *cpu, Pa pa, bool write)
{
    const BusRegion *region = cpu->hint;
    uint8_t *host;

    if (UNLIKELY(pa.v - region->base.v >= region->size_bytes)) {
        region = bus_find(cpu->config.ports.bus, pa);
        if (!region)
            return NULL;
        see_region(cpu, region);
        if (!region->ops && !region->secure_only)
            cpu->hint = region;
    }
    if (UNLIKELY(region->secure_only && !cpu_is_secure(cpu)))
        return NULL;
    host = write ? bus_region_write_host(region) : bus_region_read_host(region);
    return host ? host + (pa.v - region->base.v) : NULL;
}

static void charge_device(Cpu *cpu, Pa pa, bool write)
{
    const BusRegion *region = bus_find(cpu->config.ports.bus, pa);

    if (region)
        see_region(cpu, region);
    if (region && region->ops)
        charge(cpu, write ? region->write_cost : region->read_cost);
    cpu->attention |= ATTENTION_RESLICE;
}

/* One bus access of 1, 2, 4 or 8 bytes. */
static bool device_access(Cpu *cpu, Pa pa, unsigned size, bool secure, bool write, uint64_t *value)
{
    BusRequest request = {
        .requester = (uint16_t)cpu->config.index, .size_bytes = (uint8_t)size, .secure = secure};

    charge_device(cpu, pa, write);
    request.now_units = cpu_now(cpu);
    return write ? bus_write(cpu->config.ports.bus, &request, pa, *value)
                 : bus_read(cpu->config.ports.bus, &request, pa, value);
}

/* The greatest aligned power of two, up to 8, that starts at @at and fits in @left. */
static unsigned chunk(uint64_t at, unsigned left)
{
    unsigned size = 8;

    while (size > left || (at & (size - 1)))
        size /= 2;
    return size;
}

static bool move_device(Cpu *cpu, Pa pa, unsigned size, bool secure, bool write, uint8_t *bytes)
{
    while (size) {
        unsigned step = chunk(pa.v, size);
        uint64_t value = 0;

        if (write)
            memcpy(&value, bytes, step);
        if (!device_access(cpu, pa, step, secure, write, &value))
            return false;
        if (!write)
            memcpy(bytes, &value, step);
        pa.v += step;
        bytes += step;
        size -= step;
    }
    return true;
}

static bool external_abort(Cpu *cpu, uint64_t va, bool write)
{
    Fault fault = {.kind = FAULT_EXTERNAL, .stage = 1, .on_write = write};

    return exception_data_abort(cpu, fault, va);
}

/* A write of memory that other CPUs have marked for their exclusives takes the marks away, at a
 * time that must be exact. False: it is given up, to be done again outside the section. */
static bool take_marks(Cpu *cpu, Pa pa, unsigned size)
{
    const CpuPorts *ports = &cpu->config.ports;
    uint32_t hits;

    if (LIKELY(!ports->monitors || !ports->monitors->marked))
        return true;
    hits = monitor_hits(ports->monitors, pa, size);
    if (LIKELY(!hits))
        return true;
    if (run_alone(cpu))
        return false;
    monitor_clear(ports->monitors, hits);
    if (ports->took_marks)
        ports->took_marks(ports->owner, cpu, hits);
    return true;
}

/* memcpy that knows the common sizes. */
static ALWAYS_INLINE void copy(uint8_t *to, const uint8_t *from, unsigned size)
{
    switch (size) {
    case 4:
        memcpy(to, from, 4);
        break;
    case 8:
        memcpy(to, from, 8);
        break;
    default:
        memcpy(to, from, size);
        break;
    }
}

static bool move_span(Cpu *cpu, uint64_t va, const Span *span, bool write, uint8_t *bytes)
{
    for (unsigned i = 0; i < span->count; i++) {
        unsigned size = span->piece[i].size;
        Pa pa = span->piece[i].pa;
        uint8_t *host = memory_at(cpu, pa, write);

        if (LIKELY(host)) {
            if (write) {
                if (!take_marks(cpu, pa, size))
                    return false;
                memcpy(host, bytes, size);
                code_written(cpu->config.ports.code, pa, size);
            } else {
                memcpy(bytes, host, size);
            }
        } else if (run_alone(cpu)) {
            return false;
        } else if (!move_device(cpu, pa, size, span->piece[i].secure, write, bytes)) {
            return external_abort(cpu, va, write);
        }
        bytes += size;
        va += size;
    }
    return true;
}

static uint64_t swap_bytes(uint64_t value, unsigned size)
{
    return __builtin_bswap64(value) >> (64 - 8 * size);
}

/* Keeps the page of @va, which @span reached in one piece at @host, for the next access. */
static ALWAYS_INLINE void remember_page(Cpu *cpu, uint64_t va, const Span *span, uint8_t *host,
                                        unsigned flags, bool write)
{
    const BusRegion *region = cpu->hint;
    uint64_t in_page = va & (PAGE - 1);
    Pa page = {span->piece[0].pa.v - in_page};

    if (UNLIKELY(cpu->halting.data) && halt_in_page(cpu, HALT_ON_READ | HALT_ON_WRITE, va))
        return;
    if ((flags & (MEM_UNPRIVILEGED | MEM_ATOMIC)) || cpu->big_endian)
        return;
    if (page.v < region->base.v || page.v + PAGE > region->base.v + region->size_bytes)
        return;
    if (write && code_filter_hit(cpu->config.ports.code, page))
        return;
    host_tlb_fill(&cpu->host_tlb, va, host - in_page, write);
}

/* Moves the bytes of @span as move_span does, and keeps the page when that is memory. */
static ALWAYS_INLINE bool move_and_remember(Cpu *cpu, uint64_t va, const Span *span, unsigned flags,
                                            bool write, uint8_t *bytes)
{
    Pa pa = span->piece[0].pa;
    unsigned size = span->piece[0].size;
    uint8_t *host = LIKELY(span->count == 1) ? memory_at(cpu, pa, write) : NULL;

    if (UNLIKELY(!host))
        return move_span(cpu, va, span, write, bytes);
    if (write) {
        if (!take_marks(cpu, pa, size))
            return false;
        copy(host, bytes, size);
        code_written(cpu->config.ports.code, pa, size);
    } else {
        copy(bytes, host, size);
    }
    remember_page(cpu, va, span, host, flags, write);
    return true;
}

bool mem_load_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t *value)
{
    Span span;
    uint64_t loaded = 0;

    if (UNLIKELY(!span_of(cpu, va, size, size, flags & MEM_ATOMIC ? ACCESS_WRITE : ACCESS_READ,
                          flags, &span)))
        return false;
    if (UNLIKELY(!move_and_remember(cpu, va, &span, flags, false, (uint8_t *)&loaded)))
        return false;
    *value = UNLIKELY(cpu->big_endian) ? swap_bytes(loaded, size) : loaded;
    return true;
}

bool mem_store_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned flags, uint64_t value)
{
    Span span;

    if (UNLIKELY(cpu->big_endian))
        value = swap_bytes(value, size);
    return span_of(cpu, va, size, size, ACCESS_WRITE, flags, &span) &&
           move_and_remember(cpu, va, &span, flags, true, (uint8_t *)&value);
}

static void swap_elements(uint8_t *bytes, unsigned size, unsigned element)
{
    for (unsigned at = 0; at < size; at += element) {
        for (unsigned i = 0; i < element / 2; i++) {
            uint8_t b = bytes[at + i];

            bytes[at + i] = bytes[at + element - 1 - i];
            bytes[at + element - 1 - i] = b;
        }
    }
}

bool mem_load_bytes_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned element, unsigned flags,
                         void *to)
{
    Span span;
    uint8_t bytes[64];

    assert(size <= sizeof bytes);
    if (!span_of(cpu, va, size, element, flags & MEM_ATOMIC ? ACCESS_WRITE : ACCESS_READ, flags,
                 &span) ||
        !move_and_remember(cpu, va, &span, flags, false, bytes))
        return false;
    if (UNLIKELY(cpu->big_endian))
        swap_elements(bytes, size, element);
    memcpy(to, bytes, size);
    return true;
}

bool mem_store_bytes_slow(Cpu *cpu, uint64_t va, unsigned size, unsigned element, unsigned flags,
                          const void *from)
{
    Span span;
    uint8_t bytes[64];

    assert(size <= sizeof bytes);
    memcpy(bytes, from, size);
    if (UNLIKELY(cpu->big_endian))
        swap_elements(bytes, size, element);
    return span_of(cpu, va, size, element, ACCESS_WRITE, flags, &span) &&
           move_and_remember(cpu, va, &span, flags, true, bytes);
}

static void load_exclusive_value(Cpu *cpu, unsigned size, uint64_t value[2])
{
    if (UNLIKELY(cpu->big_endian))
        swap_elements((uint8_t *)value, size, size == 16 ? 8 : size);
}

/* CHOICE: the monitor remembers address and value. Stores by others clear it (monitor.h); one by
 * the same CPU makes the store-exclusive fail if it changed the value, and only then. */
bool mem_load_exclusive_slow(Cpu *cpu, uint64_t va, unsigned size, uint64_t value[2])
{
    Span span;

    cpu->exclusive.valid = false;
    if (!span_of(cpu, va, size, size, ACCESS_READ, MEM_ALIGNED, &span))
        return false;
    value[0] = value[1] = 0;
    if (!move_span(cpu, va, &span, false, (uint8_t *)value))
        return false;
    cpu->exclusive = (ExclusiveMonitor){.valid = true,
                                        .pa = span.piece[0].pa,
                                        .size_bytes = (uint8_t)size,
                                        .value = {value[0], value[1]}};
    load_exclusive_value(cpu, size, value);
    return true;
}

/* A store-exclusive that fails brings the CPUs closer in time, so it must know its own. False: it
 * is given up, to be done again outside the section. */
static bool fail_exclusive(Cpu *cpu)
{
    const CpuPorts *ports = &cpu->config.ports;

    if (LIKELY(!ports->store_failed))
        return true;
    if (run_alone(cpu))
        return false;
    ports->store_failed(ports->owner, cpu);
    return true;
}

bool mem_store_exclusive_slow(Cpu *cpu, uint64_t va, unsigned size, const uint64_t value[2],
                              bool *failed)
{
    const ExclusiveMonitor *monitor = &cpu->exclusive;
    uint64_t now[2] = {0, 0}, bytes[2] = {value[0], value[1]};
    Span span;

    *failed = true;
    /* CHOICE: ExclusiveMonitorsPass lets an implementation check the local monitor before memory
     * aborts are detected, but not before alignment. We do, as QEMU does. */
    if (!monitor->valid && is_aligned(va, size))
        return fail_exclusive(cpu);
    if (!span_of(cpu, va, size, size, ACCESS_WRITE, MEM_ALIGNED, &span))
        return false;
    if (monitor->valid && monitor->pa.v == span.piece[0].pa.v && monitor->size_bytes == size) {
        if (!move_span(cpu, va, &span, false, (uint8_t *)now))
            return false;
        if (now[0] == monitor->value[0] && now[1] == monitor->value[1]) {
            load_exclusive_value(cpu, size, bytes);
            if (!move_span(cpu, va, &span, true, (uint8_t *)bytes))
                return false;
            *failed = false;
        }
    }
    if (*failed && !fail_exclusive(cpu))
        return false;
    cpu->exclusive.valid = false;
    return true;
}

bool mem_zero_block(Cpu *cpu, uint64_t va)
{
    static const uint8_t zeros[ZVA_BYTES];
    Access access = access_of(cpu, ACCESS_WRITE, MEM_PLAIN);
    uint64_t block = align_down(va, ZVA_BYTES);
    const HostTlbEntry *write = &cpu->host_tlb.write[host_tlb_index(block)];
    Span span = {0};

    access.unaligned = true; /* DC ZVA to Device memory gives an alignment fault */
    if (!add_piece(cpu, va, ZVA_BYTES, access, &span))
        return false;
    if (UNLIKELY(cpu->debug.watchpoints) && debug_watched(cpu, block, ZVA_BYTES, access, false))
        return false;
    span.piece[0].pa.v -= va - block;
    if (!move_and_remember(cpu, block, &span, MEM_PLAIN, true, (uint8_t *)(uintptr_t)zeros))
        return false;
    if (mem_is_direct(cpu, write, block, ZVA_BYTES, MEM_ELEMENT_MAX, MEM_PLAIN))
        cpu->host_tlb.zeroed = write->tag;
    return true;
}

/* AArch64.CheckSPAlignment: SA at EL1 and above, SA0 at EL0. */
bool mem_sp_check(const Cpu *cpu)
{
    return bit(cpu->regime.sctlr, cpu->pstate.el == 0 ? 4 : 3);
}

bool mem_sp_fault(Cpu *cpu)
{
    return exception_sp_alignment(cpu);
}

static bool fetch_fault(Cpu *cpu, FaultKind kind)
{
    Fault fault = {.kind = kind, .stage = 1};

    return exception_instruction_abort(cpu, fault, cpu->pc);
}

/* A page that holds code now may be among those that are written directly: the one at @host, or
 * any (NULL). */
static void code_appeared(Cpu *cpu, const uint8_t *host)
{
    uint64_t count = cpu->config.ports.code->page_count;

    if (cpu->host_tlb.code_pages != count)
        host_tlb_forget_writes(&cpu->host_tlb, host);
    cpu->host_tlb.code_pages = count;
}

/* Finds the page of cpu->pc and remembers it. */
static bool fetch_page(Cpu *cpu)
{
    Access access = access_of(cpu, ACCESS_EXEC, MEM_PLAIN);
    Translation t;
    Fault fault;
    const uint8_t *host;
    CodePage *page;

    if (cpu->pstate.il)
        return exception_illegal_state(cpu);
    if (cpu->pc & 3)
        return exception_pc_alignment(cpu);
    fault = mmu_translate(cpu->mmu, &cpu->regime, va_of(cpu->pc), access, &t);
    if (fault.kind != FAULT_NONE)
        return exception_instruction_abort(cpu, fault, cpu->pc);
    t.pa.v = align_down(t.pa.v, CODE_PAGE_BYTES);
    host = memory_at(cpu, t.pa, false);
    page = host ? code_page(cpu->config.ports.code, t.pa, host) : NULL;
    if (!page)
        return fetch_fault(cpu, FAULT_EXTERNAL);
    code_appeared(cpu, host);
    if (LIKELY(!cpu->halting.execute) || !halt_in_page(cpu, HALT_ON_EXECUTE, cpu->pc))
        host_tlb_fill_fetch(&cpu->host_tlb, cpu->pc, page);
    cpu->fetch_page = align_down(cpu->pc, CODE_PAGE_BYTES);
    cpu->fetch_code = page;
    return true;
}

void mem_code_appeared(Cpu *cpu)
{
    code_appeared(cpu, NULL);
}

/* The page of cpu->pc has breakpoints of a debugger, and its instructions are not yet looked at. */
static bool fetch_is_refused(Cpu *cpu)
{
    if (LIKELY(!cpu->halting.execute) || (cpu->attention & ATTENTION_STEP) ||
        !halt_in_page(cpu, HALT_ON_EXECUTE, cpu->pc))
        return false;
    cpu->again = AGAIN_POINT;
    return true;
}

const Uop *mem_fetch_slow(Cpu *cpu)
{
    Uop *uop;

    if ((cpu->pc & ~UINT64_C(0xffc)) != cpu->fetch_page && !mem_fetch_known(cpu) &&
        (fetch_is_refused(cpu) || !fetch_page(cpu)))
        return NULL;
    uop = &cpu->fetch_code->uop[(cpu->pc / 4) % CODE_PAGE_WORDS];
    if (uop->op == A64_DECODE) {
        uint32_t word;

        memcpy(&word, cpu->fetch_code->host + (cpu->pc & 0xffc), sizeof word);
        decode(cpu->config.decoder, word, uop);
    }
    return uop;
}

bool mem_peek_insn(Cpu *cpu, uint32_t *word)
{
    *word = 0;
    if ((cpu->pc & ~UINT64_C(0xffc)) != cpu->fetch_page)
        return false;
    memcpy(word, cpu->fetch_code->host + (cpu->pc & 0xffc), sizeof *word);
    return true;
}
