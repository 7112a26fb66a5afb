/* SPDX-License-Identifier: MIT
 *
 * cases.h - random translation controls and random tables, the same for guest and host.
 *
 * Every table lies in one pool, and most descriptors point back into it, so a walk from any of its
 * pages with any granule meets valid tables, blocks, pages, holes and addresses out of range, and
 * stage 2 maps the pool onto itself often enough for nested walks to get through.
 * Reserved encodings whose meaning the architecture leaves open are not made.
 */
#ifndef TESTS_GUEST_WALKS_CASES_H
#define TESTS_GUEST_WALKS_CASES_H

#include <stdint.h>

#define POOL_BASE UINT64_C(0x50000000)
#define POOL_BYTES 0x40000u
#define POOL_WORDS (POOL_BYTES / 8)
#define EPOCHS 20u /* fillings of the pool */
#define CASES_PER_EPOCH 500u
#define ADDRESSES 4u /* tried in each case */

enum { CASE_EL10, CASE_EL2, CASE_EL20 };

typedef struct Case {
    unsigned kind;
    uint64_t sctlr, tcr, mair, ttbr[2], hcr, vtcr, vttbr;
    uint64_t va[ADDRESSES];
} Case;

/* Steele's SplitMix64. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static unsigned below(uint64_t *state, unsigned limit)
{
    return (unsigned)(next(state) % limit);
}

static unsigned one_in(uint64_t *state, unsigned n)
{
    return below(state, n) == 0;
}

static uint64_t pool_page(uint64_t *state)
{
    return POOL_BASE + (uint64_t)below(state, POOL_BYTES >> 12) * 4096;
}

static uint64_t high_bit(uint64_t *state)
{
    return UINT64_C(1) << (32 + below(state, 16));
}

static uint64_t random_address(uint64_t *state, unsigned block)
{
    unsigned choice = below(state, 24);

    if (choice == 0)
        return next(state) & UINT64_C(0xfffffffff000);
    if (choice == 1)
        return pool_page(state) | high_bit(state);
    if (block && choice < 8) /* as a 1 GB or 512 MB block: the identity */
        return UINT64_C(0x40000000);
    if (block && choice < 14) /* as a 2 MB or 32 MB block: the identity for the pool */
        return POOL_BASE;
    return pool_page(state);
}

static uint64_t random_descriptor(uint64_t *state)
{
    unsigned choice = below(state, 16);
    uint64_t type = choice == 0 ? (next(state) & 2) : choice < 4 ? 1 : 3;
    uint64_t desc = random_address(state, type == 1) | type;

    desc |= next(state) & 0xbfc;                 /* attributes but AF */
    desc |= (uint64_t)!one_in(state, 16) << 10;  /* AF */
    desc |= next(state) & (UINT64_C(0xf) << 51); /* DBM, contiguous, PXN, XN */
    desc |= next(state) & (UINT64_C(0xf) << 55); /* software's */
    for (unsigned bit = 59; bit < 63; bit++)     /* PXNTable, XNTable, APTable */
        desc |= (uint64_t)one_in(state, 6) << bit;
    desc |= (uint64_t)one_in(state, 12) << 63; /* NSTable */
    if ((desc >> 8 & 3) == 1)                  /* SH 01 is reserved */
        desc |= UINT64_C(2) << 8;
    if ((desc >> 4 & 3) && !(desc >> 2 & 3)) /* stage 2's inner 00 with Normal outer */
        desc |= UINT64_C(1) << 2;
    return desc;
}

static unsigned random_tsz(uint64_t *state)
{
    return one_in(state, 20) ? below(state, 64) : 16 + below(state, 24);
}

/* Mostly a T0SZ that goes with SL0 and the granule. */
static uint64_t random_vtcr(uint64_t *state)
{
    static const unsigned char fitting[3][3][2] = {{{30, 39}, {21, 33}, {20, 24}},
                                                   {{35, 39}, {24, 38}, {24, 27}},
                                                   {{31, 39}, {22, 34}, {20, 21}}};
    static const unsigned char tg0[3] = {0, 2, 1};
    unsigned granule = below(state, 3), sl0 = below(state, 3);
    const unsigned char *range = fitting[granule][sl0];
    unsigned tsz = range[0] + below(state, range[1] - range[0] + 1u);

    if (one_in(state, 6))
        tsz = random_tsz(state);
    if (one_in(state, 40))
        sl0 = 3;
    return tsz | sl0 << 6 | (uint64_t)tg0[granule] << 14 | (uint64_t)below(state, 8) << 16;
}

static uint64_t random_hcr(uint64_t *state)
{
    uint64_t hcr = UINT64_C(1) << 31; /* RW */

    hcr |= !one_in(state, 3);                 /* VM */
    hcr |= (uint64_t)one_in(state, 12) << 12; /* DC */
    hcr |= (uint64_t)one_in(state, 5) << 2;   /* PTW */
    hcr |= (uint64_t)one_in(state, 16) << 32; /* CD */
    return hcr;
}

static uint64_t random_tcr(uint64_t *state, unsigned kind)
{
    uint64_t tcr = random_tsz(state) | (next(state) & (UINT64_C(3) << 14)); /* T0SZ, TG0 */

    if (kind == CASE_EL2)
        return tcr | (next(state) & (UINT64_C(7) << 16 | UINT64_C(1) << 20)); /* PS, TBI */
    tcr |= (uint64_t)random_tsz(state) << 16;
    tcr |= next(state) & (UINT64_C(3) << 30 | UINT64_C(7) << 32 | UINT64_C(3) << 37);
    tcr |= (uint64_t)one_in(state, 10) << 7 | (uint64_t)one_in(state, 10) << 23; /* EPD */
    return tcr;
}

/* Mostly inside one of the ranges, with noise in the top byte and elsewhere. */
static uint64_t random_va(uint64_t *state, const Case *c)
{
    unsigned flat = !(c->sctlr & 1) || (c->hcr >> 12 & 1);
    unsigned upper = c->kind == CASE_EL10 && below(state, 2);
    unsigned tsz = (unsigned)(c->tcr >> (upper ? 16 : 0)) & 63;
    uint64_t above = ~(~UINT64_C(0) >> tsz);
    uint64_t va = next(state);

    if (one_in(state, 4))
        va &= 0x7fffffff;
    if (!one_in(state, 8)) {
        if (flat)
            va &= UINT64_C(0xfffffffff);
        else
            va = upper ? va | above : va & ~above;
    }
    if (one_in(state, 8))
        va ^= next(state) & (UINT64_C(0xff) << 56);
    if (one_in(state, 16))
        va ^= UINT64_C(1) << below(state, 64);
    return va;
}

/* Bit 0 is CnP (FEAT_TTCNP), or RES0, and no part of the address. */
static uint64_t random_base(uint64_t *state)
{
    uint64_t base = pool_page(state) | below(state, 2);

    return one_in(state, 35) ? base | high_bit(state) : base;
}

static void random_case(uint64_t *state, Case *c)
{
    c->kind = below(state, 5) ? CASE_EL10 : CASE_EL2;
    c->sctlr = 0x1004 | !one_in(state, 12); /* I, C, M */
    c->tcr = random_tcr(state, c->kind);
    c->mair = UINT64_C(0x084fee0cbb0444ff);
    c->ttbr[0] = random_base(state);
    c->ttbr[1] = random_base(state);
    c->hcr = c->kind == CASE_EL10 ? random_hcr(state) : UINT64_C(1) << 31;
    c->vtcr = random_vtcr(state);
    c->vttbr = random_base(state);
    for (unsigned i = 0; i < ADDRESSES; i++)
        c->va[i] = random_va(state, c);
}

/* The same for a host at EL2 and its EL0: what was EL1&0's is EL2&0's, which has no stage 2. */
static void as_host(Case *c)
{
    if (c->kind != CASE_EL10)
        return;
    c->kind = CASE_EL20;
    c->hcr = UINT64_C(1) << 31 | UINT64_C(1) << 34 | UINT64_C(1) << 27; /* RW, E2H, TGE */
}

/* TxSZ at @low of @tcr: no longer what FEAT_LVA would let through, and often what FEAT_TTST does.
 */
static uint64_t with_later_tsz(uint64_t *state, uint64_t tcr, unsigned low)
{
    uint64_t tsz = tcr >> low & 63;

    if (tsz < 16)
        tsz += 32;
    if (one_in(state, 3))
        tsz = 40 + below(state, 9);
    return (tcr & ~(UINT64_C(63) << low)) | tsz << low;
}

/* 52 bits of output, which -cpu max has in QEMU, become 40. */
static uint64_t without_52_bits(uint64_t tcr, unsigned low)
{
    return (tcr >> low & 7) > 5 ? tcr & ~(UINT64_C(4) << low) : tcr;
}

/* A level 3 start of stage 2 for its granule, as small tables want it. */
static uint64_t later_vtcr(uint64_t *state, uint64_t vtcr)
{
    vtcr = without_52_bits(with_later_tsz(state, vtcr, 0), 16);
    if ((vtcr & 63) >= 40 && !one_in(state, 4))
        vtcr = (vtcr & ~UINT64_C(0xc0)) | ((vtcr >> 14 & 3) == 0 ? 0xc0u : 0u);
    return vtcr;
}

/* An address that is the output, stage 1 being off, has no bits 51 to 48, or others above them. */
static uint64_t without_52_bit_va(uint64_t va)
{
    return (va >> 52 & 15) == 0 ? va & ~(UINT64_C(0xf) << 48) : va;
}

/* For a CPU with FEAT_TTST and FEAT_S2FWB. */
static void as_later(uint64_t *state, Case *c)
{
    c->tcr = with_later_tsz(state, c->tcr, 0);
    if (c->kind == CASE_EL10) {
        c->tcr = without_52_bits(with_later_tsz(state, c->tcr, 16), 32);
        c->vtcr = later_vtcr(state, c->vtcr);
        if (below(state, 2)) /* FWB; without CD, of which the manual does not say what it is then */
            c->hcr = (c->hcr & ~(UINT64_C(1) << 32)) | UINT64_C(1) << 46;
    } else {
        c->tcr = without_52_bits(c->tcr, 16);
    }
    for (unsigned i = 0; i < ADDRESSES; i++)
        c->va[i] = without_52_bit_va(random_va(state, c));
}

/* Without the attributes that are reserved while HCR_EL2.FWB is set. */
static uint64_t later_descriptor(uint64_t desc)
{
    desc &= ~UINT64_C(0x20);
    return (desc >> 2 & 7) == 4 ? desc | 4 : desc;
}

/* AT S1E1R, W, S1E0R, W, S12E1R, W, S12E0R, W; of EL2&0 the first four; of EL2 S1E2R, W. */
static unsigned operations(const Case *c)
{
    return c->kind == CASE_EL10 ? 8 : c->kind == CASE_EL20 ? 4 : 2;
}

#endif
