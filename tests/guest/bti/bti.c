/* SPDX-License-Identifier: MIT
 *
 * bti.c - bare-metal program: branch targets (FEAT_BTI) at every level: an indirect branch, from a
 * guarded page or not, to an instruction of a guarded page or not; and an exception return with
 * any SPSR.BTYPE. Prints the exception by which the code came back, and the BTYPE that it saved.
 *
 * Stage 1 is on everywhere: RAM at its own address and, alias, 1 GB higher with GP set in the
 * descriptor, devices below.
 */
#include "../sysregs/guest.h"

#define SMC_0 0xd4000003u
#define ALIAS UINT64_C(0x40000000)
#define BLOCK_NORMAL UINT64_C(0x741) /* AF, inner shareable, attribute 0, AP[1] */
#define READ_ONLY UINT64_C(0x80)
#define BLOCK_DEVICE UINT64_C(0x60000000000445) /* attribute 1, XN, PXN */
#define GUARDED (UINT64_C(1) << 50)
#define BT (UINT64_C(1) << 36)
#define BT0 (UINT64_C(1) << 35)
#define BRANCH_TARGET 0x0d

static uint64_t table[512] __attribute__((aligned(4096))),
    table_el1[512] __attribute__((aligned(4096)));
static uint32_t code[4] __attribute__((aligned(64))), target[2] __attribute__((aligned(64)));
static uint64_t state = SEED;

static uint64_t next(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return state >> 32;
}

static unsigned below(unsigned count)
{
    return (unsigned)(next() % count);
}

/* Regimes of 39 bits. EL1 cannot execute what EL0 may write, so there nobody may. */
static void build_tables(void)
{
    table[0] = BLOCK_DEVICE;
    table[1] = 0x40000000 | BLOCK_NORMAL;
    table[2] = 0x40000000 | BLOCK_NORMAL | GUARDED;
    table_el1[0] = BLOCK_DEVICE;
    table_el1[1] = 0x40000000 | BLOCK_NORMAL | READ_ONLY;
    table_el1[2] = 0x40000000 | BLOCK_NORMAL | READ_ONLY | GUARDED;
    WRITE(mair_el1, 0xff);
    WRITE(mair_el2, 0xff);
    WRITE(mair_el3, 0xff);
    WRITE(ttbr0_el1, table_el1);
    WRITE(ttbr0_el2, table);
    WRITE(ttbr0_el3, table);
    WRITE(tcr_el1, UINT64_C(0x200803519));
    WRITE(tcr_el2, UINT64_C(0x80823519));
    WRITE(tcr_el3, UINT64_C(0x80823519));
}

static void write_controls(void)
{
    uint64_t bt = (below(2) ? BT : 0) | (below(2) ? BT0 : 0);

    WRITE(sctlr_el1, UINT64_C(0x30d01805) | bt);
    WRITE(sctlr_el2, UINT64_C(0x30c51835) | (bt & BT));
    WRITE(sctlr_el3, UINT64_C(0x30c51835) | (bt & BT));
    WRITE(hcr_el2, UINT64_C(0x30080000000));
    WRITE(scr_el3, UINT64_C(0x30531));
    __asm__ volatile("tlbi alle3\n tlbi alle2\n tlbi vmalle1\n dsb ish\n isb");
}

/* BR, BLR, RET of X0 or of X16 or X17, which hold the same; or a plain branch. */
static uint32_t some_branch(void)
{
    static const uint32_t kinds[] = {0xd61f0000u, 0xd63f0000u, 0xd65f0000u};
    static const unsigned regs[] = {0, 16, 17};

    return kinds[below(3)] | regs[below(3)] << 5;
}

static uint32_t some_target(void)
{
    static const uint32_t words[] = {
        0xd503241fu, /* bti */
        0xd503245fu, /* bti c */
        0xd503249fu, /* bti j */
        0xd50324dfu, /* bti jc */
        0xd503233fu, /* paciasp */
        0xd503237fu, /* pacibsp */
        0xd4200000u, /* brk */
        0xd503201fu, /* nop */
        0xd503239fu, /* autiaz */
        SMC_0,
    };

    return words[below(sizeof words / sizeof words[0])];
}

static void put_outcome(const struct Outcome *outcome)
{
    unsigned number = outcome->esr >> 26 == 0x17 ? (unsigned)outcome->esr & 0xffff : 0;
    uint64_t esr = number >> 8 == 1   ? READ(esr_el1)
                   : number >> 8 == 2 ? READ(esr_el2)
                                      : outcome->esr;
    uint64_t spsr = number >> 8 == 1   ? READ(spsr_el1)
                    : number >> 8 == 2 ? READ(spsr_el2)
                                       : outcome->spsr;

    put_hex(number, 4);
    put_char(' ');
    put_hex(esr, 8);
    put_char(' ');
    /* What other exceptions save of BTYPE is CONSTRAINED UNPREDICTABLE. */
    put_hex(esr >> 26 == BRANCH_TARGET ? spsr >> 10 & 3 : 0, 1);
    put_char('\n');
}

int main(void)
{
    build_tables();
    for (unsigned number = 0; number < 3000; number++) {
        unsigned el = below(4), btype = below(3) ? 0 : below(4);
        uint64_t from = below(2) * ALIAS, to = below(2) * ALIAS;
        uint32_t landing = some_target(), branch = some_branch();
        struct Outcome outcome;

        put_code(&code[0], 0xaa0003f0u); /* mov x16, x0 */
        put_code(&code[1], 0xaa0003f1u); /* mov x17, x0 */
        put_code(&code[2], branch);
        put_code(&target[0], landing);
        put_code(&target[1], SMC_0);
        write_controls();
        if (btype) /* return right to the target */
            run_at(0, (char *)target + to, UINT64_C(0x3c0) | el << 2 | btype << 10, &outcome);
        else
            run_at((uint64_t)target + to, (char *)code + from, UINT64_C(0x3c0) | el << 2, &outcome);
        put_hex(number, 4);
        put_text(" EL");
        put_hex(el, 1);
        put_char(' ');
        put_hex(btype ? btype : branch, 8);
        put_text(from ? " guarded" : " plain");
        put_text(to ? " guarded " : " plain ");
        put_hex(landing, 8);
        put_text(": ");
        put_outcome(&outcome);
    }
    put_text("end\n");
    return 0;
}
