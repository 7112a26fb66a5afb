/* SPDX-License-Identifier: MIT
 *
 * fault_test.c - the status codes of ESR_ELx.DFSC, as the manual lists them.
 */
#include "mmu/fault.h"
#include "tests/unit/harness.h"

START_TEST(status_codes_are_the_manuals)
{
    static const struct {
        FaultKind kind;
        unsigned code; /* of level 0 */
        bool has_level;
    } rows[] = {
        {FAULT_ADDRESS_SIZE, 0x00, true},
        {FAULT_TRANSLATION, 0x04, true},
        {FAULT_ACCESS_FLAG, 0x08, true},
        {FAULT_PERMISSION, 0x0c, true},
        {FAULT_EXTERNAL, 0x10, false},
        {FAULT_EXTERNAL_WALK, 0x14, true},
        {FAULT_ALIGNMENT, 0x21, false},
        {FAULT_TLB_CONFLICT, 0x30, false},
        {FAULT_UNSUPPORTED_EXCLUSIVE, 0x35, false},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        for (uint8_t level = 0; level < 4; level++) {
            Fault fault = {.kind = rows[i].kind, .level = level};

            ck_assert_uint_eq(fault_status_code(fault),
                              rows[i].code + (rows[i].has_level ? level : 0u));
        }
}
END_TEST

TEST_MAIN("mmu/fault", status_codes_are_the_manuals)
