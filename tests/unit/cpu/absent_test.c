/* SPDX-License-Identifier: MIT
 *
 * absent_test.c - the words are an assembler's (llvm-mc), the features those it asked for.
 */
#include "cpu/absent.h"
#include "tests/unit/harness.h"

static const struct {
    uint32_t word;
    const char *feature;
} words[] = {
    {0xdac10020, "FEAT_PAuth"},  /* pacia x0, x1 */
    {0xdac123e0, "FEAT_PAuth"},  /* paciza x0 */
    {0xdac143e3, "FEAT_PAuth"},  /* xpaci x3 */
    {0x9ac23020, "FEAT_PAuth"},  /* pacga x0, x1, x2 */
    {0xd71f0801, "FEAT_PAuth"},  /* braa x0, x1 */
    {0xd61f081f, "FEAT_PAuth"},  /* braaz x0 */
    {0xd65f0bff, "FEAT_PAuth"},  /* retaa */
    {0xd69f0bff, "FEAT_PAuth"},  /* eretaa */
    {0xf8200420, "FEAT_PAuth"},  /* ldraa x0, [x1] */
    {0x9ac21020, "FEAT_MTE"},    /* irg x0, x1, x2 */
    {0x9ac21420, "FEAT_MTE"},    /* gmi x0, x1, x2 */
    {0x9ac20020, "FEAT_MTE"},    /* subp x0, x1, x2 */
    {0xbac20020, "FEAT_MTE"},    /* subps x0, x1, x2 */
    {0x91810420, "FEAT_MTE"},    /* addg x0, x1, #16, #1 */
    {0xd1810420, "FEAT_MTE"},    /* subg x0, x1, #16, #1 */
    {0xd9200820, "FEAT_MTE"},    /* stg x0, [x1] */
    {0xd9600020, "FEAT_MTE"},    /* ldg x0, [x1] */
    {0x69000440, "FEAT_MTE"},    /* stgp x0, x1, [x2] */
    {0xd9408020, "FEAT_LRCPC2"}, /* ldapur x0, [x1, #8] */
    {0x99008020, "FEAT_LRCPC2"}, /* stlur w0, [x1, #8] */
    {0xc8df7c20, "FEAT_LOR"},    /* ldlar x0, [x1] */
    {0xc89f7c20, "FEAT_LOR"},    /* stllr x0, [x1] */
    {0xd5031000, "FEAT_WFxT"},   /* wfet x0 */
    {0xd5031021, "FEAT_WFxT"},   /* wfit x1 */
    {0xd5233060, "FEAT_TME"},    /* tstart x0 */
    {0x2518e3e0, "FEAT_SVE"},    /* ptrue p0.b */
    {0x0420e3e0, "FEAT_SVE"},    /* cntb x0 */
    {0x85804000, "FEAT_SVE"},    /* ldr z0, [x0] */
    {0xf83fd020, "FEAT_LS64"},   /* ld64b x0, [x1] */
    {0xf83f9020, "FEAT_LS64"},   /* st64b x0, [x1] */
    {0x3a00080d, "FEAT_FlagM"},  /* setf8 w0 */
    {0xba008402, "FEAT_FlagM"},  /* rmif x0, #1, #2 */
    {0xd500401f, "FEAT_FlagM"},  /* cfinv */
    {0xce628020, "FEAT_SHA512"}, /* sha512h q0, q1, v2.2d */
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

TEST_MAIN("absent", a_word_of_an_absent_extension_names_it,
          an_instruction_that_is_here_is_in_no_absent_class)
