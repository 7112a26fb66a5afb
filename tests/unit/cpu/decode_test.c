/* SPDX-License-Identifier: MIT
 *
 * decode_test.c - operands of decoded instructions: special registers, immediates, and what formats
 * refuse. tests/tables/a64_judge compares the rows with llvm-mc.
 */
#include "cpu/decode.h"
#include "tests/unit/harness.h"

static Decoder *decoder_with(Feature feature)
{
    Decoder *decoder = decoder_new(feature_with((FeatureSet){{0}}, feature));

    ck_assert(decoder != NULL);
    return decoder;
}

static Uop decoded(uint32_t word)
{
    Decoder *decoder = decoder_with(FEAT_BASE);
    Uop uop;

    decode(decoder, word, &uop);
    decoder_free(decoder);
    return uop;
}

#define ck_row(uop, row) ck_assert_str_eq(a64_row((A64Op)(uop).op)->name, #row)

/* add sp, sp, #16: register 31 is SP in both places. */
START_TEST(add_immediate_knows_the_stack_pointer)
{
    Uop u = decoded(0x910043ff);

    ck_row(u, ADD_imm_64);
    ck_assert_uint_eq(u.d, REG_SP);
    ck_assert_uint_eq(u.n, REG_SP);
    ck_assert_uint_eq(u.imm, 16);
}
END_TEST

/* cmp sp, #1, lsl #12: the destination is XZR, the source SP. */
START_TEST(compare_writes_to_the_sink)
{
    Uop u = decoded(0xf14007ff);

    ck_row(u, SUBS_imm_64);
    ck_assert_uint_eq(u.d, REG_SINK);
    ck_assert_uint_eq(u.n, REG_SP);
    ck_assert_uint_eq(u.imm, 0x1000);
}
END_TEST

START_TEST(the_row_with_more_fixed_bits_wins)
{
    ck_row(decoded(0xaa0103e0), MOV_reg_64);   /* mov x0, x1 */
    ck_row(decoded(0xaa010040), ORR_reg_64);   /* orr x0, x2, x1 */
    ck_row(decoded(0xaa010440), ORR_shift_64); /* orr x0, x2, x1, lsl #1 */
}
END_TEST

START_TEST(bit_masks_are_decoded)
{
    ck_assert_uint_eq(decoded(0x92400000).imm, 1);                            /* and x0, x0, #1 */
    ck_assert_uint_eq(decoded(0x9200f000).imm, UINT64_C(0x5555555555555555)); /* #0x5555... */
    ck_assert_uint_eq(decoded(0x927ff800).imm, UINT64_C(0xfffffffffffffffe)); /* #-2 */
    ck_assert_uint_eq(decoded(0x1204cc00).imm, UINT64_C(0xf0f0f0f0));         /* and w0, w0, # */
}
END_TEST

START_TEST(reserved_immediates_are_unallocated)
{
    static const uint32_t words[] = {
        0x9240fc00, /* a bit mask of all ones */
        0x1200fc00, /* of 2-bit elements of all ones */
        0x0b008000, /* add w0, w0, w0, lsl #32 */
        0x8bc00000, /* add with ROR */
        0x8b201400, /* add x0, x0, w0, uxtb #5 */
        0x12c00000, /* movn w0, #0, lsl #32 */
        0x53008000, /* ubfm w0, w0, #0, #32 */
        0x38202800, /* strb with an offset extended from 8 bits */
        0x48217c00, /* casp of odd registers */
    };

    for (unsigned i = 0; i < ARRAY_COUNT(words); i++)
        ck_assert_msg(decoded(words[i]).op == A64_UNALLOCATED, "%08x", words[i]);
}
END_TEST

START_TEST(an_instruction_needs_its_feature)
{
    const uint32_t crc32b = 0x1ac04000;
    Decoder *decoder = decoder_with(FEAT_CRC32);
    Uop uop;

    ck_assert(decoded(crc32b).op == A64_UNALLOCATED);
    ck_assert_uint_eq(decoded(crc32b).imm, crc32b);
    decode(decoder, crc32b, &uop);
    ck_row(uop, CRC32B);
    decoder_free(decoder);
}
END_TEST

/* Without FEAT_RAS, ESB is one more hint. */
START_TEST(esb_is_a_hint_without_its_feature)
{
    Decoder *decoder = decoder_with(FEAT_RAS);
    Uop uop;

    ck_row(decoded(0xd503221f), HINT);
    decode(decoder, 0xd503221f, &uop);
    ck_row(uop, ESB);
    decoder_free(decoder);
}
END_TEST

START_TEST(branch_offsets_are_signed)
{
    ck_assert_int_eq(decoded(0x17ffffff).offset, -1);            /* b .-4 */
    ck_assert_int_eq(decoded(0x54800000).offset, -0x100000 / 4); /* b.eq .-1M */
    ck_assert_int_eq(decoded(0xb6fc0000).offset, -0x8000 / 4);   /* tbz x0, #63, .-32K */
    ck_assert_uint_eq(decoded(0xb6fc0000).k, 63);
}
END_TEST

/* ldp x0, xzr, [sp, #-16]!: loaded XZR is the sink. */
START_TEST(offsets_are_scaled_by_what_is_moved)
{
    Uop u = decoded(0xa9ff7fe0);

    ck_row(u, LDP_pre_64);
    ck_assert_uint_eq(u.imm, (uint64_t)-16);
    ck_assert_uint_eq(u.m, REG_SINK);
    ck_assert_uint_eq(u.n, REG_SP);
    ck_assert_uint_eq(decoded(0xf9400420).imm, 8); /* ldr x0, [x1, #8] */
    ck_assert_uint_eq(decoded(0x39400420).imm, 1); /* ldrb w0, [x1, #1] */
}
END_TEST

TEST_MAIN("cpu/decode", add_immediate_knows_the_stack_pointer, compare_writes_to_the_sink,
          the_row_with_more_fixed_bits_wins, bit_masks_are_decoded,
          reserved_immediates_are_unallocated, an_instruction_needs_its_feature,
          esb_is_a_hint_without_its_feature, branch_offsets_are_signed,
          offsets_are_scaled_by_what_is_moved)
