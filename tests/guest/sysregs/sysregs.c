/* SPDX-License-Identifier: MIT
 *
 * sysregs.c - bare-metal program: executes every case of the system-register table and prints what
 * it saw: the value, or the level an exception went to, its vector (offset / 0x80) and ESR.
 *
 * One line a case: "SCTLR_EL1 write EL1 HCR_EL2.TVM=1: EL2 v8 6230c000".
 */
#include "sysregs.h"

#include "guest.h"

static const struct Case cases[] = {
#include "sysregs_cases.inc"
};

static uint32_t code[2] __attribute__((aligned(64)));
static uint8_t scratch[256] __attribute__((aligned(256)));

#define SMC_0 0xd4000003u
#define SVC_0 0xd4000001u

/* What control number @control is to hold for @c: @base lets everything through. */
static uint64_t adjusted(const struct Case *c, unsigned control, uint64_t base)
{
    uint64_t value = c->control == control ? c->value : base;

    if (control == CONTROL_SCR_EL3 && (c->flags & CASE_SECURE))
        value &= ~UINT64_C(1);
    if (control == CONTROL_SCR_EL3 && (c->flags & CASE_NO_FGTEN))
        value &= ~(UINT64_C(1) << 27);
    if (control == CONTROL_HCR_EL2 && (c->flags & CASE_TGE))
        value |= UINT64_C(1) << 27;
    return value;
}

static void set_controls(const struct Case *c)
{
#define CONTROL_WRITE(name, base, base_e2h)                                                        \
    WRITE(name, adjusted(c, CONTROL_##name, E2H ? base_e2h : base));
    CONTROLS(CONTROL_WRITE)
#ifdef WITH_NEW_CONTROLS
    NEW_CONTROLS(CONTROL_WRITE)
#endif
#ifdef WITH_GIC3
    GIC3_CONTROLS(CONTROL_WRITE)
#endif
#undef CONTROL_WRITE
    __asm__ volatile("isb");
}

static void execute(uint32_t word, unsigned el, bool masked, uint64_t x0, struct Outcome *outcome)
{
    put_code(&code[1], el ? SMC_0 : SVC_0);
    put_code(&code[0], word);
    run_at(x0, code, (masked ? 0x3c0 : 0) | el << 2 | (el != 0), outcome);
}

/* What came back to EL3: an SMC of number @number, or of 16 from it on (the vectors of a level). */
static bool is_smc(const struct Outcome *outcome, unsigned number)
{
    unsigned count = number ? 16 : 1;

    return outcome->esr >> 26 == 0x17 && (outcome->vector & 3) == 0 &&
           (outcome->esr & 0xffff) - number < count;
}

/* The SVC #0 with which EL0 says that it went through, as the vectors of @esr's level saw it. */
static bool is_svc(const struct Outcome *outcome, uint64_t esr)
{
    return (outcome->esr & 3) == 0 && esr >> 26 == 0x15 && (esr & 0xffff) == 0;
}

/* IRQ and FIQ have no syndrome. */
static void print_exception(const char *level, uint64_t vector, uint64_t esr)
{
    put_text(level);
    put_hex(vector, 1);
    if ((vector & 3) == 1 || (vector & 3) == 2)
        return;
    put_char(' ');
    put_hex(esr, 8);
}

static void print_outcome(const struct Case *c, const struct Outcome *outcome)
{
    uint64_t esr1 = READ(esr_el1), esr2 = READ(esr_el2), vector = outcome->esr & 15;

    if (is_smc(outcome, 0x100) && !is_svc(outcome, esr1))
        print_exception("EL1 v", vector, esr1);
    else if (is_smc(outcome, 0x200) && !is_svc(outcome, esr2))
        print_exception("EL2 v", vector, esr2);
    else if (!is_smc(outcome, 0) && !is_smc(outcome, 0x100) && !is_smc(outcome, 0x200))
        print_exception("EL3 v", outcome->vector, outcome->esr);
    else if (!(c->word & 1u << 21))
        put_text("done");
    else if (c->flags & CASE_VOLATILE)
        put_text("value");
    else
        put_hex(outcome->x0, 16);
}

#ifndef WITH_GIC3
/* Interrupts: SGI 0 is in Group 0 and an FIQ, SGI 1 in Group 1 and an IRQ. */

static void mmio(uint64_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

#define GICD 0x08000000u
#define GICC 0x08010000u

static void enable_interrupts(void)
{
    mmio(GICD + 0x80, 2);  /* GICD_IGROUPR0 */
    mmio(GICD + 0x100, 3); /* GICD_ISENABLER0 */
    mmio(GICD, 3);         /* GICD_CTLR: both groups */
    mmio(GICC + 4, 0xff);  /* GICC_PMR */
    mmio(GICC, 1 | 2 | 8); /* GICC_CTLR: both groups, FIQEn */
}

static void set_pending(const struct Case *c)
{
    if (c->flags & CASE_FIQ)
        mmio(GICD + 0xf00, 2u << 24); /* GICD_SGIR to this CPU, SGI 0 */
    if (c->flags & CASE_IRQ)
        mmio(GICD + 0xf00, 2u << 24 | 1u << 15 | 1);
}

static void clear_pending(void)
{
    mmio(GICD + 0xf10, 0x01010101); /* GICD_CPENDSGIR0 */
}
#else

/* The cases of a GICv3 are about its registers only. */
static void enable_interrupts(void)
{
}

static void set_pending(const struct Case *c)
{
    (void)c;
}

static void clear_pending(void)
{
}
#endif

/* What to write: the register's own value (at EL2, where names may mean others, read there), an
 * address, or zero. */
static uint64_t operand(const struct Case *c)
{
    static const struct Case nothing = {.control = CONTROL_COUNT};
    struct Outcome outcome;

    if (c->flags & CASE_ADDRESS)
        return (uint64_t)scratch;
    if (!(c->flags & CASE_READ_BACK))
        return 0;
    set_controls(&nothing);
    execute(c->word | 1u << 21, c->el == 2 ? 2 : 3, true, 0, &outcome);
    return is_smc(&outcome, 0) ? outcome.x0 : 0;
}

int main(void)
{
    enable_interrupts();
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct Case *c = &cases[i];
        struct Outcome outcome;
        uint64_t x0 = operand(c);

        set_controls(c);
        set_pending(c);
        execute(c->word, c->el, !(c->flags & CASE_UNMASKED), x0, &outcome);
        clear_pending();
        put_text(c->text);
        put_text(": ");
        print_outcome(c, &outcome);
        put_char('\n');
    }
    put_text("end\n");
    return 0;
}
