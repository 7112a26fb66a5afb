/* SPDX-License-Identifier: MIT
 *
 * code.c - the pages of decoded instructions.    Tests: tests/unit/cpu/code_test.c
 */
#include "cpu/code.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/section.h"
#include "cpu/stencil.h"

static CodePage **bucket_of(CodeCache *cache, Pa base)
{
    return &cache->bucket[(base.v / CODE_PAGE_BYTES) % CODE_BUCKETS];
}

static CodePage *find(CodeCache *cache, Pa base)
{
    CodePage *page = *bucket_of(cache, base);

    while (page && page->base.v != base.v)
        page = page->next;
    return page;
}

CodePage *code_page(CodeCache *cache, Pa base, const uint8_t *host)
{
    CodePage *page = find(cache, base);
    CodePage **bucket = bucket_of(cache, base);
    uint64_t number = (base.v / CODE_PAGE_BYTES) % CODE_FILTER_PAGES;

    if (page)
        return page;
    page = calloc(1, sizeof *page);
    if (!page)
        return NULL;
    page->base = base;
    page->host = host;
    page->next = *bucket;
    *bucket = page;
    cache->page_count++;
    cache->filter[number / 8] |= (uint8_t)(1u << (number % 8));
    return page;
}

Section *code_sections(CodeCache *cache, TailFunction cold)
{
    if (!cache->section) {
        cache->section = calloc(CODE_SECTIONS, sizeof *cache->section);
        if (!cache->section)
            return NULL;
        cache->section[0].cost = UINT64_C(0x7fffffff) << 32;
        cache->section_count = 1;
        cache->cold = cold;
        cache->heat = cache->heat ? cache->heat : STENCIL_HEAT;
        cache->stencils = stencils_new();
        cache->arena = cache->stencils ? stencils_arena(cache->stencils) : NULL;
    }
    return cache->section;
}

uint32_t code_section_new(CodeCache *cache)
{
    uint32_t number = cache->section_free;

    if (number) {
        cache->section_free = cache->section[number].next;
        memset(&cache->section[number], 0, sizeof *cache->section);
        return number;
    }
    return cache->section_count < CODE_SECTIONS ? cache->section_count++ : 0;
}

bool code_is_full(const CodeCache *cache)
{
    return cache->section_count > CODE_SECTIONS - 3 * CODE_PAGE_WORDS ||
           (cache->stencils && stencils_are_full(cache->stencils));
}

static void free_section(CodeCache *cache, uint32_t *number)
{
    if (!*number)
        return;
    cache->section[*number].next = cache->section_free;
    cache->section_free = *number;
    *number = 0;
}

/* The sections that @word is in: those that begin there, or before it with no end between. */
static void forget_sections(CodeCache *cache, CodePage *page, uint64_t word)
{
    do {
        free_section(cache, &page->section[word]);
    } while (word-- > 0 && !section_ends_with(&page->uop[word]));
}

static void cut_links(CodeCache *cache, CodePage *page)
{
    while (page->links) {
        uint32_t number = page->links;
        const Section *link = &cache->section[number];

        page->uop[link->branch].link = 0;
        page->links = link->next;
        free_section(cache, &number);
    }
}

/* What is before @word may have been executed as one with it. */
static void part_from(CodePage *page, uint64_t word)
{
    bool run = true;

    while (run && word-- > 0) {
        Uop *u = &page->uop[word];

        run = u->op == FUSED_HINT_run;
        u->op = (uint16_t)uop_base(u->op);
        if (run)
            u->k = 0;
    }
}

/* The host code of a page is forgotten together. */
static void forget_code(CodeCache *cache, CodePage *page)
{
    if (!page->code)
        return;
    free(page->code);
    page->code = NULL;
    for (unsigned i = 0; i < CODE_PAGE_WORDS; i++) {
        Section *section = &cache->section[page->section[i]];

        section->code = cache->cold;
        section->heat = 0;
    }
}

static void forget_words(CodeCache *cache, CodePage *page, uint64_t from, uint64_t to)
{
    for (uint64_t word = from / 4; word <= (to - 1) / 4; word++) {
        if (page->uop[word].op == A64_DECODE)
            continue;
        forget_code(cache, page);
        forget_sections(cache, page, word);
        cut_links(cache, page);
        cache->executed[uop_base(page->uop[word].op)] = true;
        page->uop[word].op = A64_DECODE;
        part_from(page, word);
    }
}

static void add_executed(const CodePage *page, bool executed[A64_OP_COUNT])
{
    for (unsigned i = 0; i < CODE_PAGE_WORDS; i++)
        executed[uop_base(page->uop[i].op)] = true;
}

void code_written_slow(CodeCache *cache, Pa pa, uint64_t size_bytes)
{
    uint64_t end = pa.v + size_bytes;

    for (uint64_t at = pa.v; at < end;) {
        uint64_t base = align_down(at, CODE_PAGE_BYTES);
        uint64_t stop = min_u64(end, base + CODE_PAGE_BYTES);
        CodePage *page = find(cache, pa_of(base));

        if (page)
            forget_words(cache, page, at - base, stop - base);
        at = stop;
    }
}

static void forget_all_words(CodeCache *cache, CodePage *page)
{
    add_executed(page, cache->executed);
    memset(page->uop, 0, sizeof page->uop);
    memset(page->section, 0, sizeof page->section);
    page->links = 0;
    free(page->code);
    page->code = NULL;
}

void code_forget_all(CodeCache *cache)
{
    for (unsigned i = 0; i < CODE_BUCKETS; i++)
        for (CodePage *page = cache->bucket[i]; page; page = page->next)
            forget_all_words(cache, page);
    if (cache->section)
        memset(cache->section + 1, 0, (cache->section_count - 1) * sizeof *cache->section);
    if (cache->stencils)
        stencils_forget(cache->stencils);
    cache->section_count = cache->section ? 1 : 0;
    cache->section_free = 0;
}

void code_executed(const CodeCache *cache, bool executed[A64_OP_COUNT])
{
    memcpy(executed, cache->executed, sizeof cache->executed);
    for (unsigned i = 0; i < CODE_BUCKETS; i++)
        for (const CodePage *page = cache->bucket[i]; page; page = page->next)
            add_executed(page, executed);
    executed[A64_DECODE] = false;
}

void code_cache_free_pages(CodeCache *cache)
{
    for (unsigned i = 0; i < CODE_BUCKETS; i++) {
        while (cache->bucket[i]) {
            CodePage *page = cache->bucket[i];

            cache->bucket[i] = page->next;
            free(page->code);
            free(page);
        }
    }
    stencils_free(cache->stencils);
    cache->stencils = NULL;
    free(cache->section);
    cache->section = NULL;
}
