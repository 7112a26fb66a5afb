/* SPDX-License-Identifier: MIT
 *
 * stencil.c - copying handlers.
 *
 * Spec: none; Intel SDM volume 2 for rel32 and RIP-relative operands, which are all that a copy has
 * to change. Tests: tests/unit/cpu/stencil_test.c
 * Journey: after cpu/section.c, before cpu/code.c
 */
#define ENGINE_TAIL
#include "cpu/stencil.h"

#ifdef STENCILS

#include <capstone/capstone.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/engine.h"
#include "cpu/tail.h"
#include "sim/base/host.h"

#define ARENA_BYTES ((size_t)12 << 20)
#define TEXT_MAX 2048u /* of a handler */
#define HOLES_MAX 48u
#define JUMP_BYTES 5u
#define ALIGNMENT 16u

/* Four bytes of a handler that count from where they stand: to @target. */
typedef struct Hole {
    uint16_t at;
    uint16_t end; /* of their instruction */
    uint64_t target;
} Hole;

typedef struct Stencil {
    bool known;
    bool usable;
    bool goes_on; /* to the next micro-op, at its end or before */
    uint16_t size;
    uint16_t holes;
    Hole hole[HOLES_MAX];
} Stencil;

struct Stencils {
    csh capstone;
    cs_insn *insn;
    uint8_t *arena;
    size_t used;
    Stencil of[UOP_OP_COUNT];
};

Stencils *stencils_new(void)
{
    Stencils *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    if (cs_open(CS_ARCH_X86, CS_MODE_64, &s->capstone) == CS_ERR_OK) {
        cs_option(s->capstone, CS_OPT_DETAIL, CS_OPT_ON);
        s->insn = cs_malloc(s->capstone);
        s->arena = s->insn ? host_code_new((uint64_t)(uintptr_t)tail_next, ARENA_BYTES) : NULL;
    }
    if (!s->arena) {
        stencils_free(s);
        return NULL;
    }
    stencils_forget(s);
    return s;
}

void stencils_free(Stencils *s)
{
    if (!s)
        return;
    if (s->arena)
        host_code_free(s->arena, ARENA_BYTES);
    if (s->insn)
        cs_free(s->insn, 1);
    if (s->capstone)
        cs_close(&s->capstone);
    free(s);
}

bool stencils_are_full(const Stencils *s)
{
    return s->used + (ARENA_BYTES / 8) > ARENA_BYTES;
}

void stencils_forget(Stencils *s)
{
    s->used = ALIGNMENT; /* no code is at 0 */
}

uint8_t *stencils_arena(const Stencils *s)
{
    return s->arena;
}

/* Where the handler behind the one at @start begins, or as far as one is looked at. */
static uint64_t bound(uint64_t start)
{
    uint64_t next = start + TEXT_MAX;

    for (unsigned op = 0; op < UOP_OP_COUNT; op++) {
        uint64_t other = (uint64_t)(uintptr_t)tail_table[op];

        if (other > start && other < next)
            next = other;
    }
    return next;
}

/* A handler that is being read. */
typedef struct Reading {
    Stencil *stencil;
    uint64_t start, bound;
    uint64_t at;       /* of the instruction that is looked at */
    uint64_t furthest; /* jump inside the handler */
} Reading;

/* Four bytes at @at that count from the end of @insn to @target. False: too many of them. */
static bool add_hole(Reading *r, const cs_insn *insn, unsigned at, uint64_t target)
{
    Stencil *stencil = r->stencil;

    if (stencil->holes == HOLES_MAX)
        return false;
    if (target == (uint64_t)(uintptr_t)tail_next)
        stencil->goes_on = true;
    stencil->hole[stencil->holes++] = (Hole){.at = (uint16_t)(r->at + at - r->start),
                                             .end = (uint16_t)(r->at + insn->size - r->start),
                                             .target = target};
    return true;
}

static bool is_jump(const cs_insn *insn)
{
    for (unsigned i = 0; i < insn->detail->groups_count; i++)
        if (insn->detail->groups[i] == X86_GRP_JUMP || insn->detail->groups[i] == X86_GRP_CALL)
            return true;
    return false;
}

/* False: not to be copied. */
static bool look_at_jump(Reading *r, const cs_insn *insn)
{
    const cs_x86 *x86 = &insn->detail->x86;
    uint64_t target = (uint64_t)x86->operands[0].imm;

    if (x86->operands[0].type != X86_OP_IMM)
        return true;
    if (target >= r->start && target < r->bound) {
        if (target > r->furthest)
            r->furthest = target;
        return true;
    }
    return x86->encoding.imm_size == 4 && add_hole(r, insn, x86->encoding.imm_offset, target);
}

static bool look_at(Reading *r, const cs_insn *insn)
{
    const cs_x86 *x86 = &insn->detail->x86;

    if (is_jump(insn) && !look_at_jump(r, insn))
        return false;
    for (unsigned i = 0; i < x86->op_count; i++) {
        const x86_op_mem *mem = &x86->operands[i].mem;

        if (x86->operands[i].type == X86_OP_MEM && mem->base == X86_REG_RIP &&
            !add_hole(r, insn, x86->encoding.disp_offset, r->at + insn->size + (uint64_t)mem->disp))
            return false;
    }
    return true;
}

/* A jump to the next handler that is the last of all is left out. */
static void leave_out_last(Stencil *stencil)
{
    const Hole *last;

    if (!stencil->holes)
        return;
    last = &stencil->hole[stencil->holes - 1];
    if (last->target == (uint64_t)(uintptr_t)tail_next && last->end == stencil->size &&
        last->at + 4 == last->end) {
        stencil->holes--;
        stencil->size = (uint16_t)(stencil->size - JUMP_BYTES);
    }
}

static void be_usable(Stencil *stencil, uint64_t size)
{
    stencil->size = (uint16_t)size;
    stencil->usable = true;
    leave_out_last(stencil);
}

/* Finds out what @stencil has to be for the handler at @text. Its last instruction is a jump, or
 * the call of something that does not return, as sanitizers make it. */
static void read_handler(Stencils *s, Stencil *stencil, const uint8_t *text)
{
    Reading r = {.stencil = stencil, .start = (uint64_t)(uintptr_t)text};
    size_t left;

    r.bound = bound(r.start);
    left = r.bound - r.start;
    for (r.at = r.furthest = r.start; left;) {
        uint64_t next = r.at;

        if (!cs_disasm_iter(s->capstone, &text, &left, &next, s->insn) || !look_at(&r, s->insn) ||
            s->insn->id == X86_INS_RET)
            return;
        r.at = next;
        if (s->insn->id == X86_INS_JMP && r.at > r.furthest) {
            be_usable(stencil, r.at - r.start);
            return;
        }
    }
    if (r.bound < r.start + TEXT_MAX)
        be_usable(stencil, r.at - r.start);
}

static const Stencil *stencil_of(Stencils *s, unsigned op)
{
    Stencil *stencil = &s->of[op];

    if (!stencil->known) {
        stencil->known = true;
        read_handler(s, stencil, (const uint8_t *)(uintptr_t)tail_table[op]);
    }
    return stencil;
}

static void put_distance(uint8_t *at, const uint8_t *end, uint64_t target)
{
    int32_t distance = (int32_t)(target - (uint64_t)(uintptr_t)end);

    memcpy(at, &distance, sizeof distance);
}

static uint8_t *put_jump(uint8_t *at, uint64_t target)
{
    *at = 0xe9; /* JMP rel32 */
    put_distance(at + 1, at + JUMP_BYTES, target);
    return at + JUMP_BYTES;
}

/* Copies the handler of @op to @at. */
static uint8_t *put_handler(uint8_t *at, const Stencil *stencil, TailFunction handler)
{
    uint8_t *end = at + stencil->size;

    memcpy(at, (const uint8_t *)(uintptr_t)handler, stencil->size);
    for (unsigned i = 0; i < stencil->holes; i++) {
        const Hole *hole = &stencil->hole[i];
        bool next = hole->target == (uint64_t)(uintptr_t)tail_next;

        put_distance(at + hole->at, at + hole->end, next ? (uint64_t)(uintptr_t)end : hole->target);
    }
    return end;
}

/* Goes over @words micro-ops: a run of hints as long as it is now. */
static uint8_t *put_hints(uint8_t *at, unsigned words)
{
    static const uint8_t add_to_rsi[] = {0x48, 0x81,
                                         0xc6}; /* ADD RSI, imm32: the second argument */
    uint32_t bytes = words * (uint32_t)sizeof(Uop);

    memcpy(at, add_to_rsi, sizeof add_to_rsi);
    memcpy(at + sizeof add_to_rsi, &bytes, sizeof bytes);
    return at + sizeof add_to_rsi + sizeof bytes;
}

/* Writes the words of @page from @index on, to @end or until something goes elsewhere for sure, to
 * @at. Fills @code by word. */
static uint8_t *put_words(Stencils *s, const CodePage *page, unsigned index, const Uop *end,
                          uint8_t *at, uint32_t *code)
{
    for (const Uop *u = &page->uop[index]; u < end; u += uop_words(u)) {
        const Stencil *stencil = stencil_of(s, u->op);
        unsigned word = (unsigned)(u - page->uop);

        if (page->code[word])
            return put_jump(at, (uint64_t)(uintptr_t)(s->arena + page->code[word]));
        if (!stencil->usable || at + TEXT_MAX + JUMP_BYTES > s->arena + ARENA_BYTES)
            break;
        code[word] = (uint32_t)(at - s->arena);
        if (u->op == FUSED_HINT_run) {
            at = put_hints(at, uop_words(u));
            continue;
        }
        at = put_handler(at, stencil, tail_table[u->op]);
        if (!stencil->goes_on)
            return at;
    }
    return put_jump(at, (uint64_t)(uintptr_t)tail_next);
}

static uint32_t *code_of_page(CodePage *page)
{
    if (!page->code)
        page->code = calloc(CODE_PAGE_WORDS, sizeof *page->code);
    return page->code;
}

void stencil_make(CodeCache *cache, CodePage *page, unsigned index)
{
    Stencils *s = cache->stencils;
    uint32_t code[CODE_PAGE_WORDS] = {0};
    const Uop *end = cache->section[page->section[index]].end;
    uint8_t *at;

    if (!s || stencils_are_full(s) || !code_of_page(page))
        return;
    at = put_words(s, page, index, end, s->arena + s->used, code);
    s->used = align_up((uint64_t)(at - s->arena), ALIGNMENT);
    for (unsigned i = index; i < CODE_PAGE_WORDS; i++) {
        if (code[i])
            page->code[i] = code[i];
        if (page->code[i] && page->section[i])
            cache->section[page->section[i]].code = code_of_word(cache, page, i);
    }
}

#else

Stencils *stencils_new(void)
{
    return NULL;
}

void stencils_free(Stencils *stencils)
{
    (void)stencils;
}

bool stencils_are_full(const Stencils *stencils)
{
    (void)stencils;
    return false;
}

uint8_t *stencils_arena(const Stencils *stencils)
{
    (void)stencils;
    return NULL;
}

void stencils_forget(Stencils *stencils)
{
    (void)stencils;
}

void stencil_make(CodeCache *cache, CodePage *page, unsigned index)
{
    (void)cache;
    (void)page;
    (void)index;
}

#endif
