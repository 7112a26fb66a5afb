/* SPDX-License-Identifier: MIT
 *
 * pauth.c - pointer authentication.
 *
 * A pointer's code lies in the bits above its address, but for bit 55, which says the range, and
 * the top byte where that is a tag. A check that fails does not fault: it spoils the extension
 * (FEAT_FPAC is not implemented).
 *
 * Spec: DDI 0487, AddPAC, Auth, Strip, EffectiveTBI, CalculateBottomPACBit, TrapPACUse.
 * Tests: tests/unit/cpu/pauth_test.c, tests/guest/pauth    Journey: before cpu/exec_pauth.c
 */
#include "cpu/pauth.h"

#include "cpu/exception.h"
#include "cpu/pac.h"
#include "cpu/regime.h"
#include "cpu/sysreg_fields.h"
#include "mmu/stage.h"

/* Where the code is in a pointer. */
typedef struct Layout {
    bool tagged;     /* bits 63:56 are no part of it */
    unsigned bottom; /* its lowest bit */
} Layout;

static Layout layout_of(const Cpu *cpu, uint64_t pointer, bool data, bool upper)
{
    return (Layout){.tagged = stage1_top_byte_ignored(&cpu->regime, bit(pointer, 55), !data),
                    .bottom = stage1_address_bits(&cpu->regime, upper)};
}

/* The bits that a code or an extension takes, bit 55 among them. */
static uint64_t field_of(Layout layout)
{
    return ones(layout.tagged ? 56 : 64) & ~ones(layout.bottom);
}

static uint64_t extended(uint64_t pointer, Layout layout, bool upper)
{
    uint64_t field = field_of(layout);

    return upper ? pointer | field : pointer & ~field;
}

static PacKey128 key_of(const Cpu *cpu, PauthKey key)
{
    static const Sysreg low[] = {SR_APIAKeyLo_EL1, SR_APIBKeyLo_EL1, SR_APDAKeyLo_EL1,
                                 SR_APDBKeyLo_EL1};
    static const Sysreg high[] = {SR_APIAKeyHi_EL1, SR_APIBKeyHi_EL1, SR_APDAKeyHi_EL1,
                                  SR_APDBKeyHi_EL1};

    return (PacKey128){cpu->sr[low[key]], cpu->sr[high[key]]};
}

static uint64_t compute(const Cpu *cpu, uint64_t data, uint64_t modifier, PacKey128 key)
{
    return cpu_has(cpu, FEAT_PAUTH_IMPDEF) ? pac_impdef(data, modifier, key)
                                           : pac_qarma5(data, modifier, key);
}

static bool is_data(PauthKey key)
{
    return key == PAUTH_DA || key == PAUTH_DB;
}

/* SCTLR_ELx.EnIA, EnIB, EnDA, EnDB of the regime. */
static bool key_enabled(const Cpu *cpu, PauthKey key)
{
    static const uint8_t enable[] = {31, 30, 27, 13};

    return bit(cpu->regime.sctlr, enable[key]);
}

/* TrapPACUse: true with pending filled. */
static bool use_is_trapped(Cpu *cpu)
{
    unsigned el = cpu->pstate.el;

    if (el < 2 && cpu_el2_enabled(cpu) && !(cpu->sr[SR_HCR_EL2] & HCR_API) &&
        !(el == 0 && regime_el0_in_host(cpu)))
        return !exception_trap(cpu, 2, EC_PAC, 0, T_HCR_API);
    if (el < 3 && cpu_has(cpu, FEAT_EL3) && !(cpu->sr[SR_SCR_EL3] & SCR_API))
        return !exception_trap(cpu, 3, EC_PAC, 0, T_SCR_API);
    return false;
}

/* Whether a tag of either range is ignored: then bit 55 says the range, else bit 63. */
static bool range_of(const Cpu *cpu, uint64_t pointer, bool data)
{
    bool tagged = stage1_top_byte_ignored(&cpu->regime, false, !data) ||
                  stage1_top_byte_ignored(&cpu->regime, true, !data);

    return bit(pointer, tagged ? 55 : 63);
}

/* A pointer whose extension is no extension gets a code that no check accepts. */
bool pauth_sign(Cpu *cpu, PauthKey key, uint64_t modifier, uint64_t *pointer)
{
    bool upper = range_of(cpu, *pointer, is_data(key));
    Layout layout = layout_of(cpu, *pointer, is_data(key), upper);
    uint64_t field = field_of(layout), extension = *pointer & field, code;

    if (!key_enabled(cpu, key))
        return true;
    if (use_is_trapped(cpu))
        return false;
    code = compute(cpu, extended(*pointer, layout, upper), modifier, key_of(cpu, key));
    if (extension != 0 && extension != field)
        code ^= UINT64_C(1) << (layout.tagged ? 54 : 62);
    code = with_bits(code, 55, 55, upper);
    *pointer = (*pointer & ~field) | (code & field);
    return true;
}

bool pauth_check(Cpu *cpu, PauthKey key, uint64_t modifier, uint64_t *pointer)
{
    bool upper = bit(*pointer, 55);
    Layout layout = layout_of(cpu, *pointer, is_data(key), upper);
    uint64_t field = field_of(layout) & ~(UINT64_C(1) << 55), original, code;
    unsigned error = layout.tagged ? 53 : 61;

    if (!key_enabled(cpu, key))
        return true;
    if (use_is_trapped(cpu))
        return false;
    original = extended(*pointer, layout, upper);
    code = compute(cpu, original, modifier, key_of(cpu, key));
    if ((code ^ *pointer) & field)
        original =
            with_bits(original, error + 1, error, key == PAUTH_IA || key == PAUTH_DA ? 1 : 2);
    *pointer = original;
    return true;
}

PauthChecked pauth_checked(Cpu *cpu, PauthKey key, uint64_t modifier, uint64_t pointer)
{
    bool done = pauth_check(cpu, key, modifier, &pointer);

    return (PauthChecked){.pointer = pointer, .trapped = !done};
}

uint64_t pauth_strip(const Cpu *cpu, uint64_t pointer, bool data)
{
    bool upper = bit(pointer, 55);

    return extended(pointer, layout_of(cpu, pointer, data, upper), upper);
}

bool pauth_generic(Cpu *cpu, uint64_t value, uint64_t modifier, uint64_t *code)
{
    PacKey128 key = {cpu->sr[SR_APGAKeyLo_EL1], cpu->sr[SR_APGAKeyHi_EL1]};

    if (use_is_trapped(cpu))
        return false;
    *code = compute(cpu, value, modifier, key) & ~ones(32);
    return true;
}
