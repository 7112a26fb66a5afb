/* SPDX-License-Identifier: MIT
 *
 * code.h - decoded instructions, kept by physical page and shared by all CPUs of a machine.
 *
 * A CodePage holds one Uop per word of a 4 KiB page, decoded on first execution. Whoever writes
 * guest memory says so (code_written), and exactly the words it touched are forgotten: stronger
 * than the architecture asks (IC IVAU and DC CVAU need do nothing more).
 *
 * Tests: tests/unit/cpu/code_test.c
 */
#ifndef CPU_CODE_H
#define CPU_CODE_H

#include "cpu/uop.h"
#include "sim/base/addr.h"
#include "sim/base/bits.h"
#include "sim/base/cost.h"

#define CODE_PAGE_BYTES 4096u
#define CODE_PAGE_WORDS (CODE_PAGE_BYTES / 4)
#define CODE_FILTER_PAGES (1u << 20)
#define CODE_BUCKETS 8192u

typedef struct CodePage CodePage;

/* Eight counts of instructions, to be added at once. */
typedef uint16_t Lanes __attribute__((vector_size(16)));

struct Cpu;
struct Section;
struct Stencils;

/* A handler of the fast engine (cpu/tail.h), or code that does what a row of them does. */
typedef int (*TailFunction)(struct Cpu *cpu, const Uop *u, uint64_t budget, Lanes low, Lanes high);

/* A run of instructions (cpu/section.h). */
typedef struct Section {
    union {
        uint16_t lane[COST_CLASS_COUNT]; /* what it adds to Cpu.lane */
        Lanes lanes[COST_CLASS_COUNT / 8];
    };
    uint64_t cost;  /* what it takes from a Budget */
    const Uop *end; /* one behind its last */
    uint32_t next;  /* while it is free: another free one; of a link: another of its page */
    union {
        uint32_t branch; /* of a link: the word of the page that the branch is */
        uint32_t heat;   /* of a section: how often code was asked for that was not there */
    };
    union {
        TailFunction code;        /* of a section: does its first instruction, and goes on */
        const struct Section *to; /* of a link: the section at the target */
    };
} Section;

/* Sections have numbers; 0 is no section, and too dear to be entered. */
#define CODE_SECTIONS (1u << 18)

struct CodePage {
    Uop uop[CODE_PAGE_WORDS + 1];          /* the last is never decoded */
    uint32_t section[CODE_PAGE_WORDS + 1]; /* of the fast engine, by first word; no last */
    uint32_t links;                        /* from branches of the page; see Section.next */
    uint32_t *code;      /* host code by word, from CodeCache.arena on, or 0; NULL without any */
    const uint8_t *host; /* the page's bytes */
    Pa base;
    CodePage *next; /* in its bucket */
};

/* Zero-initialised is empty. */
typedef struct CodeCache {
    bool executed[A64_OP_COUNT]; /* by what has been forgotten since; see code_executed */
    CodePage *bucket[CODE_BUCKETS];
    Section *section;          /* CODE_SECTIONS of them; NULL until asked for */
    uint32_t section_count;    /* of those that have been used */
    uint32_t section_free;     /* one of those that are free again */
    TailFunction cold;         /* the code of new sections */
    uint32_t heat;             /* executions that make one worth host code; 0: STENCIL_HEAT */
    uint8_t *arena;            /* of host code */
    struct Stencils *stencils; /* NULL where the host can not execute what it has written */
    uint64_t page_count;       /* made so far: who keeps pages that may be written looks again */
    uint8_t filter[CODE_FILTER_PAGES / 8]; /* a bit per page number mod 2^20: may hold code */
} CodeCache;

void code_cache_free_pages(CodeCache *cache);

/* The page at @base (4 KiB aligned) whose bytes are at @host, made when it is not there yet. NULL
 * when memory is exhausted. */
CodePage *code_page(CodeCache *cache, Pa base, const uint8_t *host);

/* Forgets what was decoded from [pa, pa + size). */
void code_written_slow(CodeCache *cache, Pa pa, uint64_t size_bytes);

/* The host code of word @index of @page; NULL when it has none. */
static inline TailFunction code_of_word(const CodeCache *cache, const CodePage *page,
                                        unsigned index)
{
    uint32_t at = page->code ? page->code[index] : 0;

    return at ? (TailFunction)(uintptr_t)(cache->arena + at) : NULL;
}

/* Fills @executed: which rows of a64.def were fetched to be executed so far. The fast engine
 * fetches what follows a branch that was always taken, too. */
void code_executed(const CodeCache *cache, bool executed[A64_OP_COUNT]);

/* The sections, by number; NULL when memory is exhausted. They stay where they are. New ones have
 * the code @cold. */
Section *code_sections(CodeCache *cache, TailFunction cold);

/* The number of a section that is all 0; 0 when there is none left. */
uint32_t code_section_new(CodeCache *cache);

/* Few sections are left: time to forget everything. */
bool code_is_full(const CodeCache *cache);

/* Forgets everything (a flash bank changed under us). */
void code_forget_all(CodeCache *cache);

static inline bool code_filter_hit(const CodeCache *cache, Pa pa)
{
    uint64_t page = (pa.v / CODE_PAGE_BYTES) % CODE_FILTER_PAGES;

    return (cache->filter[page / 8] >> (page % 8)) & 1;
}

/* To be called after each write of at most one page to guest memory. */
static inline void code_written(CodeCache *cache, Pa pa, uint64_t size_bytes)
{
    if (UNLIKELY(code_filter_hit(cache, pa)))
        code_written_slow(cache, pa, size_bytes);
}

#endif
