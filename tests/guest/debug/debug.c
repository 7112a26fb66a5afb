/* SPDX-License-Identifier: MIT
 *
 * debug.c - bare-metal program: runs each case of cases.inc below EL3 and prints what the debug
 * controls made of it.
 *
 * A line has, for each level that took an exception, ESR, ELR, SPSR and, where the class has one,
 * FAR: "step EL0 nop: EL1 ca000022 elr code+4 spsr 000003c0". Addresses are offsets from the case's
 * code and data and from EL1's vectors.
 */
#include <stddef.h>

#include "tests/guest/sysregs/guest.h"

struct Case {
    const char *text;
    const uint32_t *code;
    uint8_t el;
    bool ss, d;       /* of the SPSR that enters it */
    bool secure, out; /* out: x0 is an address that no PA can have */
    bool os_lock, double_lock;
    uint64_t x0; /* when not 0 */
    uint64_t mdscr, mdcr2, mdcr3, hcr, contextidr, vttbr;
    uint32_t bcr0, bcr5, wcr0;
    int bvr0; /* bytes from the code */
    uint64_t bvr5;
    int wvr0;            /* bytes from the data */
    uint64_t spsr_lower; /* SPSR of the level that runs, for its ERET to the nops */
};

#define SNIPPET(name) extern const uint32_t code_##name[];
#include "snippets.inc"
#undef SNIPPET

enum {
    SS = 1,
    KDE = 1 << 13,
    MDE = 1 << 15,
    TDE = 1 << 8,
    TDA = 1 << 9,
    TGE = 1 << 27,
    TVM = 1 << 26,
    TWI = 1 << 13,
    TSC = 1 << 19,
    SDD = 1 << 16,
    EL0 = 2 << 1, /* PMC and PAC */
    EL1 = 1 << 1,
    EL10 = 3 << 1,
    HMC = 1 << 13,
    SSC1 = 1 << 14,
    SSC2 = 2 << 14,
    SSC3 = 3 << 14,
    E = 1,
    ALL = 0xf << 5, /* BAS of a breakpoint */
    LINK5 = 1 << 20 | 5 << 16,
    LINK1 = 1 << 20 | 1 << 16,
    LOAD = 1 << 3,
    STORE = 2 << 3,
    BOTH = 3 << 3,
};

#define BYTES(mask) ((uint32_t)(mask) << 5)
#define TYPE(bt) ((uint32_t)(bt) << 20)
#define MASK(n) ((uint32_t)(n) << 24)

static const struct Case cases[] = {
#include "tests/guest/debug/cases.inc"
};

static uint8_t data[256] __attribute__((aligned(256)));

static void put_offset(uint64_t address, const struct Case *c)
{
    uint64_t code = (uint64_t)c->code, nops = (uint64_t)code_nop, vectors = READ(vbar_el1);

    if (address - code < 32) {
        put_text("code+");
        put_hex(address - code, 2);
    } else if (address - nops < 32) {
        put_text("nops+");
        put_hex(address - nops, 2);
    } else if (address - vectors < 2048) {
        put_text("vectors+");
        put_hex(address - vectors, 3);
    } else if (address - (uint64_t)data < 256) {
        put_text("data+");
        put_hex(address - (uint64_t)data, 2);
    } else {
        put_hex(address, 16);
    }
}

static bool has_far(uint64_t esr)
{
    uint64_t ec = esr >> 26;

    return ec == 0x20 || ec == 0x21 || ec == 0x24 || ec == 0x25 || ec == 0x34 || ec == 0x35;
}

static void put_level(const char *level, uint64_t esr, uint64_t elr, uint64_t spsr, uint64_t far,
                      const struct Case *c)
{
    if (!esr)
        return;
    put_text(level);
    put_hex(esr, 8);
    put_text(" elr ");
    put_offset(elr, c);
    put_text(" spsr ");
    put_hex(spsr, 8);
    if (has_far(esr)) {
        put_text(" far ");
        put_offset(far, c);
    }
}

static void set_locks(const struct Case *c)
{
    WRITE(oslar_el1, c->os_lock);
    WRITE(osdlr_el1, c->double_lock);
}

static void set_units(const struct Case *c)
{
    WRITE(dbgbvr0_el1, (uint64_t)c->code + (uint64_t)(int64_t)c->bvr0);
    WRITE(dbgbcr0_el1, c->bcr0);
    WRITE(dbgbvr5_el1, c->bvr5);
    WRITE(dbgbcr5_el1, c->bcr5);
    WRITE(dbgwvr0_el1, (uint64_t)data + (uint64_t)(int64_t)c->wvr0);
    WRITE(dbgwcr0_el1, c->wcr0);
}

static void set_controls(const struct Case *c)
{
    set_locks(c);
    set_units(c);
    WRITE(scr_el3, 0x530 | !c->secure);
    WRITE(hcr_el2, c->hcr | UINT64_C(1) << 31);
    WRITE(mdcr_el2, c->mdcr2 | 6);
    WRITE(mdcr_el3, c->mdcr3);
    WRITE(contextidr_el1, c->contextidr);
    WRITE(vttbr_el2, c->vttbr);
    WRITE(sctlr_el1, 0x30d50838 | 1 << 14 | 1 << 26); /* DZE, UCI, nTWx */
    WRITE(esr_el1, 0);
    WRITE(esr_el2, 0);
    WRITE(far_el1, 0);
    WRITE(far_el2, 0);
    WRITE(elr_el1, (uint64_t)code_nop);
    WRITE(elr_el2, (uint64_t)code_nop);
    WRITE(spsr_el1, c->spsr_lower);
    WRITE(spsr_el2, c->spsr_lower);
    WRITE(mdscr_el1, c->mdscr);
    __asm__ volatile("clrex\n isb");
}

static void quiet(void)
{
    WRITE(mdscr_el1, 0);
    __asm__ volatile("isb");
}

static void run_case(const struct Case *c)
{
    uint64_t spsr = 0x1c0 | (uint64_t)c->d << 9 | (uint64_t)c->ss << 21;
    uint64_t x0 = c->out ? UINT64_C(1) << 50 : c->x0 ? c->x0 : (uint64_t)data;
    struct Outcome outcome;

    set_controls(c);
    run_at(x0, c->code, spsr | (uint64_t)c->el << 2 | (c->el != 0), &outcome);
    quiet();
    put_text(c->text);
    put_char(':');
    put_level(" EL1 ", READ(esr_el1), READ(elr_el1), READ(spsr_el1), READ(far_el1), c);
    put_level(" EL2 ", READ(esr_el2), READ(elr_el2), READ(spsr_el2), READ(far_el2), c);
    if (outcome.esr >> 26 != 0x17 || (outcome.esr & 0xffff) > 2)
        put_level(" EL3 ", outcome.esr, outcome.elr, outcome.spsr, 0, c);
    put_char('\n');
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        run_case(&cases[i]);
    put_text("end\n");
    return 0;
}
