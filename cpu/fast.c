/* SPDX-License-Identifier: MIT
 *
 * fast.c - the fast engine: the `tail` dispatcher, with whole sections counted on entry.
 *
 * Handlers jump from one to the next. They come back here at the end of the slice, for attention,
 * for another page, and when an instruction must run alone: then the reference engine's step runs
 * it, so that time and budget are exact at that instruction.
 *
 * Spec: DESIGN.md section 4. Tests: tests/vectors/, tests/golden/
 * Journey: after cpu/engine.c, before cpu/section.c
 */
#define ENGINE_TAIL
#define ENGINE_SYNC
#include "cpu/access.h"
#include "cpu/debug.h"
#include "cpu/engine.h"
#include "cpu/section.h"

const ExecFunction tail_table[A64_OP_COUNT] = {
    [A64_DECODE] = tail_DECODE,
    [A64_UNALLOCATED] = tail_UNALLOCATED,
#define A64(name, bits, class, feature, format) [A64_##name] = tail_##name,
#include "cpu/a64.def"
#undef A64
};

/* Behind the last word of a page, or a word that was written while its section ran. */
TAIL(DECODE)
{
    section_give_back(cpu, u);
    cpu->pc = tail_pc(cpu, u);
    return STEP_SET;
}

EXEC(UNALLOCATED)
{
    UNDEFINED;
}

int tail_raise(Cpu *cpu, const Uop *u)
{
    section_give_back(cpu, u);
    if (cpu->fetch_page != FETCH_NONE)
        cpu->pc = tail_pc(cpu, u);
    if (!(cpu->attention & ATTENTION_ALONE))
        exception_take(cpu);
    return STEP_SET;
}

int tail_go(Cpu *cpu, const Uop *u)
{
    CodePage *page = cpu->fetch_code;
    unsigned index = (unsigned)(cpu->pc / 4) % CODE_PAGE_WORDS;
    const Section *section;

    if (UNLIKELY((cpu->pc & ~UINT64_C(0xffc)) != cpu->fetch_page || cpu->attention))
        return STEP_SET;
    section = page->section[index];
    u = &page->uop[index];
    if (UNLIKELY(!section || !section_enter(cpu, section, u)))
        return STEP_SET;
    MUST_TAIL return tail_table[u->op](cpu, u);
}

/* From cpu->pc, whose page is there, as far as handlers go by themselves. */
static void run_sections(Cpu *cpu, const Uop *u)
{
    CodePage *page = cpu->fetch_code;
    const Section *section = section_at(cpu, page, (unsigned)(u - page->uop));

    if (!section || !section_enter(cpu, section, u)) {
        engine_step(cpu);
        return;
    }
    tail_table[u->op](cpu, u);
    cpu->uop = cpu->section_end = NULL;
    if (cpu->attention & ATTENTION_ALONE) {
        cpu->attention &= ~(uint32_t)ATTENTION_ALONE;
        engine_step(cpu);
    }
}

EngineStop engine_run_fast(Cpu *cpu, uint64_t begin_units, uint32_t insns, uint32_t units)
{
    EngineStop stop = ENGINE_BUDGET;
    uint32_t turns = engine_begin(cpu, begin_units, insns, units);

    do {
        const Uop *u;

        if (UNLIKELY(cpu->attention)) {
            if (engine_attend(cpu, &stop))
                break;
            if (UNLIKELY(cpu->attention & ATTENTION_STEP)) {
                if (!debug_exception(cpu))
                    engine_step(cpu);
                continue;
            }
        }
        u = mem_fetch(cpu);
        if (LIKELY(u))
            run_sections(cpu, u);
        else
            exception_take(cpu);
    } while (LIKELY(budget_left(cpu->budget)) && LIKELY(--turns));
    charge_widen(cpu);
    return stop;
}
