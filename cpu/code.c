/* SPDX-License-Identifier: MIT
 *
 * code.c - the pages of decoded instructions.    Tests: tests/unit/cpu/code_test.c
 */
#include "cpu/code.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/section.h"

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

/* The sections that @word is in: those that begin there, or before it with no end between. */
static void forget_sections(CodePage *page, uint64_t word)
{
    do {
        free(page->section[word]);
        page->section[word] = NULL;
    } while (word-- > 0 && !section_ends_with(&page->uop[word]));
}

static void forget_words(CodeCache *cache, CodePage *page, uint64_t from, uint64_t to)
{
    for (uint64_t word = from / 4; word <= (to - 1) / 4; word++) {
        if (page->uop[word].op == A64_DECODE)
            continue;
        forget_sections(page, word);
        cache->executed[uop_base(page->uop[word].op)] = true;
        page->uop[word].op = A64_DECODE;
        if (word > 0) /* may have been one with this */
            page->uop[word - 1].op = (uint16_t)uop_base(page->uop[word - 1].op);
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

static void free_sections(CodePage *page)
{
    for (unsigned i = 0; i < CODE_PAGE_WORDS; i++) {
        free(page->section[i]);
        page->section[i] = NULL;
    }
}

static void forget_all_words(CodeCache *cache, CodePage *page)
{
    add_executed(page, cache->executed);
    memset(page->uop, 0, sizeof page->uop);
    free_sections(page);
}

void code_forget_all(CodeCache *cache)
{
    for (unsigned i = 0; i < CODE_BUCKETS; i++)
        for (CodePage *page = cache->bucket[i]; page; page = page->next)
            forget_all_words(cache, page);
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
            free_sections(page);
            free(page);
        }
    }
}
