/* SPDX-License-Identifier: MIT
 *
 * sysreg_debug.c - writing the controls of self-hosted debug, the OS lock and the claim tags.
 *
 * Spec: DDI 0487, "The Debug registers".    Tests: tests/unit/cpu/sysreg_test.c, tests/guest/
 * Journey: after cpu/debug_match.c, before cpu/pmu.c
 */
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"

/* MDSCR_EL1, breakpoints, watchpoints and OS locks: software step, breakpoints and watchpoints may
 * start or stop, so look again at the next boundary. */
void write_debug(Cpu *cpu, Sysreg sr, uint64_t value)
{
    cpu->sr[sr] = value;
    cpu->attention |= ATTENTION_INTERRUPT;
}

void write_oslar(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t *oslsr = &cpu->sr[SR_OSLSR_EL1];

    (void)sr;
    *oslsr = value & 1 ? *oslsr | OSLSR_OSLK : *oslsr & ~OSLSR_OSLK;
    cpu->attention |= ATTENTION_INTERRUPT;
}

/* DBGCLAIMSET_EL1 reads as ones for the tags that are there; DBGCLAIMCLR_EL1 as the tags set. The
 * tags themselves are kept under DBGCLAIMCLR_EL1. */
uint64_t read_claim(Cpu *cpu, Sysreg sr)
{
    return sr == SR_DBGCLAIMSET_EL1 ? 0xff : cpu->sr[SR_DBGCLAIMCLR_EL1];
}

void write_claim(Cpu *cpu, Sysreg sr, uint64_t value)
{
    uint64_t *tags = &cpu->sr[SR_DBGCLAIMCLR_EL1];

    *tags = sr == SR_DBGCLAIMSET_EL1 ? *tags | value : *tags & ~value;
}

/* CHOICE: every authentication signal is implemented and enabled (each pair of bits 0b11), as on a
 * development board. */
uint64_t read_dbgauthstatus(Cpu *cpu, Sysreg sr)
{
    (void)sr;
    return cpu_has(cpu, FEAT_EL3) ? 0xff : 0x0f;
}
