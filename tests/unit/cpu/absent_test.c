/* SPDX-License-Identifier: MIT
 *
 * absent_test.c - the words are an assembler's (llvm-mc), the features those it asked for.
 */
#include <string.h>

#include "cpu/absent.h"
#include "cpu/decode.h"
#include "cpu/models.h"
#include "tests/unit/harness.h"

static const struct {
    uint32_t word;
    const char *feature;
} words[] = {
    {0x9ac21020, "FEAT_MTE"},  /* irg x0, x1, x2 */
    {0x9ac21420, "FEAT_MTE"},  /* gmi x0, x1, x2 */
    {0x9ac20020, "FEAT_MTE"},  /* subp x0, x1, x2 */
    {0xbac20020, "FEAT_MTE"},  /* subps x0, x1, x2 */
    {0x91810420, "FEAT_MTE"},  /* addg x0, x1, #16, #1 */
    {0xd1810420, "FEAT_MTE"},  /* subg x0, x1, #16, #1 */
    {0xd9200820, "FEAT_MTE"},  /* stg x0, [x1] */
    {0xd9600020, "FEAT_MTE"},  /* ldg x0, [x1] */
    {0x69000440, "FEAT_MTE"},  /* stgp x0, x1, [x2] */
    {0xd5031000, "FEAT_WFxT"}, /* wfet x0 */
    {0xd5031021, "FEAT_WFxT"}, /* wfit x1 */
    {0xd5233060, "FEAT_TME"},  /* tstart x0 */
    {0x2518e3e0, "FEAT_SVE"},  /* ptrue p0.b */
    {0x0420e3e0, "FEAT_SVE"},  /* cntb x0 */
    {0x85804000, "FEAT_SVE"},  /* ldr z0, [x0] */
    {0xf83fd020, "FEAT_LS64"}, /* ld64b x0, [x1] */
    {0xf83f9020, "FEAT_LS64"}, /* st64b x0, [x1] */
    {0x19010440, "FEAT_MOPS"}, /* cpyfp [x0]!, [x1]!, x2! */
    {0xc00800ff, "FEAT_SME"},  /* zero {za} */
    {0xf822b080, "FEAT_LS64"}, /* st64bv x2, x0, [x4] */
    {0x5ac02020, "FEAT_CSSC"}, /* abs w0, w1 */
    {0x1ac26020, "FEAT_CSSC"}, /* smax w0, w1, w2 */
};

START_TEST(a_word_of_an_absent_extension_names_it)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *feature = absent_feature(words[i].word);

        ck_assert_msg(feature, "0x%08x", words[i].word);
        ck_assert_str_eq(feature, words[i].feature);
    }
}
END_TEST

static const char *const rows[] = {
#define ABSENT(feature, bits) bits,
#include "cpu/absent.def"
#undef ABSENT
};

/* The row that speaks for @word. */
static size_t row_of(uint32_t word)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t value, mask;

        a64_pattern(rows[i], &value, &mask);
        if ((word & mask) == value)
            return i;
    }
    return sizeof rows / sizeof rows[0];
}

START_TEST(every_row_of_absent_def_has_a_word)
{
    bool spoken[sizeof rows / sizeof rows[0] + 1] = {false};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        spoken[row_of(words[i].word)] = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(spoken[i], "%s", rows[i]);
}
END_TEST

/* Armv8.0 and FEAT_LSE, which CPUs here do or can have. */
START_TEST(an_instruction_that_is_here_is_in_no_absent_class)
{
    static const uint32_t here[] = {
        0xd503201f, /* nop */
        0x9ac20820, /* udiv x0, x1, x2 */
        0xdac01020, /* clz x0, x1 */
        0x91000420, /* add x0, x1, #1 */
        0x69400440, /* ldpsw x0, x1, [x2] */
        0xd65f03c0, /* ret */
        0xf8200020, /* ldadd x0, x0, [x1] */
        0xc8dffc20, /* ldar x0, [x1] */
        0x3a000000, /* adcs w0, w0, w0 */
        0x00000000, /* udf #0 */
    };

    for (size_t i = 0; i < sizeof here / sizeof here[0]; i++)
        ck_assert_msg(!absent_feature(here[i]), "0x%08x", here[i]);
}
END_TEST

/* A PE without the extension: these encodings are unallocated. */
START_TEST(no_cpu_executes_a_word_of_an_absent_extension)
{
    for (unsigned i = 0; cpu_model_at(i); i++) {
        Decoder *decoder = decoder_new(cpu_model_features(cpu_model_at(i)));

        ck_assert(decoder != NULL);
        for (size_t j = 0; j < sizeof words / sizeof words[0]; j++) {
            Uop uop;

            decode(decoder, words[j].word, &uop);
            ck_assert_msg(uop.op == A64_UNALLOCATED, "CPU %u, 0x%08x", i, words[j].word);
        }
        decoder_free(decoder);
    }
}
END_TEST

/* Allocated in the hint space, so NOPs where the extension is not implemented. */
START_TEST(a_hint_of_an_absent_extension_is_a_nop)
{
    static const uint32_t hints[] = {
        0xd503211f, /* pacia1716 */
        0xd503233f, /* paciasp */
        0xd50323bf, /* autiasp */
        0xd50320ff, /* xpaclri */
        0xd503245f, /* bti c */
        0xd503225f, /* tsb csync */
        0xd503229f, /* csdb */
        0xd50320df, /* dgh */
        0xd50322df, /* clrbhb */
        0xd5032fff, /* hint #127 */
    };
    Decoder *decoder = decoder_new(cpu_model_features(cpu_model_find("cortex-a57")));

    ck_assert(decoder != NULL);
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        Uop uop;

        decode(decoder, hints[i], &uop);
        ck_assert_msg(strcmp(a64_row((A64Op)uop.op)->name, "HINT") == 0, "0x%08x is %s", hints[i],
                      a64_row((A64Op)uop.op)->name);
    }
    decoder_free(decoder);
}
END_TEST

TEST_MAIN("absent", no_cpu_executes_a_word_of_an_absent_extension,
          a_hint_of_an_absent_extension_is_a_nop, a_word_of_an_absent_extension_names_it,
          every_row_of_absent_def_has_a_word, an_instruction_that_is_here_is_in_no_absent_class)
