/* SPDX-License-Identifier: MIT
 *
 * sysreg_rows.c - sysregs.def and traps.def as tables.
 *
 * Journey: after cpu/sysreg_rows.h, before cpu/sysreg.c
 */
#include "cpu/sysreg_rows.h"

#include "cpu/sysreg_fields.h"

enum {
    EL0_RW = 0 | 0 << 3,
    EL1_RW = 1 | 1 << 3,
    EL2_RW = 2 | 2 << 3,
    EL3_RW = 3 | 3 << 3,
    EL0_RO = 0 | EL_NEVER << 3,
    EL1_RO = 1 | EL_NEVER << 3,
    EL2_RO = 2 | EL_NEVER << 3,
    EL3_RO = 3 | EL_NEVER << 3,
    EL0_WO = EL_NEVER | 0 << 3,
    EL1_WO = EL_NEVER | 1 << 3,
    EL0R_EL1W = 0 | 1 << 3,
};

/* Identification registers that can be written (CSSELR_EL1) have no price of their own. */
#define COST_WRITE_ID COST_WRITE_OTHER

#define ALL (~UINT64_C(0))
#define HI32 UINT64_C(0xffffffff00000000)

#define ROW(NAME, op0, op1, crn, crm, op2, access, group, ...)                                     \
    [SR_##NAME] = {.name = #NAME,                                                                  \
                   .key = SYSREG_KEY(op0, op1, crn, crm, op2),                                     \
                   .read_el = (access)&7,                                                          \
                   .write_el = (access) >> 3,                                                      \
                   .read_cost = COST_READ_##group,                                                 \
                   .write_cost = COST_WRITE_##group,                                               \
                   __VA_ARGS__}

const SysregRow sysreg_rows[SR_COUNT] = {
/* The empty last argument is for rows without designated facts: C11 wants one for the dots. */
#define SYSREG(NAME, op0, op1, crn, crm, op2, access, ...)                                         \
    ROW(NAME, op0, op1, crn, crm, op2, access, __VA_ARGS__, ),
#include "cpu/sysregs.def"
#undef SYSREG
};

enum {
    DIRECTION_X = 0,
    DIRECTION_R = TRAP_ON_READ,
    DIRECTION_W = TRAP_ON_WRITE,
    DIRECTION_RW = TRAP_ON_READ | TRAP_ON_WRITE,
};

/* op1 of an encoding says whose register it is. */
enum {
#define SYSREG(NAME, op0, op1, ...) LEVEL_##NAME = (op1) == 6 ? 3 : (op1) == 4 ? 2 : 1,
#include "cpu/sysregs.def"
#undef SYSREG
};

const TrapRow trap_rows[T_COUNT] = {
    [T_NONE] = {.name = "", .text = ""},
#define TRAP(NAME, CONTROL, BIT, WHEN, DIRECTION, FEATURE, TEXT)                                   \
    [T_##NAME] = {.name = #NAME,                                                                   \
                  .text = TEXT,                                                                    \
                  .control = SR_##CONTROL,                                                         \
                  .bit = BIT,                                                                      \
                  .when = WHEN,                                                                    \
                  .direction = DIRECTION_##DIRECTION,                                              \
                  .feature = FEAT_##FEATURE,                                                       \
                  .level = LEVEL_##CONTROL},
#include "cpu/traps.def"
#undef TRAP
};

_Static_assert(T_COUNT <= 65536, "a row, and an exit, hold a trap in 16 bits");

const char *sysreg_name(Sysreg sysreg)
{
    return sysreg_row(sysreg)->name;
}

const char *trap_name(Trap trap)
{
    return trap_row(trap)->name;
}

/* Feature registers, op0 3, op1 0, CRn 0, CRm 1..7: what is not allocated is RES0, not UNDEFINED.
 */
static bool is_id_space(unsigned key)
{
    return key >= SYSREG_KEY(3, 0, 0, 1, 0) && key <= SYSREG_KEY(3, 0, 0, 7, 7);
}

/* A switch: two rows of one encoding do not compile, and the compiler makes the search. */
Sysreg sysreg_find(unsigned key)
{
    switch (key) {
#define SYSREG(NAME, op0, op1, crn, crm, op2, ...)                                                 \
    case SYSREG_KEY(op0, op1, crn, crm, op2):                                                      \
        return SR_##NAME;
#include "cpu/sysregs.def"
#undef SYSREG
    default:
        return is_id_space(key) ? SR_ID_RESERVED : SR_COUNT;
    }
}
