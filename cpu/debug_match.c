/* SPDX-License-Identifier: MIT
 *
 * debug_match.c - does a breakpoint or watchpoint match?
 *
 * Addresses are compared in bits 55:0: the byte above is a tag or, in an address that translates, a
 * copy of bit 55. CHOICE: the RESS bits of a value register that are no such copy are left out, as
 * AddrTop with a tag would.
 *
 * Spec: DDI 0487, AArch64.BreakpointMatch, AArch64.BreakpointValueMatch, AArch64.StateMatch,
 * CheckValidStateMatch, AArch64.WatchpointMatch, AArch64.WatchpointByteMatch.
 * Tests: tests/unit/cpu/debug_test.c
 * Journey: after cpu/debug.c, before cpu/sysreg_debug.c
 */
#include "cpu/debug_match.h"

#define ADDRESS_TOP 55

/* DBGBCR and DBGWCR have these at the same places. */
typedef struct StateControl {
    unsigned hmc, ssc, pxc, lbn;
} StateControl;

static StateControl state_control(uint64_t control)
{
    return (StateControl){.hmc = bit(control, 13),
                          .ssc = (unsigned)bits(control, 15, 14),
                          .pxc = (unsigned)bits(control, 2, 1),
                          .lbn = (unsigned)bits(control, 19, 16)};
}

/* CheckValidStateMatch, for a machine without AArch32 and Secure EL2. CHOICE: a reserved
 * combination never matches. */
static bool is_reserved(const DebugScene *scene, StateControl c)
{
    unsigned all = c.hmc << 4 | c.ssc << 2 | c.pxc;

    if (!c.hmc && !c.pxc && c.ssc != 3)
        return true;
    if (!scene->has_el3 && !scene->has_el2 && (c.hmc || c.ssc))
        return true;
    if (!scene->has_el3 && (c.ssc == 1 || c.ssc == 2) && all != 0x14)
        return true;
    if (!scene->has_el3 && all == 0x18)
        return true;
    if (!scene->has_el2 && all == 0x1c)
        return true;
    return all == 0x0c || all == 0x14 || (all & 0xd) == 0xd;
}

static bool privilege_matches(const DebugScene *scene, StateControl c, unsigned el)
{
    switch (el) {
    case 3:
        return c.hmc && !(c.ssc & 1);
    case 2:
        return scene->has_el2 && ((c.hmc && !(c.ssc == 2 && c.pxc == 0)) || c.ssc == 3);
    case 1:
        return c.pxc & 1;
    default:
        return c.pxc & 2;
    }
}

static bool security_matches(const DebugScene *scene, StateControl c)
{
    switch (c.ssc) {
    case 0:
        return true;
    case 1:
        return !scene->secure;
    case 2:
        return scene->secure;
    default:
        return c.hmc || scene->secure;
    }
}

/* AArch64.StateMatch without its links. */
static bool state_matches(const DebugScene *scene, StateControl c, unsigned el)
{
    return !is_reserved(scene, c) && privilege_matches(scene, c, el) && security_matches(scene, c);
}

static bool same_address(uint64_t a, uint64_t b, unsigned low)
{
    return bits(a, ADDRESS_TOP, low) == bits(b, ADDRESS_TOP, low);
}

static bool vmid_matches(const DebugScene *scene, uint64_t bvr)
{
    unsigned high = scene->vmid16 ? 15 : 7;

    return scene->el < 2 && scene->el2_enabled && !scene->in_host &&
           bits(scene->vttbr, 48 + high, 48) == bits(bvr, 32 + high, 32);
}

static bool context1_matches(const DebugScene *scene, uint64_t bvr)
{
    return scene->el < 2 && !scene->in_host && scene->contextidr == (uint32_t)bvr;
}

static bool context2_matches(const DebugScene *scene, uint64_t bvr)
{
    return scene->el < 3 && scene->el2_enabled && scene->contextidr_el2 == bvr >> 32;
}

/* CONTEXTIDR_ELx of whoever is in charge of the current EL. */
static bool context_matches(const DebugScene *scene, uint64_t bvr)
{
    return scene->in_host ? scene->contextidr_el2 == (uint32_t)bvr : context1_matches(scene, bvr);
}

/* DBGBCR.BT, bits 3:1; bit 0 says "linked". CHOICE: address mismatch, which is AArch32's, and what
 * this CPU does not have, never match. */
enum {
    TYPE_ADDRESS = 0,
    TYPE_CONTEXT = 1,
    TYPE_CONTEXT1 = 3,
    TYPE_VMID = 4,
    TYPE_VMID_CONTEXT1 = 5,
    TYPE_CONTEXT2 = 6,
    TYPE_BOTH_CONTEXTS = 7,
};

static unsigned type_of(const DebugScene *scene, unsigned n)
{
    return (unsigned)bits(scene->bcr[n], 23, 21);
}

/* The context comparisons of AArch64.BreakpointValueMatch. */
static bool context_breakpoint_matches(const DebugScene *scene, unsigned n)
{
    uint64_t bvr = scene->bvr[n];

    if (n < scene->context_first)
        return false;
    switch (type_of(scene, n)) {
    case TYPE_CONTEXT:
        return context_matches(scene, bvr);
    case TYPE_CONTEXT1:
        return scene->has_vhe && context1_matches(scene, bvr);
    case TYPE_VMID:
        return scene->has_el2 && vmid_matches(scene, bvr);
    case TYPE_VMID_CONTEXT1:
        return scene->has_el2 && vmid_matches(scene, bvr) && context1_matches(scene, bvr);
    case TYPE_CONTEXT2:
        return scene->has_vhe && context2_matches(scene, bvr);
    case TYPE_BOTH_CONTEXTS:
        return scene->has_vhe && context2_matches(scene, bvr) && context1_matches(scene, bvr);
    default:
        return false;
    }
}

/* A link to @lbn holds. CHOICE: one to a breakpoint that is not there, is not context-aware, is
 * disabled or is not programmed to be linked to never does. */
static bool link_matches(const DebugScene *scene, unsigned lbn)
{
    return lbn < scene->breakpoint_count && (scene->bcr[lbn] & 1) && bit(scene->bcr[lbn], 20) &&
           context_breakpoint_matches(scene, lbn);
}

/* CHOICE: BAS is kept although every level is AArch64 only, as by the cores we model; an
 * instruction matches by the byte it begins at. */
static bool address_matches(const DebugScene *scene, unsigned n, uint64_t pc)
{
    return bit(scene->bcr[n], 5) && same_address(scene->bvr[n], pc, 2);
}

bool debug_breakpoint_selected(const DebugScene *scene, unsigned n)
{
    uint64_t bcr = scene->bcr[n];

    return (bcr & 1) && state_matches(scene, state_control(bcr), scene->el);
}

bool debug_breakpoint_matches(const DebugScene *scene, unsigned n, uint64_t pc)
{
    bool linked = bit(scene->bcr[n], 20);

    if (!debug_breakpoint_selected(scene, n))
        return false;
    if (type_of(scene, n) != TYPE_ADDRESS)
        return !linked && context_breakpoint_matches(scene, n);
    return address_matches(scene, n, pc) &&
           (!linked || link_matches(scene, state_control(scene->bcr[n]).lbn));
}

/* Of a word the lower half of BAS counts, of a doubleword all. CHOICE: of bytes that do not stand
 * together the lowest that do are watched. */
static bool selected_bytes(uint64_t wvr, unsigned bas, uint64_t *first, uint64_t *last)
{
    unsigned low, count;

    if (bit(wvr, 2))
        bas &= 15;
    if (!bas)
        return false;
    low = (unsigned)__builtin_ctz(bas);
    count = (unsigned)__builtin_ctz(~(bas >> low));
    *first = bits(wvr, ADDRESS_TOP, 0) + low;
    *last = *first + count - 1;
    return true;
}

/* CHOICE: a MASK of 1 or 2 is reserved and disables; with any other BAS is not looked at and the
 * masked bits of the address are taken as 0. */
bool debug_watched_bytes(uint64_t wvr, uint64_t wcr, uint64_t *first, uint64_t *last)
{
    unsigned mask = (unsigned)bits(wcr, 28, 24);

    if (mask == 0)
        return selected_bytes(wvr, (unsigned)bits(wcr, 12, 5), first, last);
    if (mask <= 2)
        return false;
    *first = bits(wvr, ADDRESS_TOP, 0) & ~ones(mask);
    *last = *first | ones(mask);
    return true;
}

static bool direction_matches(unsigned lsc, const DebugAccess *access)
{
    return access->atomic ? lsc != 0 : bit(lsc, access->write);
}

bool debug_watchpoint_matches(const DebugScene *scene, unsigned n, const DebugAccess *access,
                              uint64_t *hit)
{
    uint64_t wcr = scene->wcr[n], first, last, at = bits(access->va, ADDRESS_TOP, 0);
    StateControl c = state_control(wcr);

    if (!debug_watchpoint_enabled(scene, n) ||
        !direction_matches((unsigned)bits(wcr, 4, 3), access) ||
        !debug_watched_bytes(scene->wvr[n], wcr, &first, &last))
        return false;
    if (at > last || at + access->size_bytes - 1 < first)
        return false;
    if (!state_matches(scene, c, access->privileged ? scene->el : 0))
        return false;
    if (bit(wcr, 20) && !link_matches(scene, c.lbn))
        return false;
    *hit = access->va + (at < first ? first - at : 0);
    return true;
}
