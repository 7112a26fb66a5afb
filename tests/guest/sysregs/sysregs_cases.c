/* SPDX-License-Identifier: MIT
 *
 * sysregs_cases.c - host program: the cases of the system-register test, from the rows.
 *
 *   sysregs_cases CPU          every row that CPU (a -cpu text) has
 *   sysregs_cases CPU BASE     only the rows of features that BASE lacks, but for those of FEAT_VHE
 *   sysregs_cases CPU BASE traps   only the controls that BASE lacks, over every row that has one;
 *                                  with HCR_EL2.E2H set: e2h-traps
 *   sysregs_cases CPU --e2h    every row, with HCR_EL2.E2H set
 *   sysregs_cases --assembly   every row as "word assembly text", for an assembler to judge
 *
 * With HCR_EL2.E2H each row is tried at EL0..EL3, and at EL0 and EL2 with TGE, too; EL0's controls
 * in EL1's registers also in EL2's, by the names that EL2 has for them.
 *
 * Each row is tried in both directions at EL0..EL3 (Non-secure below EL3), with everything let
 * through and with each of its controls in turn set to trap; at EL0 also with HCR_EL2.TGE, and at
 * Secure EL0 and EL1. Where several enables of one control register are alternatives, each is
 * also tried alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/models.h"
#include "cpu/sysop.h"
#include "cpu/sysreg_fields.h"
#include "cpu/sysreg_rows.h"
#include "tests/guest/sysregs/sysregs.h"

static const struct {
    uint16_t sr;
    uint64_t base[2]; /* by e2h */
} controls[] = {
#define CONTROL_ROW(name, base, base_e2h) {SR_##name, {base, base_e2h}},
    CONTROLS(CONTROL_ROW) NEW_CONTROLS(CONTROL_ROW) GIC3_CONTROLS(CONTROL_ROW)
#undef CONTROL_ROW
};

/* A register or an instruction, as the cases want it. */
typedef struct Subject {
    const char *name;
    uint32_t read_word, write_word; /* 0: not in this direction */
    const uint16_t *traps, *fgt;    /* fgt: of reads and of writes; NULL for none */
    unsigned flags, write_flags;
} Subject;

/* What the program was asked for. */
static bool e2h;
static FeatureSet present;

static unsigned control_at(Sysreg sr)
{
    for (unsigned i = 0; i < CONTROL_COUNT; i++)
        if (controls[i].sr == sr)
            return i;
    fprintf(stderr, "sysregs_cases: %s is not among the controls of sysregs.h\n", sysreg_name(sr));
    exit(1);
}

static unsigned control_of(Trap trap)
{
    return control_at((Sysreg)trap_row(trap)->control);
}

static uint64_t base_of(unsigned control)
{
    return controls[control].base[e2h];
}

static void print_case(const Subject *s, bool is_read, unsigned el, unsigned flags,
                       unsigned control, uint64_t value, const char *condition)
{
    uint32_t word = is_read ? s->read_word : s->write_word;

    if (!word)
        return;
    flags |= is_read ? s->flags : s->write_flags;
    printf("{\"%s %s EL%u%s %s\", 0x%08x, %u, %u, %u, UINT64_C(0x%llx)},\n", s->name,
           is_read ? "read" : "write", el, flags & CASE_SECURE ? " secure" : "", condition, word,
           el, flags, control, (unsigned long long)value);
}

static void in_all_places(const Subject *s, unsigned control, uint64_t value, const char *condition)
{
    char with_tge[96];

    snprintf(with_tge, sizeof with_tge, "%s TGE", condition);
    for (unsigned direction = 0; direction < 2; direction++) {
        for (unsigned el = 0; el < 4; el++)
            print_case(s, direction == 0, el, 0, control, value, condition);
        print_case(s, direction == 0, 0, CASE_TGE, control, value, with_tge);
        if (e2h) {
            print_case(s, direction == 0, 2, CASE_TGE, control, value, with_tge);
            continue;
        }
        print_case(s, direction == 0, 0, CASE_SECURE, control, value, condition);
        print_case(s, direction == 0, 1, CASE_SECURE, control, value, condition);
    }
}

/* With E2H, EL1PCTEN and EL1PCEN of CNTHCTL_EL2 stand ten bits higher. */
static uint64_t field_mask(Trap trap)
{
    bool moved = trap == T_CNTHCTL_EL1PCTEN || trap == T_CNTHCTL_EL1PCEN;

    if (trap == T_CPACR_FPEN)
        return CPACR_FPEN;
    return UINT64_C(1) << (trap_row(trap)->bit + (e2h && moved ? 10 : 0));
}

static const char *field_name(Trap trap)
{
    return strchr(trap_name(trap), '_') + 1;
}

/* All enables of @trap's control register that the row has. */
static uint64_t enables(const Subject *s, Trap trap)
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < SYSREG_TRAPS_MAX && s->traps[i]; i++) {
        const TrapRow *row = trap_row((Trap)s->traps[i]);

        if (row->control == trap_row(trap)->control && row->when == 0)
            mask |= field_mask((Trap)s->traps[i]);
    }
    return mask;
}

/* @trap's field, in @control. */
static void with_trap(const Subject *s, Trap trap, unsigned control)
{
    const TrapRow *row = trap_row(trap);
    const char *where = sysreg_name((Sysreg)controls[control].sr);
    uint64_t base = base_of(control), mask = enables(s, trap);
    char condition[64];

    if (row->when) {
        snprintf(condition, sizeof condition, "%s.%s=1", where, field_name(trap));
        in_all_places(s, control, base | field_mask(trap), condition);
        return;
    }
    snprintf(condition, sizeof condition, "%s.%s=0", where, field_name(trap));
    in_all_places(s, control, base & ~mask, condition);
    if (mask == field_mask(trap))
        return;
    snprintf(condition, sizeof condition, "%s.%s=1 alone", where, field_name(trap));
    in_all_places(s, control, (base & ~mask) | field_mask(trap), condition);
}

/* In its register, and in that which is in its place for the EL0 of a host. */
static void with_trap_everywhere(const Subject *s, Trap trap)
{
    Sysreg control = (Sysreg)trap_row(trap)->control, host = (Sysreg)sysreg_row(control)->vhe;

    with_trap(s, trap, control_at(control));
    if (e2h && host != SR_NONE && control != SR_CPACR_EL1)
        with_trap(s, trap, control_at(host));
}

static bool is_debug_trap(Trap trap)
{
    return trap == T_MDCR2_TDA || trap == T_MDCR2_TDRA || trap == T_MDCR2_TDOSA;
}

static bool has_trap(Trap trap, FeatureSet set)
{
    const TrapRow *row = trap_row(trap);

    return feature_has(set, (Feature)row->feature) &&
           feature_has(set, (Feature)sysreg_row((Sysreg)row->control)->feature);
}

/* Does @has have the control, and @base not? */
static bool is_new_trap(Trap trap, FeatureSet has, FeatureSet base)
{
    return has_trap(trap, has) && !has_trap(trap, base);
}

/* The same in every place, and without effect while EL3 keeps fine-grained traps to itself. */
static void with_fine_trap(const Subject *s, Trap trap)
{
    const TrapRow *row = trap_row(trap);
    char condition[96];

    with_trap(s, trap, control_of(trap));
    snprintf(condition, sizeof condition, "%s.%s=1,FGTEn=0", sysreg_name((Sysreg)row->control),
             field_name(trap));
    for (unsigned el = 0; el < 2; el++)
        print_case(s, row->direction == TRAP_ON_READ, el, CASE_NO_FGTEN, control_of(trap),
                   field_mask(trap), condition);
}

/* Only what controls that @base lacks change. */
static void new_traps(const Subject *s, FeatureSet has, FeatureSet base)
{
    bool any = false;

    for (unsigned i = 0; i < SYSREG_TRAPS_MAX && s->traps[i]; i++)
        any |= is_new_trap((Trap)s->traps[i], has, base);
    for (unsigned i = 0; s->fgt && i < 2; i++)
        any |= s->fgt[i] && is_new_trap((Trap)s->fgt[i], has, base);
    if (any)
        in_all_places(s, CONTROL_COUNT, 0, "-");
    for (unsigned i = 0; i < SYSREG_TRAPS_MAX && s->traps[i]; i++)
        if (is_new_trap((Trap)s->traps[i], has, base))
            with_trap_everywhere(s, (Trap)s->traps[i]);
    for (unsigned i = 0; s->fgt && i < 2; i++)
        if (s->fgt[i] && is_new_trap((Trap)s->fgt[i], has, base))
            with_fine_trap(s, (Trap)s->fgt[i]);
}

static void subject(const Subject *s)
{
    in_all_places(s, CONTROL_COUNT, 0, "-");
    for (unsigned i = 0; i < SYSREG_TRAPS_MAX && s->traps[i]; i++) {
        if (feature_has(present, (Feature)trap_row((Trap)s->traps[i])->feature))
            with_trap_everywhere(s, (Trap)s->traps[i]);
        if (is_debug_trap((Trap)s->traps[i]))
            in_all_places(s, CONTROL_MDCR_EL2, base_of(CONTROL_MDCR_EL2) | MDCR_TDE,
                          "MDCR_EL2.TDE=1");
    }
}

/* What routes interrupts also chooses whose the GIC's registers are. */
static void routed_subject(const Subject *s)
{
    static const struct {
        const char *condition;
        unsigned control;
        uint64_t bits;
    } routes[] = {
        {"HCR_EL2.FMO=1", CONTROL_HCR_EL2, HCR_FMO},
        {"HCR_EL2.IMO=1", CONTROL_HCR_EL2, HCR_IMO},
        {"HCR_EL2.FMO,IMO=1", CONTROL_HCR_EL2, HCR_FMO | HCR_IMO},
        {"SCR_EL3.FIQ=1", CONTROL_SCR_EL3, 4},
        {"SCR_EL3.IRQ=1", CONTROL_SCR_EL3, 2},
        {"SCR_EL3.FIQ,IRQ=1", CONTROL_SCR_EL3, 6},
    };

    in_all_places(s, CONTROL_COUNT, 0, "-");
    for (unsigned i = 0; i < SYSREG_TRAPS_MAX && s->traps[i]; i++)
        if (trap_row((Trap)s->traps[i])->control == SR_ICH_HCR_EL2)
            with_trap(s, (Trap)s->traps[i], CONTROL_ICH_HCR_EL2);
    for (size_t i = 0; i < ARRAY_COUNT(routes); i++)
        in_all_places(s, routes[i].control, base_of(routes[i].control) | routes[i].bits,
                      routes[i].condition);
}

/* Values that depend on when they are read. */
static bool is_count(const SysregRow *row)
{
    unsigned crn = (row->key >> 7) & 15, crm = (row->key >> 3) & 15;
    bool counter = crn == 14 && crm <= 3 && !strstr(row->name, "CTL") && !strstr(row->name, "FRQ");

    return counter || !strncmp(row->name, "PMCCNTR", 7) || !strncmp(row->name, "PMEVCNTR", 8) ||
           !strcmp(row->name, "PMXEVCNTR_EL0");
}

/* Values in which cores differ: tools/idregs compares them. */
static bool is_identity(const SysregRow *row)
{
    return row->read_cost == COST_READ_ID || !strncmp(row->name, "PMCEID", 6) ||
           !strcmp(row->name, "SCTLR_EL3");
}

static bool is_volatile(const SysregRow *row)
{
    return is_count(row) || (e2h && is_identity(row));
}

/* Instructions whose traps are more than an access, and calls: what no row of a register says. */
typedef struct Instruction {
    const char *name;
    uint32_t word;
    uint16_t traps[SYSREG_TRAPS_MAX];
    bool waits; /* never to be executed where nothing traps it */
} Instruction;

static const Instruction instructions[] = {
    {"FMOV", 0x9e670000, {T_CPACR_FPEN, T_CPTR2_TFP, T_CPTR3_TFP}, false},
    {"MOVI", 0x4f000400, {T_CPACR_FPEN, T_CPTR2_TFP, T_CPTR3_TFP}, false},
    {"LDR_Q", 0x3dc00000, {T_CPACR_FPEN, T_CPTR2_TFP, T_CPTR3_TFP}, false},
    {"WFI", 0xd503207f, {T_SCTLR_nTWI, T_HCR_TWI, T_SCR_TWI}, true},
    {"SVC", 0xd40000e1, {0}, false},
    {"HVC", 0xd4000122, {0}, false},
    {"SMC", 0xd4000163, {T_HCR_TSC}, false},
    {"BRK", 0xd42001a0, {T_MDCR2_TDE}, false},
    {"HLT", 0xd4400000, {0}, false},
    {"UDF", 0x00000000, {0}, false},
    {"DRPS", 0xd6bf03e0, {0}, false},
    {"MSR_DAIFSet", 0xd5034fdf, {T_SCTLR_UMA}, false},
    {"MSR_SPSel", 0xd50041bf, {0}, false},
};

/* Where a control of @level traps: the levels below it, in a Security state that has it. */
static void where_trapped(const Subject *s, Trap trap)
{
    const TrapRow *row = trap_row(trap);
    unsigned level = row->level, control = control_of(trap);
    uint64_t base = base_of(control);
    uint64_t value = row->when ? base | field_mask(trap) : base & ~field_mask(trap);
    char condition[64];

    snprintf(condition, sizeof condition, "%s.%s=%u", sysreg_name((Sysreg)row->control),
             field_name(trap), row->when);
    for (unsigned el = 0; el < level; el++)
        print_case(s, false, el, 0, control, value, condition);
    if (level == 2)
        return;
    for (unsigned el = 0; el < 2 && el < level; el++)
        print_case(s, false, el, CASE_SECURE, control, value, condition);
}

static void instruction_subject(const Instruction *insn, FeatureSet has)
{
    Subject s = {.name = insn->name,
                 .write_word = insn->word,
                 .traps = insn->traps,
                 .write_flags = CASE_ADDRESS};
    uint64_t scr = base_of(CONTROL_SCR_EL3);

    if (insn->waits) {
        for (unsigned i = 0; i < SYSREG_TRAPS_MAX && insn->traps[i]; i++)
            if (trap_row((Trap)insn->traps[i])->level != 2 || feature_has(has, FEAT_EL2))
                where_trapped(&s, (Trap)insn->traps[i]);
        return;
    }
    subject(&s);
    if (insn->traps[0] == T_CPACR_FPEN)
        in_all_places(&s, CONTROL_CPACR_EL1, UINT64_C(1) << 20, "CPACR_EL1.FPEN=1");
    for (unsigned fpen = 0; e2h && insn->traps[0] == T_CPACR_FPEN && fpen < 3; fpen++) {
        char condition[32];

        snprintf(condition, sizeof condition, "CPTR_EL2.FPEN=%u", fpen);
        in_all_places(&s, CONTROL_CPTR_EL2, (uint64_t)fpen << 20, condition);
    }
    if (!strcmp(insn->name, "HVC"))
        in_all_places(&s, CONTROL_SCR_EL3, scr & ~SCR_HCE, "SCR_EL3.HCE=0");
}

/* Interrupts: a NOP before which one is pending. Virtual ones are set in HCR_EL2. */
typedef struct Interrupt {
    const char *name;
    unsigned flag;       /* CASE_IRQ, CASE_FIQ; 0 for virtual ones */
    uint64_t hcr_routed; /* HCR_EL2 of the route to EL2, or of the pending virtual interrupt */
    uint64_t scr_routed;
} Interrupt;

static const Interrupt interrupts[] = {
    {"IRQ", CASE_IRQ, HCR_IMO, 1u << 1},  {"FIQ", CASE_FIQ, HCR_FMO, 1u << 2},
    {"vIRQ", 0, HCR_IMO | HCR_VI, 0},     {"vFIQ", 0, HCR_FMO | HCR_VF, 0},
    {"vSError", 0, HCR_AMO | HCR_VSE, 0},
};

static void interrupt_subject(const Interrupt *interrupt, unsigned flags)
{
    char name[16];
    Subject s = {.name = name, .write_word = 0xd503201f /* NOP */, .traps = (const uint16_t[]){0}};
    uint64_t hcr = base_of(CONTROL_HCR_EL2), scr = base_of(CONTROL_SCR_EL3);

    snprintf(name, sizeof name, "%s%s", interrupt->name, flags ? "" : "_masked");
    s.write_flags = interrupt->flag | flags;
    in_all_places(&s, CONTROL_COUNT, 0, "-");
    in_all_places(&s, CONTROL_HCR_EL2, hcr | interrupt->hcr_routed, "HCR_EL2");
    if (interrupt->scr_routed)
        in_all_places(&s, CONTROL_SCR_EL3, scr | interrupt->scr_routed, "SCR_EL3");
}

static uint32_t mrs(unsigned key)
{
    return UINT32_C(0xd5200000) | key << 5;
}

static Subject sysreg_subject(const SysregRow *row)
{
    return (Subject){.name = row->name,
                     .read_word = mrs(row->key),
                     .write_word = mrs(row->key) & ~(UINT32_C(1) << 21),
                     .traps = row->traps,
                     .fgt = row->fgt,
                     .flags = is_volatile(row) ? CASE_VOLATILE : 0,
                     .write_flags = row->read_el == EL_NEVER ? 0 : CASE_READ_BACK};
}

static Subject sysop_subject(const SysopRow *row)
{
    bool is_tlbi = !strncmp(row->name, "TLBI", 4);

    return (Subject){.name = row->name,
                     .write_word = mrs(row->key) & ~(UINT32_C(1) << 21),
                     .traps = row->traps,
                     .fgt = row->fgt,
                     .write_flags = is_tlbi ? 0 : CASE_ADDRESS};
}

/* With FEAT_IDST, EL0's reads of identification registers. */
static void identification_subject(const SysregRow *row)
{
    Subject s = {.name = row->name, .read_word = mrs(row->key), .traps = row->traps};

    print_case(&s, true, 0, 0, CONTROL_COUNT, 0, "IDST");
    print_case(&s, true, 0, CASE_TGE, CONTROL_COUNT, 0, "IDST TGE");
    print_case(&s, true, 0, CASE_SECURE, CONTROL_COUNT, 0, "IDST");
}

/* "dc zva, x0" of DC_ZVA; operations on everything have no operand. */
static void print_instruction(const SysopRow *row)
{
    bool everything = strstr(row->name, "ALL") && !strstr(row->name, "VAALE");

    printf("%08x ", (mrs(row->key) & ~(UINT32_C(1) << 21)) | (everything ? 31 : 0));
    for (const char *c = row->name; *c; c++)
        putchar(*c == '_' ? ' ' : *c);
    puts(everything ? "" : ", x0");
}

static int print_assembly(void)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);

        if (row->read_el != EL_NEVER)
            printf("%08x mrs x0, %s\n", mrs(row->key), row->name);
        if (row->write_el != EL_NEVER)
            printf("%08x msr %s, x0\n", mrs(row->key) & ~(UINT32_C(1) << 21), row->name);
    }
    for (unsigned i = 0; i < OP_COUNT; i++)
        print_instruction(sysop_row((Sysop)i));
    return 0;
}

static FeatureSet parse(const char *text)
{
    const CpuModel *model;
    FeatureSet features;
    Err err;

    if (!cpu_model_parse(text, &model, &features, &err)) {
        fprintf(stderr, "sysregs_cases: %s\n", err.text);
        exit(2);
    }
    return features;
}

/* What to make cases of: CPU has it; BASE, if there is one, lacks it. */
typedef struct Choice {
    FeatureSet has, base;
    bool all, traps;
} Choice;

static bool is_chosen(const Choice *choice, unsigned feature)
{
    return feature_has(choice->has, (Feature)feature) &&
           (choice->all || !feature_has(choice->base, (Feature)feature));
}

/* SCTLR_EL12 and the like: UNDEFINED without HCR_EL2.E2H (tests/unit/cpu/vhe_test.c), which
 * QEMU 7.2 does not look at. */
static bool is_second_name(const SysregRow *row)
{
    return row->vhe != SR_NONE && (row->key >> 11 & 7) == 5;
}

static void gic_registers(void)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);
        Subject s = sysreg_subject(row);

        if (row->feature == FEAT_GIC3)
            routed_subject(&s);
    }
}

static void registers_and_operations(const Choice *choice)
{
    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);
        Subject s = sysreg_subject(row);

        if (is_second_name(row) && !e2h)
            continue;
        if (is_chosen(choice, row->feature))
            subject(&s);
        else if (choice->traps && feature_has(choice->has, (Feature)row->feature))
            new_traps(&s, choice->has, choice->base);
        if (is_chosen(choice, FEAT_IDST) && !choice->all && row->read_cost == COST_READ_ID)
            identification_subject(row);
    }
    for (unsigned i = 0; i < OP_COUNT; i++) {
        const SysopRow *row = sysop_row((Sysop)i);
        Subject s = sysop_subject(row);

        if (is_chosen(choice, row->feature))
            subject(&s);
        else if (choice->traps && feature_has(choice->has, (Feature)row->feature))
            new_traps(&s, choice->has, choice->base);
    }
}

/* SVC, and ERET where it is trapped: nothing says where else it would go. */
static void fine_instructions(const Choice *choice)
{
    static const uint16_t none[SYSREG_TRAPS_MAX] = {T_NONE};
    static const uint16_t svc_traps[2] = {T_HFGITR_SVC_EL0, T_HFGITR_SVC_EL1};
    const Subject svc = {.name = "SVC", .write_word = 0xd40000e1, .traps = none, .fgt = svc_traps};
    const Subject eret = {.name = "ERET", .write_word = 0xd69f03e0, .traps = none};

    if (!is_new_trap(T_HFGITR_ERET, choice->has, choice->base))
        return;
    new_traps(&svc, choice->has, choice->base);
    print_case(&eret, false, 1, 0, CONTROL_HFGITR_EL2, field_mask(T_HFGITR_ERET),
               "HFGITR_EL2.ERET=1");
}

static void instructions_and_interrupts(FeatureSet has)
{
    for (size_t i = 0; i < ARRAY_COUNT(instructions); i++)
        instruction_subject(&instructions[i], has);
    for (size_t i = 0; i < ARRAY_COUNT(interrupts); i++) {
        interrupt_subject(&interrupts[i], 0);
        interrupt_subject(&interrupts[i], CASE_UNMASKED);
    }
}

int main(int argc, char **argv)
{
    Choice choice = {.traps = argc == 4};
    const char *what = argc == 4 ? argv[3] : argc == 3 ? argv[2] : "";

    if (argc < 2 || argc > 4 || (argc == 4 && strcmp(what, "traps") && strcmp(what, "e2h-traps"))) {
        fprintf(stderr, "usage: sysregs_cases CPU [BASE [traps|e2h-traps] | --e2h] | --assembly | "
                        "--gic3\n");
        return 2;
    }
    if (!strcmp(argv[1], "--assembly"))
        return print_assembly();
    if (!strcmp(argv[1], "--gic3")) {
        gic_registers();
        return 0;
    }
    choice.has = present = parse(argv[1]);
    e2h = !strcmp(what, "--e2h") || !strcmp(what, "e2h-traps");
    choice.all = argc == 2 || !strcmp(what, "--e2h");
    if (!choice.all)
        choice.base = feature_with(parse(argv[2]), FEAT_VHE);
    registers_and_operations(&choice);
    if (choice.all)
        instructions_and_interrupts(choice.has);
    if (choice.traps)
        fine_instructions(&choice);
    return 0;
}
