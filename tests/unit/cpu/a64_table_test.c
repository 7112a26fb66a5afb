/* SPDX-License-Identifier: MIT
 *
 * a64_table_test.c - the rows of a64.def against each other: the all-pairs overlap test.
 */
#include "cpu/decode.h"
#include "cpu/formats.h"
#include "sim/base/cost.h"
#include "tests/unit/harness.h"

#define FIRST_ROW (A64_UNALLOCATED + 1)

START_TEST(every_row_has_32_bits_a_class_a_feature_and_a_format)
{
    for (unsigned op = FIRST_ROW; op < A64_OP_COUNT; op++) {
        const A64Row *row = a64_row((A64Op)op);
        unsigned count = 0;

        for (const char *c = row->bits; *c; c++)
            count += *c != ' ';
        ck_assert_msg(count == 32, "%s has %u bits", row->name, count);
        ck_assert_uint_lt(row->class, COST_CLASS_COUNT);
        ck_assert_uint_lt(row->feature, FEAT_COUNT);
        ck_assert_uint_lt(row->format, FORMAT_COUNT);
    }
}
END_TEST

/* A word that two rows match means the one with more fixed bits, which is only well defined when
 * that row's words are all words of the other. */
START_TEST(rows_that_overlap_are_nested)
{
    for (unsigned i = FIRST_ROW; i < A64_OP_COUNT; i++) {
        const A64Row *a = a64_row((A64Op)i);
        uint32_t value_a, mask_a;

        a64_pattern(a->bits, &value_a, &mask_a);
        for (unsigned j = i + 1; j < A64_OP_COUNT; j++) {
            const A64Row *b = a64_row((A64Op)j);
            uint32_t value_b, mask_b, both;

            a64_pattern(b->bits, &value_b, &mask_b);
            both = mask_a & mask_b;
            if ((value_a ^ value_b) & both)
                continue;
            ck_assert_msg(mask_a != mask_b, "%s and %s are the same words", a->name, b->name);
            ck_assert_msg(both == mask_a || both == mask_b,
                          "%s and %s overlap and neither is part of the other", a->name, b->name);
        }
    }
}
END_TEST

START_TEST(names_are_unique)
{
    for (unsigned i = FIRST_ROW; i < A64_OP_COUNT; i++)
        for (unsigned j = i + 1; j < A64_OP_COUNT; j++)
            ck_assert_str_ne(a64_row((A64Op)i)->name, a64_row((A64Op)j)->name);
}
END_TEST

TEST_MAIN("cpu/a64.def", every_row_has_32_bits_a_class_a_feature_and_a_format,
          rows_that_overlap_are_nested, names_are_unique)
