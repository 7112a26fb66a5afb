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

#define COND_AL 14u

/* No section costs more, so that the lower half of its cost has no sign. */
#define UNITS_MAX (1u << 28)

bool section_ends_with(unsigned op)
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

    return ends[uop_base(op)];
}

static void decode_word(const Cpu *cpu, CodePage *page, unsigned index)
{
    uint32_t word;

    if (page->uop[index].op != A64_DECODE)
        return;
    memcpy(&word, page->host + (size_t)index * 4, sizeof word);
    decode(cpu->config.decoder, word, &page->uop[index]);
}

/* The handler for B.cond by its condition: cpu/exec_fused.c. */
static void specialise(Uop *u)
{
    if (u->op == A64_B_cond && u->k < COND_AL)
        u->op = (uint16_t)(FUSED_B_EQ + FUSED_OPS * u->k);
}

/* The handler for @u and the B.cond behind it. */
static void fuse(Uop *u)
{
    static const uint16_t fused[A64_OP_COUNT] = {
        [A64_SUBS_imm_32] = FUSED_SUBS_imm_32_EQ,
        [A64_SUBS_imm_64] = FUSED_SUBS_imm_64_EQ,
        [A64_SUBS_reg_32] = FUSED_SUBS_reg_32_EQ,
        [A64_SUBS_reg_64] = FUSED_SUBS_reg_64_EQ,
    };

    if (uop_base(u[1].op) == A64_B_cond && u[1].k < COND_AL && u->op < A64_OP_COUNT && fused[u->op])
        u->op = (uint16_t)(fused[u->op] + FUSED_OPS * u[1].k);
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
        if (section_ends_with(u->op) || (uint32_t)section->cost > UNITS_MAX)
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
