/* SPDX-License-Identifier: MIT
 *
 * remap.c - at EL3: 10,000 random changes of translation tables, each followed by TLB maintenance
 * that the architecture says is enough, between loads, stores and AT at all levels.
 *
 * Two VMIDs with a stage 2 each, in each three ASIDs and an upper half that they share, and EL2's
 * own regime. Worlds are switched without maintenance, so tags must hold them apart. A valid entry
 * is broken before another is made (break-before-make); the maintenance is any form that covers it,
 * from EL3 or from EL1. An entry that was not valid needs none. Blocks at one stage lie over pages
 * at the other, and are invalidated by any address inside. (../tlbi has pages only, and EL3's
 * regime.)
 *
 * Prints a checksum of what was seen for each hundred cases; with DETAIL N every probe of the N-th
 * hundred instead. run.sh compares with QEMU.
 */
#include "tests/guest/sysregs/guest.h"
#include "tests/guest/walks/cases.h"

#define CASES 10000u
#define CHECKSUM_CASES 100u
#define PROBES 6u

#define SLOTS 8u /* entries of level 2 in use, from FIRST_SLOT; and pages under each */
#define FIRST_SLOT 64u
#define WINDOW UINT64_C(0x48000000) /* VA and IPA of the first slot */
#define UPPER UINT64_C(0xffffff8000000000)
#define DATA UINT64_C(0x50000000) /* PA */
#define BLOCK_BYTES UINT64_C(0x200000)

#define VMIDS 2u
#define ASIDS 3u
#define UPPER_HALF ASIDS /* where the spaces of stage 1 have TTBR1's */

#define DESC_TABLE 3u
#define DESC_PAGE 3u
#define DESC_BLOCK 1u
#define DESC_AF (1u << 10)
#define DESC_SH (3u << 8)
#define DESC_NG (1u << 11)
#define S2_NORMAL (0xfu << 2)

/* Three levels of tables, of which the second has SLOTS entries besides the program's own block. */
struct Space {
    uint64_t l1[512], l2[512], l3[SLOTS][512];
};

static struct Space stage1[VMIDS][ASIDS + 1] __attribute__((aligned(4096)));
static struct Space stage2[VMIDS] __attribute__((aligned(4096)));
static struct Space el2 __attribute__((aligned(4096)));

static const uint64_t asid_of[ASIDS] = {1, 0x101, 0xff01};
static const uint64_t vmid_of[VMIDS] = {1, 0x81};

static uint64_t state = SEED;
static uint64_t checksum;
static unsigned number; /* of the case */

/* Where this case changes something, and where half of its probes look, before and after. */
static unsigned focus_slot, focus_page, focus_vm, focus_asid;

extern const uint32_t probe_load[], probe_load_el0[], probe_store[];

/* --- What was seen ---------------------------------------------------------------------------- */

static bool in_detail(void)
{
    return DETAIL >= 0 && number / CHECKSUM_CASES == (unsigned)DETAIL;
}

static void see(const char *what, uint64_t where, uint64_t value)
{
    checksum = (checksum ^ value) * UINT64_C(0x100000001b3);
    checksum ^= checksum >> 29;
    if (!in_detail())
        return;
    put_hex(number, 5);
    put_char(' ');
    put_text(what);
    put_char(' ');
    put_hex(where, 16);
    put_char(' ');
    put_hex(value, 16);
    put_char('\n');
}

/* --- Maintenance ------------------------------------------------------------------------------ */

/* Each form as a call at EL3, and as code for EL1 or EL2 that ends in SMC. */
#define FORM(name)                                                                                 \
    extern const uint32_t at_lower_##name[];                                                       \
    static void at_el3_##name(uint64_t x)                                                          \
    {                                                                                              \
        __asm__ volatile("dsb ishst\n tlbi " #name ", %0\n dsb sy\n isb" ::"r"(x) : "memory");     \
    }
#define FORM_ALL(name)                                                                             \
    extern const uint32_t at_lower_##name[];                                                       \
    static void at_el3_##name(uint64_t x)                                                          \
    {                                                                                              \
        (void)x;                                                                                   \
        __asm__ volatile("dsb ishst\n tlbi " #name "\n dsb sy\n isb" ::: "memory");                \
    }
#include "forms.h"
#undef FORM
#undef FORM_ALL

typedef struct Form {
    const char *name;
    void (*at_el3)(uint64_t x);
    const uint32_t *at_lower;
} Form;

enum {
#define FORM(name) FORM_##name,
#define FORM_ALL(name) FORM_##name,
#include "forms.h"
#undef FORM
#undef FORM_ALL
};

static const Form forms[] = {
#define FORM(name) {#name, at_el3_##name, at_lower_##name},
#define FORM_ALL(name) FORM(name)
#include "forms.h"
#undef FORM
#undef FORM_ALL
};

/* @el: the lowest level that may. */
static void invalidate(unsigned form, unsigned el, uint64_t x)
{
    struct Outcome outcome;

    if (below(&state, 2)) {
        forms[form].at_el3(x);
        return;
    }
    run_at(x, forms[form].at_lower, 0x3c1 | (uint64_t)el << 2, &outcome);
    if (in_detail())
        see(forms[form].name, x, outcome.esr);
}

static unsigned pick(const unsigned *from, unsigned count)
{
    return from[below(&state, count)];
}

/* --- Worlds ----------------------------------------------------------------------------------- */

static void enter(unsigned vm, unsigned asid)
{
    WRITE(vttbr_el2, (uint64_t)&stage2[vm] | vmid_of[vm] << 48);
    WRITE(ttbr0_el1, (uint64_t)&stage1[vm][asid] | asid_of[asid] << 48);
    WRITE(ttbr1_el1, (uint64_t)&stage1[vm][UPPER_HALF]);
    __asm__ volatile("isb");
}

static uint64_t random_place(void)
{
    return below(&state, SLOTS) * BLOCK_BYTES + below(&state, SLOTS) * UINT64_C(4096);
}

/* For half of the probes the place that is changed. */
static uint64_t probed_place(void)
{
    return below(&state, 2) ? focus_slot * BLOCK_BYTES + focus_page * UINT64_C(4096)
                            : random_place();
}

/* Mostly the world whose tables are changed. */
static void enter_a_world(void)
{
    if (one_in(&state, 3))
        enter(below(&state, VMIDS), below(&state, ASIDS));
    else
        enter(focus_vm, focus_asid % ASIDS);
}

/* --- Probes ----------------------------------------------------------------------------------- */

#define SEE_AT(name)                                                                               \
    do {                                                                                           \
        uint64_t par;                                                                              \
        __asm__ volatile("at " #name ", %1\n isb\n mrs %0, par_el1" : "=r"(par) : "r"(va));        \
        see("at " #name, va, par &(par & 1 ? 0x37f : UINT64_C(0xff00fffffffff181)));               \
    } while (0)

/* ESR_EL2 without ISS[24:14] when the abort is of EL2 itself: ISV is 0 but for stage 2's aborts,
 * which QEMU 7.2 does not follow. */
static uint64_t known_esr(uint64_t esr)
{
    return esr >> 26 == 0x25 ? esr & ~UINT64_C(0x1ffc000) : esr;
}

static void run_probe(const char *what, const uint32_t *code, unsigned el, uint64_t va)
{
    struct Outcome outcome;
    unsigned level;

    run_at(va, code, 0x3c0 | el << 2 | (el != 0), &outcome);
    level = outcome.esr >> 8 & 3; /* of the vector; 0: it went through (start.S) */
    if (level == 0 || (level == 1 && READ(esr_el1) >> 26 == 0x15)) {
        see(what, va, outcome.x0);
    } else if (level == 1) {
        see(what, va, READ(esr_el1));
        see(" far_el1", va, READ(far_el1));
    } else {
        see(what, va, known_esr(READ(esr_el2)));
        see(" far_el2", va, READ(far_el2));
        see(" hpfar_el2", va, el == 2 ? 0 : READ(hpfar_el2));
    }
}

static void probe(void)
{
    uint64_t va = WINDOW + probed_place() + (below(&state, 2) ? UPPER : 0);

    switch (below(&state, 12)) {
    case 0:
        SEE_AT(s1e1r);
        break;
    case 1:
        SEE_AT(s1e0w);
        break;
    case 2:
        SEE_AT(s12e1w);
        break;
    case 3:
        SEE_AT(s12e0r);
        break;
    case 4:
        va &= ~UPPER;
        SEE_AT(s1e2r);
        break;
    case 5:
        run_probe("load EL0", probe_load_el0, 0, va);
        break;
    case 6:
    case 7:
        WRITE(tpidr_el0, next(&state));
        run_probe("store EL1", probe_store, 1, va);
        break;
    case 8:
        run_probe("load EL2", probe_load, 2, va & ~UPPER);
        break;
    case 9:
        WRITE(tpidr_el0, next(&state));
        run_probe("store EL2", probe_store, 2, va & ~UPPER);
        break;
    default:
        run_probe("load EL1", probe_load, 1, va);
        break;
    }
}

/* --- Changes ---------------------------------------------------------------------------------- */

enum { STAGE1, STAGE2, EL2 };

/* A place in the tables. */
typedef struct Place {
    unsigned kind, vm, asid; /* asid: of STAGE1; UPPER_HALF */
    unsigned level, slot, page;
    uint64_t *entry;
} Place;

static uint64_t leaf_bits(const Place *p)
{
    uint64_t bits = DESC_AF | DESC_SH;

    if (p->kind == STAGE2)
        return bits | S2_NORMAL | (one_in(&state, 4) ? 1u << 6 : 3u << 6);
    bits |= (uint64_t)one_in(&state, 4) << 7; /* read-only */
    if (p->kind == EL2)
        return bits | 1u << 6;
    bits |= (uint64_t)below(&state, 2) << 6; /* EL0, too */
    return bits | (p->asid != UPPER_HALF || below(&state, 2) ? DESC_NG : 0);
}

static uint64_t random_entry(const Place *p, struct Space *space)
{
    uint64_t base = p->kind == STAGE1 ? WINDOW : DATA;

    if (one_in(&state, 8))
        return next(&state) & ~UINT64_C(1);
    if (p->level == 3)
        return (base + random_place()) | leaf_bits(p) | DESC_PAGE;
    if (one_in(&state, 3))
        return (base + below(&state, SLOTS) * BLOCK_BYTES) | leaf_bits(p) | DESC_BLOCK;
    return (uint64_t)space->l3[p->slot] | DESC_TABLE;
}

static bool is_table(const Place *p, uint64_t desc)
{
    return p->level == 2 && (desc & 3) == DESC_TABLE;
}

/* The addresses under the place: all its pages if it was a table, else any one inside. */
static unsigned addresses(const Place *p, uint64_t old, uint64_t at[SLOTS])
{
    uint64_t base = WINDOW + p->slot * BLOCK_BYTES;

    if (p->level == 3) {
        at[0] = base + p->page * UINT64_C(4096);
        return 1;
    }
    if (!is_table(p, old)) {
        at[0] = base + below(&state, 512) * UINT64_C(4096);
        return 1;
    }
    for (unsigned i = 0; i < SLOTS; i++)
        at[i] = base + i * UINT64_C(4096);
    return SLOTS;
}

static void invalidate_all_stage1(bool with_asid, uint64_t asid)
{
    static const unsigned all[] = {FORM_vmalle1, FORM_vmalle1is, FORM_vmalls12e1, FORM_vmalls12e1is,
                                   FORM_alle1,   FORM_alle1is,   FORM_aside1,     FORM_aside1is};
    unsigned form = pick(all, with_asid ? 8 : 6);

    invalidate(form, form < FORM_vmalls12e1 || form >= FORM_aside1 ? 1 : 2, asid << 48);
}

static void invalidate_stage1(const Place *p, uint64_t old)
{
    static const unsigned by_va[] = {FORM_vae1, FORM_vae1is, FORM_vale1, FORM_vale1is};
    static const unsigned by_vaa[] = {FORM_vaae1, FORM_vaae1is, FORM_vaale1, FORM_vaale1is};
    unsigned kinds = is_table(p, old) ? 2 : 4, count;
    bool upper = p->asid == UPPER_HALF, all_asids = below(&state, 2);
    uint64_t at[SLOTS];

    enter(p->vm, below(&state, ASIDS));
    if (one_in(&state, 3)) {
        invalidate_all_stage1(!upper, upper ? 0 : asid_of[p->asid]);
        return;
    }
    count = addresses(p, old, at);
    for (unsigned i = 0; i < count; i++) {
        uint64_t page = (at[i] + (upper ? UPPER : 0)) >> 12 & UINT64_C(0xfffffffffff);

        if (all_asids)
            invalidate(pick(by_vaa, kinds), 1, page);
        else if (!upper)
            invalidate(pick(by_va, kinds), 1, page | asid_of[p->asid] << 48);
        for (unsigned a = 0; upper && !all_asids && a < ASIDS; a++)
            invalidate(pick(by_va, kinds), 1, page | asid_of[a] << 48);
    }
}

static void invalidate_stage2(const Place *p, uint64_t old)
{
    static const unsigned by_ipa[] = {FORM_ipas2e1, FORM_ipas2e1is, FORM_ipas2le1, FORM_ipas2le1is};
    static const unsigned after[] = {FORM_vmalle1, FORM_vmalle1is};
    static const unsigned all[] = {FORM_vmalls12e1, FORM_vmalls12e1is, FORM_alle1, FORM_alle1is};
    uint64_t at[SLOTS];
    unsigned count;

    enter(p->vm, below(&state, ASIDS));
    if (one_in(&state, 3)) {
        invalidate(pick(all, 4), 2, 0);
        return;
    }
    count = addresses(p, old, at);
    for (unsigned i = 0; i < count; i++)
        invalidate(pick(by_ipa, is_table(p, old) ? 2 : 4), 2, at[i] >> 12);
    invalidate(pick(after, 2), 1, 0);
}

static void invalidate_el2(const Place *p, uint64_t old)
{
    static const unsigned by_va[] = {FORM_vae2, FORM_vae2is, FORM_vale2, FORM_vale2is};
    static const unsigned all[] = {FORM_alle2, FORM_alle2is};
    uint64_t at[SLOTS];
    unsigned count;

    if (one_in(&state, 3)) {
        invalidate(pick(all, 2), 2, 0);
        return;
    }
    count = addresses(p, old, at);
    for (unsigned i = 0; i < count; i++)
        invalidate(pick(by_va, is_table(p, old) ? 2 : 4), 2, at[i] >> 12);
}

static struct Space *random_place_in_tables(Place *p)
{
    struct Space *space;

    *p = (Place){.kind = below(&state, 5), .vm = focus_vm};
    p->kind = p->kind < 2 ? STAGE1 : p->kind < 4 ? STAGE2 : EL2;
    p->asid = focus_asid;
    p->level = one_in(&state, 3) ? 2 : 3;
    p->slot = focus_slot;
    p->page = focus_page;
    space = p->kind == STAGE1 ? &stage1[p->vm][p->asid] : p->kind == STAGE2 ? &stage2[p->vm] : &el2;
    p->entry = p->level == 2 ? &space->l2[FIRST_SLOT + p->slot] : &space->l3[p->slot][p->page];
    return space;
}

static void change(void)
{
    Place p;
    struct Space *space = random_place_in_tables(&p);
    volatile uint64_t *entry = p.entry;
    uint64_t old = *entry;

    if (in_detail())
        see(p.kind == STAGE1   ? "change stage 1"
            : p.kind == STAGE2 ? "change stage 2"
                               : "change EL2",
            (uint64_t)p.entry, old);
    if (old & 1) {
        *entry = 0;
        if (p.kind == STAGE1)
            invalidate_stage1(&p, old);
        else if (p.kind == STAGE2)
            invalidate_stage2(&p, old);
        else
            invalidate_el2(&p, old);
        if (one_in(&state, 4))
            probe();
    }
    *entry = random_entry(&p, space);
    __asm__ volatile("dsb sy\n isb" ::: "memory");
    if (in_detail())
        see(" to", p.level, *entry);
}

/* --- The beginning ---------------------------------------------------------------------------- */

static void fill(struct Space *space, unsigned kind, unsigned asid)
{
    Place p = {.kind = kind, .asid = asid};
    uint64_t own = UINT64_C(0x40000000) | DESC_AF | DESC_SH | DESC_BLOCK;

    space->l1[1] = (uint64_t)space->l2 | DESC_TABLE;
    space->l2[0] = own | (kind == STAGE2 ? S2_NORMAL | 3u << 6 : kind == EL2 ? 1u << 6 : DESC_NG);
    for (p.slot = 0; p.slot < SLOTS; p.slot++) {
        p.level = 2;
        space->l2[FIRST_SLOT + p.slot] = random_entry(&p, space);
        p.level = 3;
        for (unsigned page = 0; page < SLOTS; page++)
            space->l3[p.slot][page] = random_entry(&p, space);
    }
}

static void set_up(void)
{
    for (uint64_t at = 0; at < SLOTS * BLOCK_BYTES; at += 4096)
        *(volatile uint64_t *)(DATA + at) = at * UINT64_C(0x9e3779b97f4a7c15);
    for (unsigned vm = 0; vm < VMIDS; vm++) {
        fill(&stage2[vm], STAGE2, 0);
        for (unsigned asid = 0; asid <= ASIDS; asid++)
            fill(&stage1[vm][asid], STAGE1, asid);
    }
    fill(&el2, EL2, 0);
    WRITE(scr_el3, 0x531); /* NS HCE RW */
    WRITE(hcr_el2, UINT64_C(1) << 31 | 1);
    WRITE(vtcr_el2, UINT64_C(1) << 31 | 2 << 16 | 3 << 12 | 1 << 10 | 1 << 8 | 1 << 6 | 25);
    WRITE(mair_el1, 0xff);
    WRITE(mair_el2, 0xff);
    WRITE(tcr_el1,
          UINT64_C(1) << 36 | UINT64_C(2) << 32 | UINT64_C(2) << 30 | 0x3519UL << 16 | 0x3519);
    WRITE(tcr_el2, UINT64_C(1) << 31 | 1 << 23 | 2 << 16 | 0x3519);
    WRITE(ttbr0_el2, (uint64_t)&el2);
    WRITE(sctlr_el1, 0x30d01805);
    WRITE(sctlr_el2, 0x30c51835);
    __asm__ volatile("dsb sy\n tlbi alle1\n tlbi alle2\n dsb sy\n isb" ::: "memory");
}

static void set_focus(void)
{
    focus_slot = below(&state, SLOTS);
    focus_page = below(&state, SLOTS);
    focus_vm = below(&state, VMIDS);
    focus_asid = below(&state, ASIDS + 1);
}

static void look(void)
{
    enter_a_world();
    for (unsigned i = 0; i < PROBES; i++)
        probe();
}

int main(void)
{
    set_up();
    for (number = 0; number < CASES; number++) {
        set_focus();
        look();
        change();
        look();
        if (number % CHECKSUM_CASES == CHECKSUM_CASES - 1 && DETAIL < 0) {
            put_hex(number / CHECKSUM_CASES, 2);
            put_text(": ");
            put_hex(checksum, 16);
            put_char('\n');
        }
    }
    put_text("end\n");
    return 0;
}
