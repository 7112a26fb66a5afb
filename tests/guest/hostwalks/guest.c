/* SPDX-License-Identifier: MIT
 *
 * guest.c - at EL3: random EL2&0 tables of a host (FEAT_VHE), which EL2 and EL0 load from and store
 * to. QEMU 7.2 asks EL2&0 by no AT, so what walks/ asks of EL1&0 is seen here as a fault or data.
 *
 * The tables and controls are those of walks/cases.h. One range, chosen for each case, is random;
 * the other maps the page with the stubs and vectors that EL2 and EL0 execute. Each address is
 * loaded, and loaded and stored back, by EL2, by its unprivileged instructions, and by EL0, with
 * PAN, UAO and HCR_EL2.TGE at random, and fetched from by EL2 and EL0. The pool's words are random,
 * so that data tells the address.
 *
 * A line for each visit: case, stub, ESR_EL2, FAR_EL2 and data, on the semihosting console. SEED
 * and LATER are given to the compiler; run compares with QEMU.
 */
#include "tests/guest/semihost.h"
#include "tests/guest/walks/cases.h"

#define LOG ((char *)0x52000000)
#define FIXED UINT64_C(0x54000000) /* three tables: the range that is not random */
#define STUBS UINT64_C(0x1000)     /* the page's address in that range */
#define UPPER (~UINT64_C(0) << 39)
#define CASES (CASES_PER_EPOCH / 10)
#define SCR_NS_RW 0x531 /* NS, RES1, HCE, RW */
#define HCR_TGE (UINT64_C(1) << 27)
#define TABLE UINT64_C(3)
#define CODE UINT64_C(0x7c3) /* AF, shareable, read-only for EL2 and EL0, page, attribute 0 */
#define SPSR_EL2H 0x3c9u
#define SPSR_EL0 0x3c0u
#define ISS_INSTRUCTION UINT64_C(0x1ffc000) /* only QEMU fills it for stage-1 aborts */
#define WRITE_SYSREG(name, value) __asm__ volatile("msr " #name ", %0" ::"r"((uint64_t)(value)))
#define READ_SYSREG(name)                                                                          \
    __extension__({                                                                                \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " #name : "=r"(value_));                                         \
        value_;                                                                                    \
    })

typedef struct Visit {
    uint64_t x0, esr;
} Visit;

Visit visit(uint64_t pc, uint64_t spsr, uint64_t va);
void guest_main(void);

extern const char page[], el2_ldr[], el2_str[], el2_ldtr[], el2_sttr[], el0_ldr[], el0_str[];

static const struct {
    const char *code, *name;
    unsigned el;
} stubs[] = {{el2_ldr, "ldr2", 2},  {el2_str, "str2", 2}, {el2_ldtr, "ldt2", 2},
             {el2_sttr, "stt2", 2}, {el0_ldr, "ldr0", 0}, {el0_str, "str0", 0}};

static char *put_text(char *to, const char *text)
{
    while (*text)
        *to++ = *text++;
    *to++ = ' ';
    return to;
}

static char *put_hex(char *to, uint64_t value, unsigned digits)
{
    while (digits--)
        *to++ = "0123456789abcdef"[value >> (4 * digits) & 15];
    *to++ = ' ';
    return to;
}

static volatile uint64_t *at(uint64_t address)
{
    return (volatile uint64_t *)address;
}

static void map_stubs(void)
{
    for (unsigned i = 0; i < 3 * 512; i++)
        at(FIXED)[i] = 0;
    at(FIXED)[0] = (FIXED + 0x1000) | TABLE;
    at(FIXED + 0x1000)[0] = (FIXED + 0x2000) | TABLE;
    at(FIXED + 0x2000)[STUBS >> 12] = (uint64_t)page | CODE;
}

/* Leaves PCI's windows out, which are not here. */
static uint64_t outside_pci(uint64_t desc)
{
    if ((desc >> 39 & 0x1ff) == 1)
        desc ^= UINT64_C(1) << 39;
    if ((desc >> 28 & 0xfffff) == 0x401)
        desc ^= UINT64_C(1) << 38;
    return desc;
}

/* log2 of the granule of the range under test; the reserved encodings are not made. */
static unsigned choose_granule(Case *c, unsigned upper)
{
    static const unsigned char tg0[4] = {12, 16, 14, 12}, tg1[4] = {12, 14, 12, 16};

    if (!upper && (c->tcr >> 14 & 3) == 3)
        c->tcr &= ~(UINT64_C(3) << 14);
    if (upper && (c->tcr >> 30 & 3) == 0)
        c->tcr |= UINT64_C(2) << 30;
    return upper ? tg1[c->tcr >> 30 & 3] : tg0[c->tcr >> 14 & 3];
}

/* Does the walk of @va meet a block descriptor at a level that has none? QEMU 7.2 takes it for one,
 * against AArch64.DecodeDescriptorType, so such an address is not asked. */
static unsigned meets_no_block(const Case *c, unsigned upper, unsigned granule, uint64_t va)
{
    unsigned tsz = (unsigned)(c->tcr >> (upper ? 16 : 0)) & 63, stride = granule - 3;
    unsigned width = 64 - (tsz < 16 ? 16 : tsz > 39 ? 39 : tsz);
    unsigned level = 4 - (width - granule + stride - 1) / stride;
    unsigned low = granule + stride * (3 - level); /* of the index */
    uint64_t table = c->ttbr[upper] & (UINT64_C(0xffffffffffff) << (width - low + 3));

    va &= ~UINT64_C(0) >> (64 - width);
    for (; level < (granule == 12 ? 1u : 2u); level++) {
        uint64_t word = table + (va >> low) * 8, desc;

        if (word < POOL_BASE || word >= POOL_BASE + POOL_BYTES)
            return 0;
        desc = *at(word);
        if ((desc & 3) != 3)
            return (desc & 3) == 1;
        table = desc & UINT64_C(0xffffffffffff) & ~UINT64_C(0) << granule;
        va &= ~(~UINT64_C(0) << low);
        low -= stride;
    }
    return 0;
}

/* The range that is not under test: 39 bits, 4 KiB granule, the fixed tables. */
static void fix_other_range(Case *c, unsigned upper)
{
    if (upper) {
        c->tcr &= ~(UINT64_C(0xffff) | UINT64_C(1) << 37 | UINT64_C(1) << 41);
        c->tcr |= 25 | UINT64_C(3) << 12;
    } else {
        c->tcr &= ~(UINT64_C(0xffbf0000) | UINT64_C(1) << 38 | UINT64_C(1) << 42);
        c->tcr |= UINT64_C(25) << 16 | UINT64_C(3) << 28 | UINT64_C(2) << 30;
    }
    c->ttbr[!upper] = FIXED;
    c->ttbr[upper] = outside_pci(c->ttbr[upper]);
}

/* Mostly inside the range under test, with noise in the top byte and elsewhere. */
static uint64_t host_va(uint64_t *state, const Case *c, unsigned upper)
{
    unsigned tsz = (unsigned)(c->tcr >> (upper ? 16 : 0)) & 63;
    uint64_t above = ~(~UINT64_C(0) >> tsz), va = next(state);

    if (one_in(state, 3))
        va &= 0x7fffffff;
    if (!one_in(state, 8))
        va = upper ? va | above : va & ~above;
    if (one_in(state, 8))
        va ^= next(state) & (UINT64_C(0xff) << 56);
    if (one_in(state, 16))
        va ^= UINT64_C(1) << below(state, 64);
    return va & ~UINT64_C(7);
}

static void random_host_case(uint64_t *state, Case *c, unsigned upper)
{
    do
        random_case(state, c);
    while (c->kind != CASE_EL10);
    if (LATER)
        as_later(state, c);
    as_host(c);
    c->hcr |= below(state, 2);                                /* VM, of which a host sees nothing */
    c->sctlr = 0x30d01005 | (uint64_t)one_in(state, 8) << 19; /* M, C, I, SPAN ...; WXN */
    c->tcr |= (uint64_t)one_in(state, 3) << 41 | (uint64_t)one_in(state, 3) << 42; /* HPD */
    fix_other_range(c, upper);
    for (unsigned i = 0; i < ADDRESSES; i++)
        c->va[i] = host_va(state, c, upper);
}

static void set_controls(const Case *c)
{
    WRITE_SYSREG(hcr_el2, c->hcr);
    WRITE_SYSREG(vtcr_el2, c->vtcr);
    WRITE_SYSREG(vttbr_el2, c->vttbr);
    WRITE_SYSREG(sctlr_el2, c->sctlr);
    WRITE_SYSREG(tcr_el2, c->tcr);
    WRITE_SYSREG(mair_el2, c->mair);
    WRITE_SYSREG(ttbr0_el2, c->ttbr[0]);
    WRITE_SYSREG(s3_4_c2_c0_1, c->ttbr[1]); /* TTBR1_EL2 */
    __asm__ volatile("isb\n tlbi alle2\n dsb sy\n isb" ::: "memory");
}

/* SMC #0 is the stub's end at EL2, SMC #1 an exception: that of EL0's SVC is its end. */
static char *put_result(char *to, Visit result)
{
    uint64_t esr = READ_SYSREG(esr_el2);

    if ((result.esr & 0xffff) == 0 || esr >> 26 == 0x15)
        return put_hex(put_text(to, "data"), result.x0, 16);
    to = put_hex(put_text(to, "esr"), esr & ~ISS_INSTRUCTION, 8);
    return put_hex(to, READ_SYSREG(far_el2), 16);
}

/* What EL2 loads from @va without PAN, to *@value. 0: it faults, and so would a fetch. */
static unsigned loads(unsigned upper, uint64_t va, uint64_t *value)
{
    uint64_t base = STUBS + (upper ? 0 : UPPER);
    Visit result;

    WRITE_SYSREG(vbar_el2, base);
    result = visit(base + (uint64_t)(el2_ldr - page), SPSR_EL2H, va);
    *value = result.x0;
    return (result.esr & 0xffff) == 0;
}

/* The word of the pool that holds @value and no other does; 0 when there is none. */
static volatile uint64_t *word_of(uint64_t value)
{
    for (unsigned i = 0; i < POOL_WORDS; i++)
        if (at(POOL_BASE)[i] == value)
            return at(POOL_BASE) + i;
    return 0;
}

static void put_code(volatile uint64_t *word, uint64_t value)
{
    *word = value;
    __asm__ volatile("dsb sy\n ic iallu\n tlbi alle2\n dsb sy\n isb" ::: "memory");
}

/* A fetch from @va by @el. Only what is known is executed: when the address maps a word of the
 * pool, and not by that word, an SMC of EL2 or SVC of EL0 is put there. */
static char *run_fetch(const Case *c, unsigned el, unsigned upper, uint64_t va, char *to)
{
    uint64_t code = el == 2 ? 0xd4000003 : 0xd4000001, before, now;
    volatile uint64_t *word = 0;

    WRITE_SYSREG(hcr_el2, c->hcr);
    if (loads(upper, va, &before)) {
        word = word_of(before);
        if (!word)
            return put_text(to, "elsewhere");
        put_code(word, code | (before & ~UINT64_C(0xffffffff)));
        if (!loads(upper, va, &now) || (uint32_t)now != code) {
            put_code(word, before);
            return put_text(to, "elsewhere");
        }
    }
    WRITE_SYSREG(esr_el2, 0);
    WRITE_SYSREG(far_el2, 0);
    to = put_result(to, visit(va, el == 2 ? SPSR_EL2H : SPSR_EL0, 0));
    if (word)
        put_code(word, before);
    return to;
}

static char *run_stub(uint64_t *state, const Case *c, unsigned n, unsigned upper, uint64_t va,
                      char *to)
{
    uint64_t base = STUBS + (upper ? 0 : UPPER);
    uint64_t spsr = stubs[n].el == 2 ? SPSR_EL2H : SPSR_EL0;
    unsigned host = stubs[n].el == 0 || below(state, 4);

    WRITE_SYSREG(hcr_el2, host ? c->hcr : c->hcr & ~HCR_TGE);
    WRITE_SYSREG(vbar_el2, base);
    WRITE_SYSREG(esr_el2, 0);
    WRITE_SYSREG(far_el2, 0);
    spsr |= (uint64_t)below(state, 4) << 22; /* PAN, UAO */
    to = put_text(to, stubs[n].name);
    to = put_hex(to, spsr >> 22 | (uint64_t)host << 2, 1);
    to = put_result(to, visit(base + (uint64_t)(stubs[n].code - page), spsr, va));
    *to++ = '\n';
    return to;
}

static char *put_place(char *to, const Case *c, unsigned number, unsigned upper, uint64_t va)
{
    to = put_hex(put_text(to, upper ? "TTBR1" : "TTBR0"), number, 4);
    return put_hex(put_hex(put_hex(to, c->tcr, 11), c->ttbr[upper], 12), va, 16);
}

static char *run_case(uint64_t *state, unsigned number, char *to)
{
    unsigned upper = below(state, 2), granule;
    Case c;

    random_host_case(state, &c, upper);
    granule = choose_granule(&c, upper);
    set_controls(&c);
    for (unsigned i = 0; i < ADDRESSES; i++) {
        if (meets_no_block(&c, upper, granule, c.va[i]))
            continue;
        for (unsigned n = 0; n < sizeof stubs / sizeof stubs[0]; n++) {
            to = put_place(to, &c, number, upper, c.va[i]);
            to = run_stub(state, &c, n, upper, c.va[i], to);
        }
        WRITE_SYSREG(mair_el2, UINT64_C(0x4444ffffbbbb44ff)); /* no fetch from Device memory */
        for (unsigned el = 0; el <= 2; el += 2) {
            to = put_text(put_place(to, &c, number, upper, c.va[i]), el ? "exe2 -" : "exe0 -");
            to = run_fetch(&c, el, upper, c.va[i], to);
            *to++ = '\n';
        }
        WRITE_SYSREG(mair_el2, c.mair);
    }
    return to;
}

void guest_main(void)
{
    uint64_t state = SEED;
    char *to = LOG;

    WRITE_SYSREG(scr_el3, SCR_NS_RW);
    for (unsigned i = 0; i < 0x200000 / 8; i++)
        at(0x40000000)[i] = 0; /* a device tree, which differs */
    map_stubs();
    for (unsigned epoch = 0; epoch < EPOCHS; epoch++) {
        for (unsigned i = 0; i < POOL_WORDS; i++)
            at(POOL_BASE)[i] = outside_pci(random_descriptor(&state));
        for (unsigned i = 0; i < CASES; i++)
            to = run_case(&state, epoch * CASES + i, to);
    }
    semihost_write(LOG, (uint64_t)(to - LOG));
    semihost_exit();
}
