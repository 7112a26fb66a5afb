/* SPDX-License-Identifier: MIT
 *
 * reason_test.c - every class of exception that the architecture defines for AArch64 has its
 * reason, most of which no machine here can be made to give.
 */
#include <string.h>

#include "sim/exits/reason.h"
#include "tests/unit/harness.h"

/* DDI 0487, ESR_ELx.EC, by the names of Linux's trace points. */
static const struct {
    uint8_t ec;
    const char *name;
} classes[] = {
    {0x00, "UNKNOWN"},     {0x01, "WFx"},         {0x03, "CP15_32"},     {0x04, "CP15_64"},
    {0x05, "CP14_MR"},     {0x06, "CP14_LS"},     {0x07, "FP_ASIMD"},    {0x08, "CP10_ID"},
    {0x09, "PAC"},         {0x0c, "CP14_64"},     {0x0d, "BTI"},         {0x0e, "ILL"},
    {0x11, "SVC32"},       {0x12, "HVC32"},       {0x13, "SMC32"},       {0x15, "SVC64"},
    {0x16, "HVC64"},       {0x17, "SMC64"},       {0x18, "SYS64"},       {0x19, "SVE"},
    {0x1a, "ERET"},        {0x1c, "FPAC"},        {0x1d, "SME"},         {0x1f, "IMP_DEF"},
    {0x20, "IABT_LOW"},    {0x21, "IABT_CUR"},    {0x22, "PC_ALIGN"},    {0x24, "DABT_LOW"},
    {0x25, "DABT_CUR"},    {0x26, "SP_ALIGN"},    {0x28, "FP_EXC32"},    {0x2c, "FP_EXC64"},
    {0x2f, "SERROR"},      {0x30, "BREAKPT_LOW"}, {0x31, "BREAKPT_CUR"}, {0x32, "SOFTSTP_LOW"},
    {0x33, "SOFTSTP_CUR"}, {0x34, "WATCHPT_LOW"}, {0x35, "WATCHPT_CUR"}, {0x38, "BKPT32"},
    {0x3a, "VECTOR32"},    {0x3c, "BRK64"},
};

static const char *name_of(CrossingKind kind, ExceptionKind exception, uint32_t ec)
{
    Crossing crossing = {.kind = kind, .exception = exception, .esr = ec << 26 | 1u << 25};

    return reason_name(reason_of(&crossing));
}

START_TEST(each_class_has_its_name)
{
    for (size_t i = 0; i < ARRAY_COUNT(classes); i++)
        ck_assert_str_eq(name_of(CROSSING_EXCEPTION, EXCEPTION_SYNC, classes[i].ec),
                         classes[i].name);
}
END_TEST

START_TEST(other_classes_are_reserved)
{
    unsigned named = 0;

    for (uint32_t ec = 0; ec < 64; ec++)
        if (strcmp(name_of(CROSSING_EXCEPTION, EXCEPTION_SYNC, ec), "RESERVED") != 0)
            named++;
    ck_assert_uint_eq(named, ARRAY_COUNT(classes));
}
END_TEST

START_TEST(an_asynchronous_exception_never_shows_a_class)
{
    ck_assert_str_eq(name_of(CROSSING_EXCEPTION, EXCEPTION_IRQ, 0x16), "IRQ");
    ck_assert_str_eq(name_of(CROSSING_EXCEPTION, EXCEPTION_FIQ, 0x16), "FIQ");
    ck_assert_str_eq(name_of(CROSSING_EXCEPTION, EXCEPTION_SERROR, 0x2f), "EL1_SERROR");
    ck_assert_str_eq(name_of(CROSSING_WRITE, EXCEPTION_SYNC, 0x16), "NONE");
}
END_TEST

TEST_MAIN("reason", each_class_has_its_name, other_classes_are_reserved,
          an_asynchronous_exception_never_shows_a_class)
