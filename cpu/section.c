/* SPDX-License-Identifier: MIT
 *
 * section.c - making sections and giving back what was not executed of one.
 *
 * Journey: after cpu/fast.c, before cpu/code.c
 */
#include "cpu/section.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/charge.h"

/* No section costs more, so that the lower half of its cost has no sign. */
#define UNITS_MAX (1u << 28)

bool section_ends_with(const Uop *u)
{
    static const bool ends[A64_OP_COUNT] = {
        [A64_DECODE] = true,
        [A64_UNALLOCATED] = true,
#define A64(name, bits, class, feature, format) [A64_##name] = true,
#include "cpu/a64_branch.def"
#include "cpu/a64_call.def"
#include "cpu/a64_system.def"
#undef A64
    };

    if (u->op == A64_MRS || u->op == A64_MSR_reg)
        return !ways_are_short((Sysreg)(u->imm >> 32), u->op == A64_MRS);
    return ends[uop_base(u->op)];
}

static void decode_word(const Cpu *cpu, CodePage *page, unsigned index)
{
    uint32_t word;

    if (page->uop[index].op != A64_DECODE)
        return;
    memcpy(&word, page->host + (size_t)index * 4, sizeof word);
    decode(cpu->config.decoder, word, &page->uop[index]);
}

/* The first of the handlers by condition of each op: its own; the B.cond's behind it. */
#define NONE(op)
#define FIRST_OF(op) [A64_##op] = FUSED_##op##_EQ,
static const uint16_t own[A64_OP_COUNT] = {
#define OWN FIRST_OF
#define PAIR NONE
#include "cpu/fused.def"
#undef OWN
#undef PAIR
};
static const uint16_t paired[A64_OP_COUNT] = {
#define OWN NONE
#define PAIR FIRST_OF
#include "cpu/fused.def"
#undef OWN
#undef PAIR
};

/* The handler by condition: cpu/exec_fused.c. */
static void specialise(Uop *u)
{
    if (u->op < A64_OP_COUNT && own[u->op] && u->k < FUSED_CONDITIONS)
        u->op = (uint16_t)(own[u->op] + u->k);
}

/* The handler for @u and the B.cond behind it. */
static void fuse(Uop *u)
{
    if (uop_base(u[1].op) == A64_B_cond && u[1].k < FUSED_CONDITIONS && u->op < A64_OP_COUNT &&
        paired[u->op])
        u->op = (uint16_t)(paired[u->op] + u[1].k);
}

/* Decodes and adds up from word @index on. */
static void fill(const Cpu *cpu, CodePage *page, unsigned index, Section *section)
{
    for (unsigned i = index; i < CODE_PAGE_WORDS; i++) {
        Uop *u = &page->uop[i];

        decode_word(cpu, page, i);
        section->cost += (UINT64_C(1) << 32) + (uint64_t)(int64_t)cpu->price[u->class];
        section->lane[u->class]++;
        specialise(u);
        if (i > index)
            fuse(u - 1);
        if (section_ends_with(u) || (uint32_t)section->cost > UNITS_MAX)
            return;
    }
}

const Section *section_at(Cpu *cpu, CodePage *page, unsigned index)
{
    Section *section = page->section[index];

    if (section)
        return section;
    section = calloc(1, sizeof *section);
    if (!section)
        return NULL;
    fill(cpu, page, index, section);
    if ((uint32_t)section->cost > UNITS_MAX) {
        free(section);
        return NULL;
    }
    section->end = &page->uop[index] + (section->cost >> 32);
    page->section[index] = section;
    return section;
}

void section_give_back(Cpu *cpu, const Uop *from)
{
    for (const Uop *u = from; u < cpu->section_end; u++) {
        cpu->lane[u->class]--;
        cpu->budget = budget_spend(cpu->budget + (UINT64_C(1) << 32), -cpu->price[u->class]);
    }
    cpu->section_end = from;
}
