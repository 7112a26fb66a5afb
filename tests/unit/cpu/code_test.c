/* SPDX-License-Identifier: MIT
 *
 * code_test.c - decoded pages: made once, forgotten by the word when written.
 */
#include <stdlib.h>

#include "cpu/code.h"
#include "tests/unit/harness.h"

#define BASE UINT64_C(0x40000000)

static const uint8_t bytes[CODE_PAGE_BYTES];
static CodeCache *cache;

static CodePage *decoded_page(uint64_t base)
{
    CodePage *page = code_page(cache, pa_of(base), bytes);

    ck_assert(page != NULL);
    for (unsigned i = 0; i < CODE_PAGE_WORDS; i++)
        page->uop[i].op = 1;
    return page;
}

static void begin(void)
{
    cache = calloc(1, sizeof *cache);
    ck_assert(cache != NULL);
}

static void end(void)
{
    code_cache_free_pages(cache);
    free(cache);
}

START_TEST(a_page_is_made_once)
{
    begin();
    CodePage *page = decoded_page(BASE);
    ck_assert_ptr_eq(code_page(cache, pa_of(BASE), bytes), page);
    ck_assert_ptr_ne(code_page(cache, pa_of(BASE + CODE_PAGE_BYTES), bytes), page);
    end();
}
END_TEST

START_TEST(pages_of_one_bucket_are_told_apart)
{
    begin();
    uint64_t far = BASE + (uint64_t)CODE_BUCKETS * CODE_PAGE_BYTES;
    CodePage *near_page = decoded_page(BASE), *far_page = decoded_page(far);
    ck_assert_ptr_ne(near_page, far_page);
    ck_assert_ptr_eq(code_page(cache, pa_of(BASE), bytes), near_page);
    code_written(cache, pa_of(far), 4);
    ck_assert_uint_eq(near_page->uop[0].op, 1);
    ck_assert_uint_eq(far_page->uop[0].op, A64_DECODE);
    end();
}
END_TEST

START_TEST(a_write_forgets_exactly_the_words_it_touched)
{
    begin();
    CodePage *page = decoded_page(BASE);
    code_written(cache, pa_of(BASE + 0x102), 4); /* the end of one word, the begin of the next */
    ck_assert_uint_eq(page->uop[0x0fc / 4].op, 1);
    ck_assert_uint_eq(page->uop[0x100 / 4].op, A64_DECODE);
    ck_assert_uint_eq(page->uop[0x104 / 4].op, A64_DECODE);
    ck_assert_uint_eq(page->uop[0x108 / 4].op, 1);
    end();
}
END_TEST

START_TEST(a_write_across_pages_reaches_both)
{
    begin();
    CodePage *first = decoded_page(BASE), *second = decoded_page(BASE + CODE_PAGE_BYTES);
    code_written_slow(cache, pa_of(BASE + CODE_PAGE_BYTES - 4), 8);
    ck_assert_uint_eq(first->uop[CODE_PAGE_WORDS - 2].op, 1);
    ck_assert_uint_eq(first->uop[CODE_PAGE_WORDS - 1].op, A64_DECODE);
    ck_assert_uint_eq(second->uop[0].op, A64_DECODE);
    ck_assert_uint_eq(second->uop[1].op, 1);
    end();
}
END_TEST

START_TEST(the_filter_knows_pages_without_code)
{
    begin();
    decoded_page(BASE);
    ck_assert(code_filter_hit(cache, pa_of(BASE + 0xfff)));
    ck_assert(!code_filter_hit(cache, pa_of(BASE + CODE_PAGE_BYTES)));
    end();
}
END_TEST

START_TEST(everything_can_be_forgotten_but_not_what_was_executed)
{
    bool executed[A64_OP_COUNT];

    begin();
    CodePage *page = decoded_page(BASE);
    code_forget_all(cache);
    ck_assert_uint_eq(page->uop[7].op, A64_DECODE);
    code_executed(cache, executed);
    ck_assert(executed[1] && !executed[2] && !executed[A64_DECODE]);
    end();
}
END_TEST

TEST_MAIN("cpu/code", a_page_is_made_once, pages_of_one_bucket_are_told_apart,
          a_write_forgets_exactly_the_words_it_touched, a_write_across_pages_reaches_both,
          the_filter_knows_pages_without_code,
          everything_can_be_forgotten_but_not_what_was_executed)
