/* SPDX-License-Identifier: MIT
 *
 * tlbi.c - bare-metal program at EL3: TLB maintenance in all forms, at random, and what loads see.
 *
 * Four contexts of EL1 (two VMIDs with two ASIDs each, under stage 2), EL2 and EL3 each have a
 * window of eight pages. A step loads through a page, or changes one as the architecture asks: the
 * descriptor is made invalid, TLB maintenance that suffices for it is picked at random, with the
 * level that executes it; a load shows the fault; the new descriptor is written; a load shows the
 * new page. Every line is "step: value" or "step: level, vector, ESR, FAR, HPFAR".
 */
#include "../sysregs/guest.h"

#define PAGES 8
#define FRAMES 16
#define WINDOW UINT64_C(0x100000000) /* as virtual and as intermediate physical address */
#define TABLE 3u
#define VALID_PAGE (UINT64_C(1) << 10 | 3)       /* AF, attribute 0 */
#define S1_PAGE (VALID_PAGE | UINT64_C(1) << 11) /* nG */
#define S1_UPPER_PAGE VALID_PAGE
#define S2_PAGE (VALID_PAGE | 3u << 6 | 0xfu << 2) /* S2AP, Normal write-back */
#define BLOCK (UINT64_C(1) << 10 | 1)
#define DEVICE_BLOCK (BLOCK | 1u << 2 | UINT64_C(3) << 53)
#define MAIR 0x00ff

typedef uint64_t Table[512] __attribute__((aligned(4096)));

enum { CONTEXTS = 4, EL2_SPACE = 4, EL3_SPACE = 5, SPACES = 6 };

static Table s1_level1[SPACES], s1_level2[SPACES], s1_level3[SPACES];
static Table s2_level1[2], s2_level2[2], s2_level3[2];
static Table frame[FRAMES];
static uint32_t code[2] __attribute__((aligned(64)));
static uint64_t state = SEED;
static unsigned cases;

static unsigned pick(unsigned count)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % count;
}

static void barrier(void)
{
    __asm__ volatile("dsb sy\n isb" ::: "memory");
}

/* --- tables ----------------------------------------------------------------------------------- */

static void build_space(unsigned space)
{
    s1_level1[space][0] = DEVICE_BLOCK;
    s1_level1[space][1] = UINT64_C(0x40000000) | BLOCK;
    s1_level1[space][WINDOW >> 30] = (uint64_t)s1_level2[space] | TABLE;
    s1_level2[space][0] = (uint64_t)s1_level3[space] | TABLE;
}

static void build_stage2(unsigned vm)
{
    s2_level1[vm][0] = BLOCK | 3u << 6;
    s2_level1[vm][1] = UINT64_C(0x40000000) | BLOCK | 3u << 6 | 0xfu << 2;
    s2_level1[vm][WINDOW >> 30] = (uint64_t)s2_level2[vm] | TABLE;
    s2_level2[vm][0] = (uint64_t)s2_level3[vm] | TABLE;
}

/* A random valid descriptor for a page of @space: EL1's output is an IPA of the window. */
static uint64_t new_s1(unsigned space)
{
    if (space < CONTEXTS)
        return (WINDOW + 4096 * pick(PAGES)) | S1_PAGE;
    return (uint64_t)frame[pick(FRAMES)] | S1_UPPER_PAGE;
}

static uint64_t new_s2(void)
{
    return (uint64_t)frame[pick(FRAMES)] | S2_PAGE;
}

static void build(void)
{
    for (unsigned i = 0; i < FRAMES; i++)
        frame[i][0] = 0xf0 + i;
    for (unsigned space = 0; space < SPACES; space++) {
        build_space(space);
        for (unsigned page = 0; page < PAGES; page++)
            s1_level3[space][page] = new_s1(space);
    }
    for (unsigned vm = 0; vm < 2; vm++) {
        build_stage2(vm);
        for (unsigned page = 0; page < PAGES; page++)
            s2_level3[vm][page] = new_s2();
    }
}

static void translate(void)
{
    WRITE(mair_el1, MAIR);
    WRITE(mair_el2, MAIR);
    WRITE(mair_el3, MAIR);
    WRITE(tcr_el1, UINT64_C(25) | UINT64_C(1) << 23 | UINT64_C(4) << 32 | UINT64_C(1) << 36);
    WRITE(tcr_el2, 25 | 4u << 16);
    WRITE(tcr_el3, 25 | 4u << 16);
    WRITE(vtcr_el2, 25 | 1u << 6 | 4u << 16);
    WRITE(ttbr0_el2, s1_level1[EL2_SPACE]);
    WRITE(ttbr0_el3, s1_level1[EL3_SPACE]);
    WRITE(hcr_el2, UINT64_C(1) << 31 | 1);
    WRITE(scr_el3, 0x531); /* NS HCE RW */
    barrier();
    __asm__ volatile("tlbi alle1\n tlbi alle2\n tlbi alle3");
    barrier();
    WRITE(sctlr_el1, 0x30d00801);
    WRITE(sctlr_el2, 0x30c50831);
    WRITE(sctlr_el3, 0x30c50831);
    barrier();
}

/* --- execution -------------------------------------------------------------------------------- */

static void enter_context(unsigned space)
{
    uint64_t vm = space / 2, asid = 1 + space % 2;

    if (space >= CONTEXTS)
        return;
    WRITE(vttbr_el2, (uint64_t)s2_level1[vm] | (1 + vm) << 48);
    WRITE(ttbr0_el1, (uint64_t)s1_level1[space] | asid << 48);
    barrier();
}

static void execute(uint32_t word, unsigned el, uint64_t x0, struct Outcome *outcome)
{
    put_code(&code[0], word);
    put_code(&code[1], 0xd4000003); /* SMC #0 */
    run_at(x0, code, 0x3c0 | el << 2 | 1, outcome);
}

static void put_decimal(unsigned value)
{
    if (value >= 10)
        put_decimal(value / 10);
    put_char((char)('0' + value % 10));
}

static void print_fault(const struct Outcome *outcome, uint64_t esr, uint64_t far, uint64_t hpfar)
{
    put_text("v");
    put_hex(outcome->vector, 1);
    put_char(' ');
    put_hex(esr, 8);
    put_char(' ');
    put_hex(far, 16);
    put_char(' ');
    put_hex(hpfar, 16);
}

/* Loads through @page of @space and prints what came. */
static void load(const char *what, unsigned space, unsigned page)
{
    unsigned el = space < CONTEXTS ? 1 : space - 2, number; /* EL2_SPACE is 4 */
    struct Outcome outcome;

    enter_context(space);
    execute(0xf9400000 /* LDR X0, [X0] */, el, WINDOW + 4096 * page, &outcome);
    number = outcome.esr >> 26 == 0x17 ? (unsigned)outcome.esr & 0xffff : 0xffff;
    put_decimal(cases++);
    put_char(' ');
    put_text(what);
    put_text(" space ");
    put_decimal(space);
    put_text(" page ");
    put_decimal(page);
    put_text(": ");
    if (number == 0)
        put_hex(outcome.x0, 2);
    else if (number >> 8 == 1)
        print_fault(&outcome, READ(esr_el1), READ(far_el1), 0);
    else if (number >> 8 == 2)
        print_fault(&outcome, READ(esr_el2), READ(far_el2), space < CONTEXTS ? READ(hpfar_el2) : 0);
    else
        print_fault(&outcome, outcome.esr, READ(far_el3), 0);
    put_char('\n');
}

/* --- maintenance ------------------------------------------------------------------------------ */

enum { BY_NOTHING, BY_VA, BY_VA_ASID, BY_ASID, BY_RANGE };

typedef struct Form {
    uint32_t word; /* without Rt; IS forms have CRm 3 or 0 instead of 7 or 4 */
    uint8_t operand, lowest_el;
} Form;

#define TLBI_WORD(op1, crm, op2) (0xd5080000u | (op1) << 16 | (crm) << 8 | (op2) << 5)

static const Form s1_el1[] = {
    {TLBI_WORD(0, 0x87, 1), BY_VA_ASID, 1}, {TLBI_WORD(0, 0x83, 1), BY_VA_ASID, 1}, /* VAE1 */
    {TLBI_WORD(0, 0x87, 5), BY_VA_ASID, 1}, {TLBI_WORD(0, 0x83, 5), BY_VA_ASID, 1}, /* VALE1 */
    {TLBI_WORD(0, 0x87, 3), BY_VA, 1},      {TLBI_WORD(0, 0x83, 3), BY_VA, 1},      /* VAAE1 */
    {TLBI_WORD(0, 0x87, 7), BY_VA, 1},      {TLBI_WORD(0, 0x83, 7), BY_VA, 1},      /* VAALE1 */
    {TLBI_WORD(0, 0x87, 2), BY_ASID, 1},    {TLBI_WORD(0, 0x83, 2), BY_ASID, 1},    /* ASIDE1 */
    {TLBI_WORD(0, 0x87, 0), BY_NOTHING, 1}, {TLBI_WORD(0, 0x83, 0), BY_NOTHING, 1}, /* VMALLE1 */
    {TLBI_WORD(4, 0x87, 6), BY_NOTHING, 2}, {TLBI_WORD(4, 0x83, 6), BY_NOTHING, 2}, /* VMALLS12E1 */
    {TLBI_WORD(4, 0x87, 4), BY_NOTHING, 2}, {TLBI_WORD(4, 0x83, 4), BY_NOTHING, 2}, /* ALLE1 */
#if LATER /* outer shareable, and ranges: IS, OS and neither */
    {TLBI_WORD(0, 0x81, 1), BY_VA_ASID, 1}, {TLBI_WORD(0, 0x81, 5), BY_VA_ASID, 1}, /* VAE1OS */
    {TLBI_WORD(0, 0x81, 3), BY_VA, 1},      {TLBI_WORD(0, 0x81, 7), BY_VA, 1},      /* VAAE1OS */
    {TLBI_WORD(0, 0x81, 2), BY_ASID, 1},    {TLBI_WORD(0, 0x81, 0), BY_NOTHING, 1}, /* ASIDE1OS */
    {TLBI_WORD(4, 0x81, 6), BY_NOTHING, 2}, {TLBI_WORD(4, 0x81, 4), BY_NOTHING, 2}, /* ALLE1OS */
    {TLBI_WORD(0, 0x82, 1), BY_RANGE, 1},   {TLBI_WORD(0, 0x82, 3), BY_RANGE, 1},   /* RVAE1IS */
    {TLBI_WORD(0, 0x82, 5), BY_RANGE, 1},   {TLBI_WORD(0, 0x82, 7), BY_RANGE, 1},   /* RVALE1IS */
    {TLBI_WORD(0, 0x85, 1), BY_RANGE, 1},   {TLBI_WORD(0, 0x85, 3), BY_RANGE, 1},   /* RVAE1OS */
    {TLBI_WORD(0, 0x85, 5), BY_RANGE, 1},   {TLBI_WORD(0, 0x85, 7), BY_RANGE, 1},   /* RVALE1OS */
    {TLBI_WORD(0, 0x86, 1), BY_RANGE, 1},   {TLBI_WORD(0, 0x86, 3), BY_RANGE, 1},   /* RVAE1 */
    {TLBI_WORD(0, 0x86, 5), BY_RANGE, 1},   {TLBI_WORD(0, 0x86, 7), BY_RANGE, 1},   /* RVALE1 */
#endif
};

static const Form s1_el2[] = {
    {TLBI_WORD(4, 0x87, 1), BY_VA, 2},      {TLBI_WORD(4, 0x83, 1), BY_VA, 2},      /* VAE2 */
    {TLBI_WORD(4, 0x87, 5), BY_VA, 2},      {TLBI_WORD(4, 0x83, 5), BY_VA, 2},      /* VALE2 */
    {TLBI_WORD(4, 0x87, 0), BY_NOTHING, 2}, {TLBI_WORD(4, 0x83, 0), BY_NOTHING, 2}, /* ALLE2 */
#if LATER
    {TLBI_WORD(4, 0x81, 1), BY_VA, 2},      {TLBI_WORD(4, 0x81, 0), BY_NOTHING, 2}, /* VAE2OS */
    {TLBI_WORD(4, 0x81, 5), BY_VA, 2},      {TLBI_WORD(4, 0x82, 1), BY_RANGE, 2},   /* RVAE2IS */
    {TLBI_WORD(4, 0x85, 1), BY_RANGE, 2},   {TLBI_WORD(4, 0x86, 1), BY_RANGE, 2},   /* RVAE2 */
    {TLBI_WORD(4, 0x82, 5), BY_RANGE, 2},   {TLBI_WORD(4, 0x85, 5), BY_RANGE, 2},   /* RVALE2IS */
    {TLBI_WORD(4, 0x86, 5), BY_RANGE, 2},
#endif
};

static const Form s1_el3[] = {
    {TLBI_WORD(6, 0x87, 1), BY_VA, 3},      {TLBI_WORD(6, 0x83, 1), BY_VA, 3},      /* VAE3 */
    {TLBI_WORD(6, 0x87, 5), BY_VA, 3},      {TLBI_WORD(6, 0x83, 5), BY_VA, 3},      /* VALE3 */
    {TLBI_WORD(6, 0x87, 0), BY_NOTHING, 3}, {TLBI_WORD(6, 0x83, 0), BY_NOTHING, 3}, /* ALLE3 */
#if LATER
    {TLBI_WORD(6, 0x81, 1), BY_VA, 3},      {TLBI_WORD(6, 0x81, 0), BY_NOTHING, 3}, /* VAE3OS */
    {TLBI_WORD(6, 0x81, 5), BY_VA, 3},      {TLBI_WORD(6, 0x82, 1), BY_RANGE, 3},   /* RVAE3IS */
    {TLBI_WORD(6, 0x85, 1), BY_RANGE, 3},   {TLBI_WORD(6, 0x86, 1), BY_RANGE, 3},   /* RVAE3 */
    {TLBI_WORD(6, 0x82, 5), BY_RANGE, 3},   {TLBI_WORD(6, 0x85, 5), BY_RANGE, 3},   /* RVALE3IS */
    {TLBI_WORD(6, 0x86, 5), BY_RANGE, 3},
#endif
};

/* By IPA, to be followed by VMALLE1; or both stages at once. */
static const Form s2_ipa[] = {
    {TLBI_WORD(4, 0x84, 1), BY_VA, 2},    {TLBI_WORD(4, 0x80, 1), BY_VA, 2}, /* IPAS2E1 */
    {TLBI_WORD(4, 0x84, 5), BY_VA, 2},    {TLBI_WORD(4, 0x80, 5), BY_VA, 2}, /* IPAS2LE1 */
#if LATER
    {TLBI_WORD(4, 0x84, 0), BY_VA, 2},    {TLBI_WORD(4, 0x84, 4), BY_VA, 2},    /* IPAS2LE1OS */
    {TLBI_WORD(4, 0x80, 2), BY_RANGE, 2},                                       /* RIPAS2E1IS */
    {TLBI_WORD(4, 0x84, 2), BY_RANGE, 2}, {TLBI_WORD(4, 0x84, 3), BY_RANGE, 2}, /* RIPAS2E1OS */
    {TLBI_WORD(4, 0x80, 6), BY_RANGE, 2}, {TLBI_WORD(4, 0x84, 6), BY_RANGE, 2}, /* RIPAS2LE1 */
    {TLBI_WORD(4, 0x84, 7), BY_RANGE, 2},
#endif
};
static const Form s2_vmalle1[] = {
    {TLBI_WORD(0, 0x87, 0), BY_NOTHING, 1},
    {TLBI_WORD(0, 0x83, 0), BY_NOTHING, 1},
};
static const Form s2_both[] = {
    {TLBI_WORD(4, 0x87, 6), BY_NOTHING, 2},
    {TLBI_WORD(4, 0x83, 6), BY_NOTHING, 2},
    {TLBI_WORD(4, 0x87, 4), BY_NOTHING, 2},
    {TLBI_WORD(4, 0x83, 4), BY_NOTHING, 2},
};

#define ONE_OF(forms) (&(forms)[pick(sizeof(forms) / sizeof(forms)[0])])

/* A range of 4 KB pages that has @va's, BaseADDR, NUM, SCALE and TG: of 2 to 64 pages, or of 64
 * times as many. */
static uint64_t range_with(uint64_t va)
{
    uint64_t scale = pick(2), pages = (uint64_t)(pick(32) + 1) << (5 * scale + 1);
    uint64_t before = pick((unsigned)pages), num = (pages >> (5 * scale + 1)) - 1;

    return ((va - before) & ((UINT64_C(1) << 37) - 1)) | num << 39 | scale << 44 |
           UINT64_C(1) << 46;
}

static void maintain(const Form *form, unsigned space, unsigned page)
{
    uint64_t asid = (uint64_t)(1 + space % 2) << 48, va = (WINDOW + 4096 * page) >> 12;
    uint64_t operand = form->operand == BY_RANGE     ? range_with(va) | asid
                       : form->operand == BY_VA      ? va
                       : form->operand == BY_VA_ASID ? va | asid
                       : form->operand == BY_ASID    ? asid
                                                     : 0;
    unsigned el = form->lowest_el + pick(4 - form->lowest_el);
    struct Outcome outcome;

    enter_context(space);
    execute(form->word | (form->operand == BY_NOTHING ? 31 : 0), el, operand, &outcome);
    barrier();
}

static void change_s1(unsigned space, unsigned page)
{
    load("before", space, page);
    s1_level3[space][page] = 0;
    barrier();
    maintain(space < CONTEXTS     ? ONE_OF(s1_el1)
             : space == EL2_SPACE ? ONE_OF(s1_el2)
                                  : ONE_OF(s1_el3),
             space, page);
    load("gone", space, page);
    s1_level3[space][page] = new_s1(space);
    barrier();
    load("after", space, page);
}

/* The page of @space that leads to the IPA page @ipa, or 0. */
static unsigned page_of_ipa(unsigned space, unsigned ipa)
{
    for (unsigned page = 0; page < PAGES; page++)
        if (((s1_level3[space][page] >> 12) & (PAGES - 1)) == ipa)
            return page;
    return 0;
}

static void change_s2(unsigned space, unsigned ipa)
{
    unsigned vm = space / 2, page = page_of_ipa(space, ipa);

    load("s2 before", space, page);
    s2_level3[vm][ipa] = 0;
    barrier();
    if (pick(2)) {
        maintain(ONE_OF(s2_ipa), space, ipa);
        maintain(ONE_OF(s2_vmalle1), space, ipa);
    } else {
        maintain(ONE_OF(s2_both), space, ipa);
    }
    load("s2 gone", space, page);
    s2_level3[vm][ipa] = new_s2();
    barrier();
    load("s2 after", space, page);
}

int main(void)
{
    build();
    translate();
    while (cases < 10000) {
        unsigned kind = pick(4);

        if (kind == 0)
            load("plain", pick(SPACES), pick(PAGES));
        else if (kind == 1)
            change_s2(pick(CONTEXTS), pick(PAGES));
        else
            change_s1(pick(SPACES), pick(PAGES));
    }
    put_text("end\n");
    return 0;
}
