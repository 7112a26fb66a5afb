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
#include "cpu/formats.h"

/* No section costs more, so that the lower half of its cost has no sign. */
#define UNITS_MAX (1u << 28)

bool section_ends_with(const Uop *u)
{
    static const bool ends[A64_OP_COUNT] = {
        [A64_DECODE] = true,
        [A64_UNALLOCATED] = true,
#define A64(name, bits, class, feature, format)                                                    \
    [A64_##name] = FORMAT_##format != FORMAT_B_IMM19 && FORMAT_##format != FORMAT_B_TEST,
#include "cpu/a64_branch.def"
#include "cpu/a64_call.def"
#include "cpu/a64_system.def"
#undef A64
    };

    if (u->op == A64_MRS || u->op == A64_MSR_reg)
        return !ways_are_short((Sysreg)(u->imm >> 32), u->op == A64_MRS);
    if (u->op == A64_SYS)
        return !ways_are_short_of((Sysop)(u->imm >> 32));
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
#define WITH(name, op)
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
#undef WITH
};

/* The handler by condition: cpu/exec_fused.c. */
static void specialise(Uop *u)
{
    if (u->op < A64_OP_COUNT && own[u->op] && u->k < FUSED_CONDITIONS)
        u->op = (uint16_t)(own[u->op] + u->k);
}

/* @u, the last so far of a run of hints in @page, and one behind it. */
static void run_on(const CodePage *page, Uop *u)
{
    while (u->k < UINT8_MAX && u[1].k < UINT8_MAX && uop_base(u->op) == A64_HINT) {
        u->op = FUSED_HINT_run;
        u->k = (uint8_t)(u[1].k + 1);
        if (u-- == page->uop)
            break;
    }
}

/* The handler for @u and what is behind it. */
static void fuse(const CodePage *page, Uop *u)
{
    bool same = u[0].d == u[1].d;

    if (u->op >= A64_OP_COUNT)
        return;
    if (uop_base(u[1].op) == A64_B_cond && u[1].k < FUSED_CONDITIONS && paired[u->op])
        u->op = (uint16_t)(paired[u->op] + u[1].k);
    else if (u->op == A64_HINT && uop_base(u[1].op) == A64_HINT)
        run_on(page, u);
    else if (u->op == A64_ADRP && u[1].op == A64_ADD_imm_64 && u[1].n == u->d)
        u->op = FUSED_ADRP_ADD;
    else if (u->op == A64_MOVZ_32 && u[1].op == A64_MOVK_32 && same)
        u->op = FUSED_MOVZ_MOVK_32;
    else if (u->op == A64_MOVZ_64 && u[1].op == A64_MOVK_64 && same)
        u->op = FUSED_MOVZ_MOVK_64;
}

static void add(Section *to, const Section *section)
{
    to->cost += section->cost;
    to->lanes[0] += section->lanes[0];
    to->lanes[1] += section->lanes[1];
}

static void take(Section *from, const Section *section)
{
    from->cost -= section->cost;
    from->lanes[0] -= section->lanes[0];
    from->lanes[1] -= section->lanes[1];
}

/* Decodes and adds up from word @index on; the rest may be known. False: too dear. */
static bool fill(const Cpu *cpu, CodePage *page, unsigned index, Section *section)
{
    section->end = &page->uop[CODE_PAGE_WORDS];
    for (unsigned i = index; i < CODE_PAGE_WORDS; i++) {
        Uop *u = &page->uop[i];

        if (page->section[i]) {
            const Section *rest = &cpu->sections[page->section[i]];

            fuse(page, u - 1);
            add(section, rest);
            section->end = rest->end;
            return (uint32_t)section->cost <= UNITS_MAX;
        }
        decode_word(cpu, page, i);
        section->cost += (UINT64_C(1) << 32) + (uint64_t)(int64_t)cpu->price[u->class];
        section->lane[u->class]++;
        if ((uint32_t)section->cost > UNITS_MAX)
            return false;
        specialise(u);
        if (i > index)
            fuse(page, u - 1);
        if (section_ends_with(u)) {
            section->end = u + 1;
            return true;
        }
    }
    return true;
}

const Section *section_at(Cpu *cpu, CodePage *page, unsigned index)
{
    CodeCache *cache = cpu->config.ports.code;
    Section filled = {0};
    uint32_t number = page->section[index];

    if (number)
        return &cpu->sections[number];
    if (!fill(cpu, page, index, &filled))
        return NULL;
    number = code_section_new(cache);
    if (!number)
        return NULL;
    filled.code = cache->cold;
    cpu->sections[number] = filled;
    page->section[index] = number;
    return &cpu->sections[number];
}

void section_give_back(Cpu *cpu, const Uop *from)
{
    for (const Uop *u = from; u < cpu->section_end; u++) {
        cpu->lane[u->class]--;
        cpu->budget = budget_spend(cpu->budget + (UINT64_C(1) << 32), -cpu->price[u->class]);
    }
    cpu->section_end = from;
}

/* The link of the branch at word @index to word @target. */
static void make_link(Cpu *cpu, CodePage *page, unsigned index, unsigned target)
{
    const Section *to = section_at(cpu, page, target), *rest = NULL;
    bool goes_on = !section_ends_with(&page->uop[index]) && index + 1 < CODE_PAGE_WORDS;
    uint32_t number;
    Section *link;

    if (goes_on)
        rest = section_at(cpu, page, index + 1);
    if (!to || (goes_on && !rest))
        return;
    number = code_section_new(cpu->config.ports.code);
    if (!number)
        return;
    link = &cpu->sections[number];
    *link = *to;
    if (rest)
        take(link, rest);
    link->cost += (uint64_t)(int64_t)cpu->price[COST_BRANCH_TAKEN];
    link->branch = index;
    link->to = to;
    link->next = page->links;
    page->links = number;
    page->uop[index].link = number;
}

void section_branch(Cpu *cpu, const Uop *u)
{
    CodePage *page = cpu->fetch_code;
    uint64_t index = (uint64_t)(u - page->uop);
    uint64_t target = index + (uint64_t)(int64_t)u->offset;

    section_give_back(cpu, u + 1);
    charge(cpu, COST_BRANCH_TAKEN);
    cpu->pc = cpu->fetch_page + 4 * target;
    if (target < CODE_PAGE_WORDS && !u->link)
        make_link(cpu, page, (unsigned)index, (unsigned)target);
}
