/* SPDX-License-Identifier: MIT
 *
 * rows.c - bare-metal program: executes the rows of the tables that no other test does, and prints
 * what it saw: the level an exception went to and its syndrome, or the value.
 *
 * Exits of a virtual machine by every reason that can be had, interrupts by each route, hints and
 * barriers, PSTATE, registers and instructions of extensions that are not there, every register
 * of the GIC's frames, and every device. With FEATURES 1 only what cortex-a57 lacks.
 */
#include <stddef.h>

#include "tests/guest/sysregs/guest.h"

/* The compiler calls it for what it fills with zeroes. */
void *memset(void *to, int value, size_t size)
{
    volatile uint8_t *bytes = to;

    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)value;
    return to;
}

#define HCR_RW (UINT64_C(1) << 31)
#define HCR_VM UINT64_C(1)
#define HCR_FMO (UINT64_C(1) << 3)
#define HCR_IMO (UINT64_C(1) << 4)
#define HCR_TWI (UINT64_C(1) << 13)
#define HCR_TWE (UINT64_C(1) << 14)
#define HCR_TSC (UINT64_C(1) << 19)
#define HCR_TVM (UINT64_C(1) << 26)
#define HCR_TGE (UINT64_C(1) << 27)
#define HCR_TEA (UINT64_C(1) << 37)
#define SCR_BASE 0xd31 /* NS HCE RW ST */
#define SCR_IRQ 2
#define SCR_FIQ 4
#define SCR_EA 8
#define SCR_TWE 0x2000
#define SCTLR_BASE 0x34d5d800 /* RES1, UCI nTWE nTWI */
#define SCTLR_SA0 0x10
#define CPTR2_TFP 0x400
#define SPSR_MASKED 0x3c0
#define SPSR_IL 0x100000

#define VTCR (25 | 1 << 6 | 1 << 8 | 1 << 10 | 3 << 12 | 2 << 16 | UINT64_C(1) << 31)
#define BLOCK (1 | 0xf << 2 | 3 << 6 | 3 << 8 | 1 << 10)

#define GICD_BASE 0x08000000
#define GICC_BASE 0x08010000
#define GICH_BASE 0x08030000
#define GICV_BASE 0x08040000
#define NOWHERE 0x0a100000          /* on the board, between virtio and the secure RAM */
#define BEYOND UINT64_C(0xc0000000) /* stage 2 does not map it */

static uint64_t stage2[512] __attribute__((aligned(4096)));
static uint32_t code[64] __attribute__((aligned(64)));

struct Setting {
    uint64_t hcr, scr, sctlr, cptr2;
};

static const struct Setting plain = {HCR_RW, SCR_BASE, SCTLR_BASE, 0x33ff};

static void set(const struct Setting *s)
{
    WRITE(scr_el3, s->scr);
    WRITE(hcr_el2, s->hcr);
    WRITE(sctlr_el1, s->sctlr);
    WRITE(cptr_el2, s->cptr2);
    WRITE(esr_el1, 0);
    WRITE(esr_el2, 0);
    WRITE(esr_el3, 0);
    WRITE(far_el1, 0);
    WRITE(far_el2, 0);
    WRITE(hpfar_el2, 0);
    __asm__ volatile("isb");
}

/* The SMC of the code under test, or of a vector of EL1 or EL2 (start.S). */
static bool is_smc(uint64_t esr)
{
    return esr >> 26 == 0x17 &&
           ((esr & 0xffff) == 0 || (esr >> 8 & 0xff) == 1 || (esr >> 8 & 0xff) == 2);
}

/* Where it ended, and why; then what an abort says of its address. */
static void print_outcome(const struct Outcome *outcome)
{
    unsigned level = is_smc(outcome->esr) ? (unsigned)outcome->esr >> 8 & 3 : 3;
    uint64_t esr = level == 1 ? READ(esr_el1) : level == 2 ? READ(esr_el2) : outcome->esr;
    unsigned class = (unsigned)(esr >> 26);

    if (level == 0) {
        put_hex(outcome->x0, 16);
        return;
    }
    put_text("EL");
    put_char((char)('0' + level));
    put_char(' ');
    put_hex(esr, 8);
    if (class == 0x20 || class == 0x24 || class == 0x22) {
        put_text(" far ");
        put_hex(level == 1 ? READ(far_el1) : level == 2 ? READ(far_el2) : READ(far_el3), 16);
    }
    if (level == 2 && (class == 0x20 || class == 0x24)) {
        put_text(" hpfar ");
        put_hex(READ(hpfar_el2), 16);
    }
}

struct Test {
    const char *text;
    unsigned el;
    uint64_t x0;
    unsigned count;
    uint32_t word[12];
    struct Setting with; /* zero: as plain */
    uint64_t spsr;       /* bits to flip: SPSR_MASKED lets interrupts in */
};

#define SVC_0 0xd4000001u
#define SMC_0 0xd4000003u

static void run(const struct Test *t)
{
    struct Outcome outcome;

    set(t->with.hcr ? &t->with : &plain);
    for (unsigned i = 0; i < t->count; i++)
        put_code(&code[i], t->word[i]);
    put_code(&code[t->count], t->el ? SMC_0 : SVC_0);
    run_at(t->x0, code, (SPSR_MASKED ^ t->spsr) | t->el << 2 | (t->el != 0), &outcome);
    put_text(t->text);
    put_text(": ");
    print_outcome(&outcome);
    put_char('\n');
}

#define RUN(...) run(&(const struct Test){__VA_ARGS__})
#define WORDS(...)                                                                                 \
    sizeof((uint32_t[]){__VA_ARGS__}) / 4,                                                         \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

#define VM_HCR(bits)                                                                               \
    {                                                                                              \
        HCR_RW | HCR_VM | (bits), SCR_BASE, SCTLR_BASE | SCTLR_SA0, 0x33ff                         \
    }

/* --- A virtual machine's exits ---------------------------------------------------------------- */

static void test_exits(void)
{
    const struct Setting tge = VM_HCR(HCR_TGE);

    RUN("VM hvc", 1, 0, WORDS(0xd4000002), VM_HCR(0));
    RUN("VM smc", 1, 0, WORDS(0xd4000063), VM_HCR(HCR_TSC));
    RUN("VM wfi", 1, 0, WORDS(0xd503207f), VM_HCR(HCR_TWI));
    RUN("VM wfe", 1, 0, WORDS(0xd503205f, 0xd503205f), VM_HCR(HCR_TWE));
    RUN("VM msr ttbr0_el1", 1, 0, WORDS(0xd5182000), VM_HCR(HCR_TVM));
    RUN("VM fmov", 1, 0, WORDS(0x9e670000),
        {HCR_RW | HCR_VM, SCR_BASE, SCTLR_BASE, 0x33ff | CPTR2_TFP});
    RUN("VM ldr beyond stage 2", 1, BEYOND, WORDS(0xf9400001), VM_HCR(0));
    RUN("VM br beyond stage 2", 1, BEYOND, WORDS(0xd61f0000), VM_HCR(0));
    RUN("VM EL0 udf, TGE", 0, 0, WORDS(0), tge);
    RUN("VM EL0 svc, TGE", 0, 0, WORDS(0xd4000061), tge);
    RUN("VM EL0 brk, TGE", 0, 0, WORDS(0xd4200000), tge);
    RUN("VM EL0 br misaligned, TGE", 0, (uint64_t)code + 2, WORDS(0xd61f0000), tge);
    RUN("VM EL0 ldr from misaligned sp, TGE", 0, (uint64_t)code + 8, WORDS(0x9100001f, 0xf94003e1),
        tge);
    RUN("VM EL0 illegal state, TGE", 0, 0, WORDS(0xd503201f), tge, SPSR_IL);
}

/* --- Routes of WFE, and of external aborts ---------------------------------------------------- */

static void test_routes(void)
{
    RUN("wfe EL1 SCR_EL3.TWE", 1, 0, WORDS(0xd503205f, 0xd503205f),
        {HCR_RW, SCR_BASE | SCR_TWE, SCTLR_BASE, 0x33ff});
    RUN("wfe EL0 SCTLR_EL1.nTWE=0", 0, 0, WORDS(0xd503205f, 0xd503205f),
        {HCR_RW, SCR_BASE, SCTLR_BASE & ~UINT64_C(0x40000), 0x33ff});
    RUN("wfe EL1 after sevl", 1, 1, WORDS(0xd50320bf, 0xd503205f));
    RUN("wfe EL1 after sev", 1, 1, WORDS(0xd503209f, 0xd503205f));
    RUN("ldr of nowhere EL1", 1, NOWHERE, WORDS(0xf9400001));
    RUN("ldr of nowhere EL1 SCR_EL3.EA", 1, NOWHERE, WORDS(0xf9400001),
        {HCR_RW, SCR_BASE | SCR_EA, SCTLR_BASE, 0x33ff});
}

/* --- Interrupts ------------------------------------------------------------------------------- */

static volatile uint32_t *at(uint64_t address)
{
    return (volatile uint32_t *)address;
}

/* SGI 1 to itself, then a few instructions with interrupts let in; it is ended afterwards. */
static void interrupt(const char *text, uint64_t hcr, uint64_t scr, uint32_t gicc_ctlr)
{
    uint32_t iar;

    *at(GICD_BASE) = 3;
    *at(GICC_BASE + 4) = 0xff;
    *at(GICC_BASE) = gicc_ctlr;
    *at(GICD_BASE + 0x100) = 2;
    *at(GICD_BASE + 0xf00) = 0x02000001;
    RUN(text, 1, 0, WORDS(0xd503201f, 0xd503201f, 0xd503201f),
        {HCR_RW | hcr, SCR_BASE | scr, SCTLR_BASE, 0x33ff}, SPSR_MASKED);
    iar = *at(GICC_BASE + 0xc);
    put_text(text);
    put_text(", GICC_IAR: ");
    put_hex(iar, 8);
    put_char('\n');
    *at(GICC_BASE + 0x10) = iar;
    *at(GICC_BASE) = 0;
}

static void test_interrupts(void)
{
    interrupt("IRQ", 0, 0, 1);
    interrupt("IRQ HCR_EL2.IMO", HCR_IMO, 0, 1);
    interrupt("IRQ SCR_EL3.IRQ", 0, SCR_IRQ, 1);
    interrupt("VM IRQ", HCR_VM | HCR_IMO, 0, 1);
    interrupt("FIQ", 0, 0, 9);
    interrupt("FIQ HCR_EL2.FMO", HCR_FMO, 0, 9);
    interrupt("FIQ SCR_EL3.FIQ", 0, SCR_FIQ, 9);
    interrupt("VM FIQ", HCR_VM | HCR_FMO, 0, 9);
    RUN("VM hvc once more", 1, 0, WORDS(0xd4000002), VM_HCR(0)); /* closes the last exit */
}

/* --- Instructions ----------------------------------------------------------------------------- */

/* At EL2: returns to x0's level and says so there; ADR x1, +16; MSR ELR_EL2, SPSR_EL2; ERET. */
#define RETURN_EL2 WORDS(0x10000081, 0xd51c4021, 0xd51c4000, 0xd69f03e0, 0xd4000061)

static void test_instructions(void)
{
    RUN("eret EL2 to EL0", 2, SPSR_MASKED, RETURN_EL2);
    RUN("eret EL2 to EL2", 2, SPSR_MASKED | 9, RETURN_EL2);
    RUN("dcps1", 1, 0, WORDS(0xd4a00001));
    RUN("dcps2", 1, 0, WORDS(0xd4a00002));
    RUN("dcps3", 1, 0, WORDS(0xd4a00003));
    RUN("sysl EL1", 1, 0, WORDS(0xd5280000));
    RUN("yield, nop, hint 127", 1, 7, WORDS(0xd503203f, 0xd503201f, 0xd5032fff));
    /* fmov d0, x0; fmov d1, #2.0; fdiv d0, d0, d1; fmov x0, d0 */
    RUN("fdiv 1.0 / 2.0", 1, 0x3ff0000000000000,
        WORDS(0x9e670000, 0x1e601001, 0x1e611800, 0x9e660000),
        {HCR_RW, SCR_BASE, SCTLR_BASE, 0x33ff});
    /* movi v0, #0; ins v0.d[0], x0; aesmc v0.16b, v0.16b; fmov x0, d0 */
    RUN("aesmc", 1, 0x0123456789abcdef, WORDS(0x4f000400, 0x4e081c00, 0x4e286800, 0x9e660000));
}

static void test_features(void)
{
    RUN("esb", 1, 5, WORDS(0xd503221f));
    RUN("sb", 1, 6, WORDS(0xd50330ff));
    RUN("msr pan, #1", 1, 0, WORDS(0xd500419f, 0xd5384260));
    RUN("msr pan, #0", 1, 1, WORDS(0xd500409f, 0xd5384260));
    RUN("msr uao, #1", 1, 0, WORDS(0xd500417f, 0xd5384280));
    RUN("msr uao, #0", 1, 1, WORDS(0xd500407f, 0xd5384280));
    RUN("msr ssbs, #1", 1, 0, WORDS(0xd503413f, 0xd53b42c0));
    RUN("msr ssbs, #0", 1, 1, WORDS(0xd503403f, 0xd53b42c0));
    RUN("msr dit, #1", 1, 0, WORDS(0xd503415f, 0xd53b42a0));
    RUN("msr dit, #0", 1, 1, WORDS(0xd503405f, 0xd53b42a0));
    RUN("fcvtzs h, #3", 1, 0x4500, WORDS(0x9ee70000, 0x5f1dfc00, 0x9ee60000)); /* 5.0 * 8 */
    RUN("ldr of nowhere EL1 HCR_EL2.TEA", 1, NOWHERE, WORDS(0xf9400001),
        {HCR_RW | HCR_TEA, SCR_BASE, SCTLR_BASE, 0x33ff});
}

/* --- Registers of what is not there ----------------------------------------------------------- */

static void test_absent(void)
{
    static const struct {
        const char *name;
        uint32_t word;
    } absent[] = {
#define ABSENT(name, op0, op1, crn, crm, op2, feature)                                             \
    {#name, 0xd5200000u | (op0) << 19 | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5},
#include "cpu/sysregs_absent.def"
#undef ABSENT
    };

    for (unsigned i = 0; i < sizeof absent / sizeof absent[0]; i++)
        RUN(absent[i].name, 3, 0, 1, {absent[i].word});
}

/* --- The GIC's frames ------------------------------------------------------------------------- */

static void print_access(const char *frame, const char *name, unsigned index, const char *how,
                         uint32_t value)
{
    put_text(frame);
    put_text(name);
    put_hex(index, 1);
    put_text(how);
    put_hex(value, 8);
    put_char('\n');
}

/* The first two registers of a row: as they are, and after a write of ones; then as before. */
static void probe(const char *frame, const char *name, uint64_t base, unsigned count)
{
    for (unsigned i = 0; i < count && i < 2; i++) {
        volatile uint32_t *reg = at(base + 4 * i);
        uint32_t before = *reg;

        print_access(frame, name, i, " read: ", before);
        *reg = 0xffffffff;
        print_access(frame, name, i, " ones: ", *reg);
        *reg = before;
        print_access(frame, name, i, " again: ", *reg);
    }
}

static void test_gic(void)
{
    *at(GICD_BASE) = 0;
#define GICD(name, offset, count, ...) probe("GICD_", #name, GICD_BASE + (offset), count);
#define GICC(name, offset, count, ...) probe("GICC_", #name, GICC_BASE + (offset), count);
#define GICH(name, offset, count, ...) probe("GICH_", #name, GICH_BASE + (offset), count);
#define GICV(name, offset, count, ...) probe("GICV_", #name, GICV_BASE + (offset), count);
#include "gic/gicc.def"
#include "gic/gicd.def"
#include "gic/gich.def"
#include "gic/gicv.def"
}

/* --- Devices ---------------------------------------------------------------------------------- */

static void peek(const char *name, uint64_t address)
{
    put_text(name);
    put_text(": ");
    put_hex(*at(address), 8);
    put_char('\n');
}

static void test_devices(void)
{
    peek("flash0", 0);
    peek("flash1", 0x04000000);
    peek("v2m MSI_TYPER", 0x08020008);
    peek("uart0 UARTFR", 0x09000018);
    peek("rtc RTCPeriphID0", 0x09010fe0);
    peek("gpio GPIOPeriphID0", 0x09030fe0);
    *at(0x0a000070) = 0; /* Status: reset */
    peek("virtio MagicValue", 0x0a000000);
    peek("uart1 UARTFR", 0x09040018);
    peek("secgpio GPIOPeriphID0", 0x090b0fe0);
    *at(0x0e000000) = 0x600df00d;
    peek("secram", 0x0e000000);
}

static void test_all(void)
{
    test_exits();
    test_routes();
    test_instructions();
    test_absent();
    test_interrupts();
    test_devices();
    test_gic();
}

int main(void)
{
    stage2[0] = 0x00000000 | BLOCK;
    stage2[1] = 0x40000000 | BLOCK;
    WRITE(vttbr_el2, (uint64_t)stage2 | UINT64_C(1) << 48);
    WRITE(vtcr_el2, VTCR);
    WRITE(cpacr_el1, 0x300000);
    WRITE(mdcr_el2, 6);
    __asm__ volatile("isb\n tlbi alle1\n dsb sy\n isb");
    if (FEATURES)
        test_features();
    else
        test_all();
    put_text("end\n");
    return 0;
}
