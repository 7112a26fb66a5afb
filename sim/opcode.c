/* SPDX-License-Identifier: MIT
 *
 * opcode.c - why an instruction was undefined.    Tests: tests/cli/dying_test.sh
 */
#include "sim/opcode.h"

#include <inttypes.h>
#include <stdio.h>

#include "cpu/absent.h"
#include "cpu/decode.h"
#include "cpu/sysreg_rows.h"

#define ERASED UINT32_MAX
#define ZEROES 0u
#define SEMIHOSTING_CALL UINT32_C(0xd45e0000) /* HLT #0xF000 */

/* The row that a CPU with every feature takes @word by; NULL when there is none. */
static const A64Row *any_row(uint32_t word)
{
    Decoder *decoder = decoder_new(FEATURES_ALL);
    const A64Row *row = NULL;
    Uop uop;

    if (!decoder)
        return NULL;
    decode(decoder, word, &uop);
    if (uop.op != A64_UNALLOCATED)
        row = a64_row((A64Op)uop.op);
    decoder_free(decoder);
    return row;
}

/* MRS and MSR (register): op0 is 2 or 3. */
static bool is_register_move(uint32_t word)
{
    return (word & 0xffd00000) == 0xd5100000;
}

static void explain_register(uint32_t word, unsigned el, char *text, size_t size)
{
    Sysreg sr = sysreg_find((unsigned)bits(word, 20, 5));
    const char *verb = bit(word, 21) ? "MRS reads" : "MSR writes";

    if (sr == SR_COUNT)
        snprintf(text, size, "%s the unknown system register S%u_%u_C%u_C%u_%u", verb,
                 2 + (unsigned)bit(word, 19), (unsigned)bits(word, 18, 16),
                 (unsigned)bits(word, 15, 12), (unsigned)bits(word, 11, 8),
                 (unsigned)bits(word, 7, 5));
    else
        snprintf(text, size, "%s %s, which is undefined at EL%u of this machine", verb,
                 sysreg_name(sr), el);
}

static void explain_missing(const A64Row *row, const CpuModel *model, char *text, size_t size)
{
    Feature feature = (Feature)row->feature;
    const char *option = feature_option(feature);

    if (*option)
        snprintf(text, size, "%s needs %s, which this CPU does not have; try -cpu %s,+%s",
                 row->name, feature_arm_name(feature), model->name, option);
    else
        snprintf(text, size, "%s needs %s, which this CPU does not have", row->name,
                 feature_arm_name(feature));
}

void opcode_explain(uint32_t word, FeatureSet features, const CpuModel *model, unsigned el,
                    char *text, size_t size)
{
    const A64Row *row = any_row(word);
    const char *absent = absent_feature(word);

    if (word == ZEROES || word == ERASED)
        snprintf(text, size,
                 "no code: memory that is %s. A jump to a wrong place, or an image that "
                 "was not loaded there",
                 word ? "erased" : "zero");
    else if (word == SEMIHOSTING_CALL)
        snprintf(text, size, "a semihosting call; run with -semihosting");
    else if (is_register_move(word))
        explain_register(word, el, text, size);
    else if (row && !feature_has(features, (Feature)row->feature))
        explain_missing(row, model, text, size);
    else if (row)
        snprintf(text, size, "%s, which is undefined at EL%u with these settings", row->name, el);
    else if (absent)
        snprintf(text, size, "an instruction of %s, which no CPU here has", absent);
    else
        snprintf(text, size, "no instruction of Armv8-A that is known here; 32-bit code is not");
}
