/* SPDX-License-Identifier: MIT
 *
 * sysreg_rows.h - what stands in a row of sysregs.def and traps.def, and the functions rows name.
 *
 * Journey: after cpu/sysregs.def, before cpu/sysreg.c
 */
#ifndef CPU_SYSREG_ROWS_H
#define CPU_SYSREG_ROWS_H

#include "cpu/cpu.h"

#define SYSREG_TRAPS_MAX 5
#define EL_NEVER 7

/* SysregRow.vhe of most rows: no register is another name of the first one, MIDR_EL1. */
#define SR_NONE 0

/* op0:op1:CRn:CRm:op2 as they stand in bits 20..5 of MRS, MSR and SYS. */
#define SYSREG_KEY(op0, op1, crn, crm, op2)                                                        \
    ((unsigned)(op0) << 14 | (unsigned)(op1) << 11 | (unsigned)(crn) << 7 | (unsigned)(crm) << 3 | \
     (unsigned)(op2))

/* SysregRow.fgt and SysopRow.fgt: bits of the pair HF (HFGRTR_EL2, HFGWTR_EL2) or HDF, or of
 * HFGITR_EL2. */
/* clang-format off */
#define FGT_READ(pair, field) {T_##pair##GRTR_##field}
#define FGT_WRITE(pair, field) {T_NONE, T_##pair##GWTR_##field}
#define FGT_BOTH(pair, field) {T_##pair##GRTR_##field, T_##pair##GWTR_##field}
#define FGT_EXECUTE(field) {T_NONE, T_HFGITR_##field}
/* clang-format on */

typedef struct SysregRow {
    const char *name;
    uint16_t key;                   /* SYSREG_KEY */
    uint8_t read_el, write_el;      /* lowest EL that may; EL_NEVER */
    uint16_t read_cost, write_cost; /* CostEvent */
    uint64_t reset, res0, res1;
    uint16_t traps[SYSREG_TRAPS_MAX]; /* Trap, T_NONE ends */
    uint16_t fgt[2];                  /* Trap, of reads and of writes: fine-grained ones */
    uint8_t feature;
    /* The register that is read and written instead: SR_NONE, or of one without _EL12 or _EL02 in
     * its name while HCR_EL2.E2H redirects it (sysreg.c), of one with it always. */
    uint16_t vhe;
    /* False: pending is filled. Asked after existence and level, before the traps. */
    bool (*check)(Cpu *cpu, Sysreg sr, uint32_t word);
    uint64_t (*read)(Cpu *cpu, Sysreg sr);
    /* Gets the value with RES0 and RES1 applied. */
    void (*write)(Cpu *cpu, Sysreg sr, uint64_t value);
} SysregRow;

enum {
    TRAP_ON_READ = 1,
    TRAP_ON_WRITE = 2,
};

typedef struct TrapRow {
    const char *name, *text;
    uint16_t control; /* Sysreg */
    uint8_t bit;
    uint8_t when;
    uint8_t direction; /* TRAP_ON_*; 0 for X */
    uint8_t feature;
    uint8_t level; /* the exception level that the control register belongs to, 1..3 */
} TrapRow;

extern const SysregRow sysreg_rows[SR_COUNT];
extern const TrapRow trap_rows[T_COUNT];

static inline const SysregRow *sysreg_row(Sysreg sr)
{
    assert(sr < SR_COUNT);
    return &sysreg_rows[sr];
}

static inline const TrapRow *trap_row(Trap trap)
{
    assert(trap < T_COUNT);
    return &trap_rows[trap];
}

/* Checks @traps (T_NONE ends, at most SYSREG_TRAPS_MAX) and the fine-grained trap @fgt (or T_NONE)
 * for an access by @word. False: pending. */
bool sysreg_check_traps(Cpu *cpu, const uint16_t *traps, Trap fgt, uint32_t word, bool is_read);

/* Tells the user once per @key that the guest asked for a register that is not there. */
void sysreg_notice_unknown(Cpu *cpu, unsigned key, uint32_t word);

/* The encoding has no row, or none for this CPU: UNDEFINED with a notice, or HCR_EL2.TIDCP's trap.
 * Returns false. */
bool sysreg_unknown(Cpu *cpu, uint32_t word, bool is_read);

/* The highest implemented exception level. */
static inline unsigned highest_el(const Cpu *cpu)
{
    return cpu_has(cpu, FEAT_EL3) ? 3 : cpu_has(cpu, FEAT_EL2) ? 2 : 1;
}

/* The enables of SCR_EL3 that this CPU has: by them EL3 gives features to the levels below. */
uint64_t scr_enables(const Cpu *cpu);

/* What CNTPOFF_EL2 depends on may have changed: the EL1 physical timer sees it, or no more. */
void cntpoff_changed(Cpu *cpu);

/* Functions named in rows. */
bool check_highest_el(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_lor(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_sp_el0(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_fp(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_cntfrq(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_cntps(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_count(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_icc(Cpu *cpu, Sysreg sr, uint32_t word);
bool check_e2h(Cpu *cpu, Sysreg sr, uint32_t word);

uint64_t read_midr(Cpu *cpu, Sysreg sr);
uint64_t read_mpidr(Cpu *cpu, Sysreg sr);
uint64_t read_ccsidr(Cpu *cpu, Sysreg sr);
uint64_t read_dczid(Cpu *cpu, Sysreg sr);
uint64_t read_isr(Cpu *cpu, Sysreg sr);
uint64_t read_disr(Cpu *cpu, Sysreg sr);
uint64_t read_sp(Cpu *cpu, Sysreg sr);
uint64_t read_pstate(Cpu *cpu, Sysreg sr);
uint64_t read_fpcr(Cpu *cpu, Sysreg sr);
uint64_t read_fpsr(Cpu *cpu, Sysreg sr);
uint64_t read_timer(Cpu *cpu, Sysreg sr);
uint64_t read_pmu(Cpu *cpu, Sysreg sr);
uint64_t read_gic(Cpu *cpu, Sysreg sr);
uint64_t read_claim(Cpu *cpu, Sysreg sr);
uint64_t read_dbgauthstatus(Cpu *cpu, Sysreg sr);

void write_storage(Cpu *cpu, Sysreg sr, uint64_t value);
void write_translation(Cpu *cpu, Sysreg sr, uint64_t value);
void write_hcr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_fgt(Cpu *cpu, Sysreg sr, uint64_t value);
void write_scr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_cptr_el2(Cpu *cpu, Sysreg sr, uint64_t value);
void write_vttbr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_mdcr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_disr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_sp(Cpu *cpu, Sysreg sr, uint64_t value);
void write_spsel(Cpu *cpu, Sysreg sr, uint64_t value);
void write_pstate(Cpu *cpu, Sysreg sr, uint64_t value);
void write_fpcr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_fpsr(Cpu *cpu, Sysreg sr, uint64_t value);
void write_timer(Cpu *cpu, Sysreg sr, uint64_t value);
void write_cntpoff(Cpu *cpu, Sysreg sr, uint64_t value);
void write_timer_control(Cpu *cpu, Sysreg sr, uint64_t value);
void write_pmu(Cpu *cpu, Sysreg sr, uint64_t value);
void write_debug(Cpu *cpu, Sysreg sr, uint64_t value);
void write_oslar(Cpu *cpu, Sysreg sr, uint64_t value);
void write_gic(Cpu *cpu, Sysreg sr, uint64_t value);
void write_claim(Cpu *cpu, Sysreg sr, uint64_t value);

#endif
