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

/* A section ends when it costs more, so that its lower half has no sign. */
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

    return ends[op];
}

static void decode_word(const Cpu *cpu, CodePage *page, unsigned index)
{
    uint32_t word;

    if (page->uop[index].op != A64_DECODE)
        return;
    memcpy(&word, page->host + (size_t)index * 4, sizeof word);
    decode(cpu->config.decoder, word, &page->uop[index]);
}

const Section *section_at(Cpu *cpu, CodePage *page, unsigned index)
{
    Section *section = page->section[index];

    if (section)
        return section;
    section = calloc(1, sizeof *section);
    if (!section)
        return NULL;
    for (unsigned i = index; i < CODE_PAGE_WORDS; i++) {
        const Uop *u = &page->uop[i];

        decode_word(cpu, page, i);
        section->cost += (UINT64_C(1) << 32) + (uint64_t)(int64_t)cpu->price[u->class];
        section->lane[u->class]++;
        if (section_ends_with(u->op) || (uint32_t)section->cost > UNITS_MAX)
            break;
    }
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
