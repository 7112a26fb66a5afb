/* SPDX-License-Identifier: MIT
 *
 * guest.c - every kind of load, store, fetch and cache operation at EL1 against every kind of page:
 * prints which level took the fault, ESR, FAR, HPFAR and PAR, and the registers afterwards.
 *
 * EL2 has its MMU off. EL1's stage 1 maps one VA of each kind at KIND(n); stage 2 is flat but for
 * the pages that are to fault there. The same program runs here and on QEMU; compare judges.
 */
#include <stdbool.h>
#include <stdint.h>

#define PAGE UINT64_C(0x1000)
#define AREA UINT64_C(0x42000000) /* code, vectors, then one page a kind */
#define S1_L1 UINT64_C(0x43000000)
#define S1_L2 (S1_L1 + PAGE)
#define S1_L3 (S1_L1 + 2 * PAGE)
#define S2_L1 UINT64_C(0x45000000) /* two concatenated tables */
#define S2_L2 (S2_L1 + 2 * PAGE)
#define S2_L3 (S2_L1 + 3 * PAGE)
#define HOLE UINT64_C(0x44000000) /* an IPA that stage 2 has no block for */

/* Descriptors. */
#define S1_PAGE UINT64_C(0x703) /* AF, inner shareable, valid page, attribute 0 */
#define S1_READ_ONLY UINT64_C(0x80)
#define S1_USER UINT64_C(0x40)
#define S1_DEVICE UINT64_C(0x4) /* attribute 1 */
#define S1_PXN (UINT64_C(1) << 53)
#define TABLE UINT64_C(3)
#define S2_PAGE UINT64_C(0x7ff) /* AF, shareable, read and write, normal */
#define S2_BLOCK UINT64_C(0x7fd)
#define AF UINT64_C(0x400)

uint64_t semihost(uint64_t operation, uint64_t parameter);

typedef struct Visit {
    uint64_t x[6];
    uint64_t pc, sp;
} Visit;

void visit(Visit *v);
extern const uint8_t vectors_el1[], vectors_el1_end[];

typedef struct Place {
    const char *name;
    uint64_t va;
} Place;

enum Kind {
    CODE,
    VECTORS,
    PLAIN,
    INVALID,
    READ_ONLY,
    NO_AF,
    S2_INVALID,
    S2_READ_ONLY,
    S2_WRITE_ONLY,
    S2_NO_AF,
    DEVICE,
    S2_HOLE,
    S2_TOP,
    S2_BEYOND,
    S1_NO_EXEC,
    S2_NO_EXEC,
    USER,
    KIND_COUNT,
};

#define KIND(kind) (AREA + (uint64_t)(kind)*PAGE + 0x100)

static const Place places[] = {
    {"plain", KIND(PLAIN)},
    {"unaligned", KIND(PLAIN) + 3},
    {"s1-invalid", KIND(INVALID)},
    {"s1-read-only", KIND(READ_ONLY)},
    {"s1-no-af", KIND(NO_AF)},
    {"s1-level-2", AREA + UINT64_C(0x200000)},
    {"s1-level-1", UINT64_C(0x80000000)},
    {"s1-beyond", UINT64_C(1) << 40},
    {"s1ptw", AREA + UINT64_C(0x400010)},
    {"s2-invalid", KIND(S2_INVALID)},
    {"s2-read-only", KIND(S2_READ_ONLY)},
    {"s2-write-only", KIND(S2_WRITE_ONLY)},
    {"s2-no-af", KIND(S2_NO_AF)},
    {"s2-level-2", KIND(S2_HOLE)},
    {"s2-level-1", KIND(S2_TOP)},
    {"s2-beyond", KIND(S2_BEYOND)},
    {"device", KIND(DEVICE)},
    {"device-unaligned", KIND(DEVICE) + 1},
    {"s1-no-exec", KIND(S1_NO_EXEC)},
    {"s2-no-exec", KIND(S2_NO_EXEC)},
    {"user", KIND(USER)},
    {"crossing", KIND(READ_ONLY) - 0x101},
};

typedef struct Insn {
    const char *name;
    uint32_t word; /* base X0, data X2 and X3, status W4, offset X5 = 0 */
} Insn;

static const Insn insns[] = {
#include "insns.h"
};

static char text[4096];
static unsigned length;

static void flush(void)
{
    text[length] = '\0';
    semihost(4, (uintptr_t)text); /* SYS_WRITE0 */
    length = 0;
}

static void put(char c)
{
    text[length++] = c;
    if (length == sizeof text - 1)
        flush();
}

static void put_text(const char *s)
{
    while (*s)
        put(*s++);
    put(' ');
}

static void put_hex(uint64_t value, unsigned digits)
{
    while (digits--)
        put("0123456789abcdef"[(value >> (4 * digits)) & 15]);
    put(' ');
}

static uint64_t *at(uint64_t address)
{
    return (uint64_t *)(uintptr_t)address;
}

static void build_stage1(void)
{
    static const uint64_t attributes[KIND_COUNT] = {
        [INVALID] = 0,         [READ_ONLY] = S1_READ_ONLY, [DEVICE] = S1_DEVICE,
        [S1_NO_EXEC] = S1_PXN, [USER] = S1_USER,
    };
    static const uint64_t outputs[KIND_COUNT] = {
        [S2_HOLE] = HOLE + 0x3000,
        [S2_TOP] = UINT64_C(0x200000000),
        [S2_BEYOND] = UINT64_C(0x10000000000),
    };

    at(S1_L1)[1] = S1_L2 | TABLE;
    at(S1_L2)[(AREA >> 21) & 511] = S1_L3 | TABLE;
    at(S1_L2)[((AREA >> 21) & 511) + 2] = (HOLE + PAGE) | TABLE; /* stage 2 refuses the table */
    for (unsigned kind = 0; kind < KIND_COUNT; kind++)
        at(S1_L3)[kind] =
            (outputs[kind] ? outputs[kind] : AREA + kind * PAGE) | S1_PAGE | attributes[kind];
    at(S1_L3)[INVALID] = 0;
    at(S1_L3)[NO_AF] &= ~AF;
}

static void build_stage2(void)
{
    at(S2_L1)[1] = S2_L2 | TABLE;
    for (uint64_t i = 0; i < 512; i++)
        at(S2_L2)[i] = (UINT64_C(0x40000000) + (i << 21)) | S2_BLOCK;
    at(S2_L2)[(HOLE >> 21) & 511] = 0;
    at(S2_L2)[(AREA >> 21) & 511] = S2_L3 | TABLE;
    for (uint64_t i = 0; i < 512; i++)
        at(S2_L3)[i] = (AREA + i * PAGE) | S2_PAGE;
    at(S2_L3)[S2_INVALID] = 0;
    at(S2_L3)[S2_READ_ONLY] &= ~UINT64_C(0x80);
    at(S2_L3)[S2_WRITE_ONLY] &= ~UINT64_C(0x40);
    at(S2_L3)[S2_NO_AF] &= ~AF;
    at(S2_L3)[S2_NO_EXEC] |= UINT64_C(1) << 54;
}

#define MSR(name, value) __asm__ volatile("msr " #name ", %0" ::"r"((uint64_t)(value)))
#define MRS(name)                                                                                  \
    __extension__({                                                                                \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " #name : "=r"(value_));                                         \
        value_;                                                                                    \
    })

static void configure(bool check_alignment)
{
    MSR(mair_el1, 0x00ff);     /* 0 Normal write-back, 1 Device-nGnRnE */
    MSR(tcr_el1, 0x400803519); /* T0SZ 25, write-back, inner shareable, EPD1, IPS 44 bits */
    MSR(ttbr0_el1, S1_L1);
    MSR(vbar_el1, AREA + VECTORS * PAGE);
    MSR(vtcr_el2, 0x80043558); /* T0SZ 24, SL0 1, write-back, inner shareable, PS 44 bits */
    MSR(vttbr_el2, S2_L1 | UINT64_C(1) << 48);
    MSR(hcr_el2, UINT64_C(0x80000001)); /* RW, VM */
    MSR(sctlr_el1, 0x30d0181d | (check_alignment ? 2 : 0));
    __asm__ volatile("isb\n dsb sy\n tlbi alle1\n dsb sy\n isb\n ic iallu\n isb");
}

static void fill(uint64_t address, uint64_t count, uint64_t value)
{
    for (uint64_t i = 0; i < count; i++)
        at(address)[i] = value;
}

static void prepare(void)
{
    uint8_t *to = (uint8_t *)(uintptr_t)(AREA + VECTORS * PAGE);

    fill(S1_L1, 3 * 512, 0);
    fill(S2_L1, 4 * 512, 0);
    fill(AREA + 2 * PAGE, (KIND_COUNT - 2) * 512, UINT64_C(0x1122334455667788));
    for (const uint8_t *from = vectors_el1; from < vectors_el1_end; from++)
        *to++ = *from;
    build_stage1();
    build_stage2();
}

static void print_registers(const Visit *v, uint64_t va)
{
    put_hex(v->x[0] - va, 4); /* writeback */
    for (unsigned i = 1; i < 6; i++)
        put_hex(v->x[i], 8);
}

/* FAR is only written by aborts and PC alignment faults. */
static void print_far(uint64_t esr, uint64_t far)
{
    uint64_t ec = esr >> 26;

    put_hex(ec >= 0x20 && ec <= 0x25 ? far : 0, 16);
}

/* What stands in the syndrome registers after the visit. */
static void print_end(void)
{
    uint64_t esr = MRS(esr_el2);

    if (esr >> 26 == 0x16 && (esr & 0xffff) == 0x66) {
        put_text("EL1");
        put_hex(MRS(esr_el1), 8);
        print_far(MRS(esr_el1), MRS(far_el1));
        put_hex(MRS(elr_el1) - AREA, 8);
    } else if (esr >> 26 == 0x16) {
        put_text("done");
    } else {
        put_text("EL2");
        put_hex(esr, 8);
        print_far(esr, MRS(far_el2));
        put_hex(MRS(elr_el2) - AREA, 8);
        if (esr >> 26 == 0x24 || esr >> 26 == 0x20)
            put_hex(MRS(hpfar_el2), 12);
    }
}

static void try_insn(const Place *place, const Insn *insn, bool check_alignment)
{
    volatile uint32_t *code = (volatile uint32_t *)(uintptr_t)AREA;
    Visit v = {.x = {place->va, 0x1111, 0x2222, 0x3333, 0x4444, 0}, .pc = AREA, .sp = KIND(PLAIN)};

    fill(AREA + 2 * PAGE, (KIND_COUNT - 2) * 512, UINT64_C(0x1122334455667788));
    code[0] = insn->word;
    code[1] = 0xd4000aa2; /* hvc #0x55 */
    __asm__ volatile("dsb sy\n ic iallu\n dsb sy\n isb");
    put_text(place->name);
    put_text(insn->name);
    put_text(check_alignment ? "A" : "-");
    visit(&v);
    print_end();
    print_registers(&v, place->va);
    put('\n');
}

/* Jumps to the place: the fetch is what faults. */
static void try_fetch(const Place *place, uint64_t offset)
{
    Visit v = {.pc = place->va + offset, .sp = KIND(PLAIN)};

    put_text(place->name);
    put_text(offset ? "fetch-unaligned" : "fetch");
    put_text("-");
    *(volatile uint32_t *)(uintptr_t)KIND(PLAIN) = 0xd4000aa2;
    __asm__ volatile("dsb sy\n ic iallu\n dsb sy\n isb");
    visit(&v);
    print_end();
    put('\n');
}

void guest_main(void);

void guest_main(void)
{
    static const uint64_t exit_block[2] = {0x20026, 0}; /* ADP_Stopped_ApplicationExit */

    prepare();
    for (unsigned check = 0; check < 2; check++) {
        configure(check);
        for (unsigned p = 0; p < sizeof places / sizeof places[0]; p++)
            for (unsigned i = 0; i < sizeof insns / sizeof insns[0]; i++)
                try_insn(&places[p], &insns[i], check);
    }
    configure(false);
    for (unsigned p = 0; p < sizeof places / sizeof places[0]; p++) {
        if (places[p].va % 4 == 0)
            try_fetch(&places[p], 0);
        try_fetch(&places[p], 2 - places[p].va % 2);
    }
    put_text("DONE");
    put('\n');
    flush();
    semihost(0x18, (uintptr_t)exit_block); /* SYS_EXIT */
}
