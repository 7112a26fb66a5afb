/* SPDX-License-Identifier: MIT
 *
 * explain.c - the last exceptions of a dead guest, and what they mean.
 *
 * Tests: tests/cli/dying_test.sh
 */
#include "sim/explain.h"

#include <inttypes.h>
#include <string.h>

#include "cpu/access.h"
#include "cpu/regime.h"
#include "sim/exits/reason.h"
#include "sim/opcode.h"

#define SHOWN 12u

static ExitReason class_of(uint32_t esr)
{
    Crossing crossing = {
        .kind = CROSSING_EXCEPTION, .exception = EXCEPTION_SYNC, .esr = esr, .to_el = 2};

    return reason_of(&crossing);
}

static bool is_abort(uint32_t esr)
{
    unsigned class = esr >> 26;

    return class == EC_IABT_LOW || class == EC_IABT_CUR || class == EC_DABT_LOW ||
           class == EC_DABT_CUR;
}

/* ISS.DFSC and IFSC, by their upper bits: the level is in the lower ones. */
static const char *fault_text(uint32_t esr)
{
    static const char *const text[16] = {
        [0x00 >> 2] = "address size fault",
        [0x04 >> 2] = "translation fault: the page is not mapped",
        [0x08 >> 2] = "access flag fault",
        [0x0c >> 2] = "permission fault",
        [0x10 >> 2] = "external abort: nothing answers at that address",
        [0x14 >> 2] = "external abort on a table walk: no memory where the table is said to be",
        [0x20 >> 2] = "alignment fault",
        [0x30 >> 2] = "TLB conflict",
        [0x34 >> 2] = "unsupported exclusive or atomic access",
    };
    const char *found = text[(esr & 0x3f) >> 2];

    return found ? found : "fault";
}

void explain_note(const Machine *machine, const ExceptionNote *note, FILE *out)
{
    static const char *const kinds[] = {"", "IRQ", "FIQ", "SError"};
    const Symbol *symbol = symbol_find(&machine->plan.symbols, note->pc);

    fprintf(out, "  %14" PRIu64 " ns  ", clock_ns_of_units(machine->clock, note->now_units));
    if (note->kind == EXCEPTION_NOTE_ERET)
        fprintf(out, "return EL%u>EL%u to 0x%" PRIx64, note->from_el, note->to_el, note->pc);
    else if (note->kind == EXCEPTION_SYNC)
        fprintf(out, "EL%u>EL%u %s, ESR 0x%08" PRIx32 ", FAR 0x%" PRIx64 ", at 0x%" PRIx64,
                note->from_el, note->to_el, reason_name(class_of(note->esr)), note->esr, note->far,
                note->pc);
    else
        fprintf(out, "EL%u>EL%u %s at 0x%" PRIx64, note->from_el, note->to_el, kinds[note->kind],
                note->pc);
    if (symbol)
        fprintf(out, " <%s+0x%" PRIx64 ">", symbol->name, note->pc - symbol->address);
    if (note->count > 1)
        fprintf(out, "  (%" PRIu64 " times)", note->count);
    fputc('\n', out);
}

/* One sentence: what went wrong there, and where. */
static void tell(const Machine *machine, const Cpu *cpu, const ExceptionNote *note, FILE *out)
{
    const Symbol *symbol = symbol_find(&machine->plan.symbols, note->pc);
    char text[256];

    fprintf(out, "at 0x%" PRIx64, note->pc);
    if (symbol)
        fprintf(out, " <%s+0x%" PRIx64 ">", symbol->name, note->pc - symbol->address);
    fprintf(out, " EL%u had ", note->from_el);
    if (is_abort(note->esr)) {
        fprintf(out, "a %s at address 0x%" PRIx64 ": %s.\n",
                note->esr >> 26 >= EC_DABT_LOW ? "data abort" : "failed fetch", note->far,
                fault_text(note->esr));
    } else if (note->esr >> 26 == EC_UNKNOWN) {
        opcode_explain(note->word, cpu->features, machine->model, note->from_el, text, sizeof text);
        fprintf(out, "the undefined instruction 0x%08" PRIx32 ": %s.\n", note->word, text);
    } else {
        fprintf(out, "%s.\n", reason_text(class_of(note->esr)));
    }
}

static const ExceptionNote *note_back(const Cpu *cpu, unsigned back)
{
    return back <= cpu->ring_next && back <= EXCEPTION_RING
               ? &cpu->ring[(cpu->ring_next - back) % EXCEPTION_RING]
               : NULL;
}

static bool is_fault(const ExceptionNote *note)
{
    return note && note->kind == EXCEPTION_SYNC;
}

/* A fault loop: the fault that repeats, and the one that led to it. */
static void tell_fault_loop(const Machine *machine, const Cpu *cpu, FILE *out)
{
    static const Sysreg vbar[4] = {SR_VBAR_EL1, SR_VBAR_EL1, SR_VBAR_EL2, SR_VBAR_EL3};
    const ExceptionNote *last = note_back(cpu, 1), *first;
    unsigned back = 2;

    if (machine->end != MACHINE_FAULT_LOOP || !is_fault(last))
        return;
    while (is_fault(note_back(cpu, back)) && note_back(cpu, back)->count > 1)
        back++;
    first = note_back(cpu, back);
    if (is_fault(first)) {
        fprintf(out, "  It began when ");
        tell(machine, cpu, first, out);
    }
    fprintf(out, "  Its handler fails each time: ");
    tell(machine, cpu, last, out);
    fprintf(out, "  VBAR_EL%u is 0x%" PRIx64 "%s.\n", last->to_el, cpu->sr[vbar[last->to_el]],
            cpu->sr[vbar[last->to_el]] ? "" : ": the guest has not set up its vectors");
    if (machine->plan.is_raw)
        fprintf(out, "  -kernel has no header of an arm64 Image or an ELF file, so it was run from "
                     "its first byte: is it the right file?\n");
}

/* The last undefined instruction, when it is not what the loop is about. */
static void tell_undefined(const Machine *machine, const Cpu *cpu, FILE *out)
{
    if (machine->end == MACHINE_FAULT_LOOP)
        return;
    for (unsigned back = 1; note_back(cpu, back) && back <= SHOWN; back++) {
        const ExceptionNote *note = note_back(cpu, back);

        if (!is_fault(note) || note->esr >> 26 != EC_UNKNOWN)
            continue;
        fprintf(out, "  The last undefined instruction: ");
        tell(machine, cpu, note, out);
        return;
    }
}

/* Why a CPU that waits is not woken. */
static void tell_wait(const Machine *machine, const Cpu *cpu, FILE *out)
{
    static const char *const name[] = {"CNTP", "CNTV", "CNTHP", "CNTPS"};
    bool any = false;

    if (machine->end != MACHINE_STUCK || (cpu->wait != WAIT_WFI && cpu->wait != WAIT_WFE))
        return;
    fprintf(out, "  No device has an event ahead, and no timer is set to interrupt:");
    for (unsigned i = 0; i < ARRAY_COUNT(name); i++) {
        uint64_t ctl = timers_ctl(cpu->timers, (TimerId)i, cpu_now(cpu));

        if (ctl & CNT_CTL_ENABLE) {
            fprintf(out, "%s %s is enabled but %s", any ? "," : "", name[i],
                    ctl & CNT_CTL_IMASK     ? "masked (IMASK)"
                    : ctl & CNT_CTL_ISTATUS ? "its interrupt does not reach the CPU (see GIC)"
                                            : "set to a time that never comes");
            any = true;
        }
    }
    fprintf(out, "%s.\n", any ? "" : " all are off");
}

static void print_ring(const Cpu *cpu, const Machine *machine, FILE *out)
{
    unsigned count = cpu->ring_next < SHOWN ? cpu->ring_next : SHOWN;

    if (!count)
        return;
    if (count == 1)
        fprintf(out, "  The only exception or return:\n");
    else
        fprintf(out, "  The last %u exceptions and returns, oldest first:\n", count);
    for (unsigned i = cpu->ring_next - count; i != cpu->ring_next; i++)
        explain_note(machine, &cpu->ring[i % EXCEPTION_RING], out);
}

static void print_insn(Cpu *cpu, FILE *out)
{
    uint32_t word;
    Uop uop;

    if (!mem_peek_insn(cpu, &word))
        return;
    decode(cpu->config.decoder, word, &uop);
    fprintf(out, "  Next instruction: 0x%08" PRIx32 " (%s)\n", word, a64_row((A64Op)uop.op)->name);
}

static const char *wait_text(CpuWait wait)
{
    switch (wait) {
    case WAIT_WFI:
        return "waits in WFI";
    case WAIT_WFE:
        return "waits in WFE";
    case WAIT_OFF:
        return "is off";
    default:
        return "runs";
    }
}

/* PSTATE's masks by their letters, and the lines that the interrupt controller drives. */
static void print_interrupts(const Cpu *cpu, FILE *out)
{
    static const char *const lines[CPU_LINE_COUNT] = {"IRQ", "FIQ", "vIRQ", "vFIQ", "SError"};
    static const char letters[] = "FIAD"; /* from bit 0 */
    bool any = false;

    fputs("masked", out);
    if (cpu->pstate.daif)
        fputc(' ', out);
    for (unsigned i = 4; i-- > 0;)
        if (cpu->pstate.daif >> i & 1)
            fputc(letters[i], out);
    fprintf(out, "%s, interrupts asserted:", cpu->pstate.daif ? "" : " nothing");
    for (unsigned i = 0; i < CPU_LINE_COUNT; i++)
        if (cpu->lines >> i & 1) {
            fprintf(out, " %s", lines[i]);
            any = true;
        }
    fputs(any ? "\n" : " none\n", out);
}

static void explain_cpu(Cpu *cpu, const Machine *machine, FILE *out)
{
    const Symbol *symbol = symbol_find(&machine->plan.symbols, cpu->pc);

    fprintf(out, "CPU %u %s at EL%u, PC 0x%" PRIx64, cpu->config.index, wait_text(cpu->wait),
            cpu->pstate.el, cpu->pc);
    if (symbol)
        fprintf(out, " <%s+0x%" PRIx64 ">", symbol->name, cpu->pc - symbol->address);
    fprintf(out, ", ");
    print_interrupts(cpu, out);
    fprintf(out,
            "  LR 0x%" PRIx64 ", SP 0x%" PRIx64 ", X0 0x%" PRIx64 ", HCR_EL2 0x%" PRIx64
            ", SCTLR 0x%" PRIx64 "\n",
            cpu->x[30], cpu->x[REG_SP], cpu->x[0], regime_hcr(cpu), cpu->regime.sctlr);
    tell_fault_loop(machine, cpu, out);
    tell_undefined(machine, cpu, out);
    tell_wait(machine, cpu, out);
    print_insn(cpu, out);
    print_ring(cpu, machine, out);
}

void explain_machine(const Machine *machine, FILE *out)
{
    const char *script = console_waiting_for(machine->console);
    char gic[4096];

    for (unsigned i = 0; i < machine->cpu_count; i++) {
        explain_cpu(machine->cpu[i], machine, out);
        gic_describe(&machine->gic, i, gic, sizeof gic);
        fprintf(out, "  %s%s", gic, gic[0] && gic[strlen(gic) - 1] == '\n' ? "" : "\n");
    }
    if (script)
        fprintf(out, "The script still waits for `%s`.\n", script);
}
