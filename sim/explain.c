/* SPDX-License-Identifier: MIT
 *
 * explain.c - the last exceptions of a dead guest, and what they mean.
 *
 * Tests: tests/unit/sim/explain_test.c
 */
#include "sim/explain.h"

#include <inttypes.h>

#include "cpu/access.h"
#include "cpu/regime.h"
#include "sim/exits/reason.h"

#define SHOWN 12u

static const char *class_name(uint32_t esr)
{
    Crossing crossing = {
        .kind = CROSSING_EXCEPTION, .exception = EXCEPTION_SYNC, .esr = esr, .to_el = 2};

    return reason_name(reason_of(&crossing));
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
                note->from_el, note->to_el, class_name(note->esr), note->esr, note->far, note->pc);
    else
        fprintf(out, "EL%u>EL%u %s at 0x%" PRIx64, note->from_el, note->to_el, kinds[note->kind],
                note->pc);
    if (symbol)
        fprintf(out, " <%s+0x%" PRIx64 ">", symbol->name, note->pc - symbol->address);
    fputc('\n', out);
}

static void print_ring(const Cpu *cpu, const Machine *machine, FILE *out)
{
    unsigned count = cpu->ring_next < SHOWN ? cpu->ring_next : SHOWN;

    if (!count)
        return;
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

static void explain_cpu(Cpu *cpu, const Machine *machine, FILE *out)
{
    const Symbol *symbol = symbol_find(&machine->plan.symbols, cpu->pc);

    fprintf(out, "CPU %u %s at EL%u, PC 0x%" PRIx64, cpu->config.index, wait_text(cpu->wait),
            cpu->pstate.el, cpu->pc);
    if (symbol)
        fprintf(out, " <%s+0x%" PRIx64 ">", symbol->name, cpu->pc - symbol->address);
    fprintf(out, ", DAIF %u, lines 0x%x\n", cpu->pstate.daif, cpu->lines);
    fprintf(out,
            "  LR 0x%" PRIx64 ", SP 0x%" PRIx64 ", X0 0x%" PRIx64 ", HCR_EL2 0x%" PRIx64
            ", SCTLR 0x%" PRIx64 "\n",
            cpu->x[30], cpu->x[REG_SP], cpu->x[0], regime_hcr(cpu), cpu->regime.sctlr);
    print_insn(cpu, out);
    print_ring(cpu, machine, out);
}

void explain_machine(const Machine *machine, FILE *out)
{
    const char *script = console_waiting_for(machine->console);
    char gic[4096];

    for (unsigned i = 0; i < machine->cpu_count; i++) {
        explain_cpu(machine->cpu[i], machine, out);
        gicv2_describe(machine->gic, i, gic, sizeof gic);
        fprintf(out, "  %s\n", gic);
    }
    if (script)
        fprintf(out, "The script still waits for `%s`.\n", script);
}
