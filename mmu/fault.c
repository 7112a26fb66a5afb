/* SPDX-License-Identifier: MIT
 *
 * fault.c - the status codes of faults.
 *
 * Spec: DDI 0487, "Fault status codes" (ESR_ELx.DFSC, IFSC).    Tests: tests/unit/mmu/fault_test.c
 */
#include "mmu/fault.h"

#define NO_LEVEL 0
#define LEVEL 3

typedef struct StatusCode {
    uint8_t code;
    uint8_t level_mask; /* which of the low bits hold the level */
} StatusCode;

static const StatusCode status_codes[] = {
    [FAULT_NONE] = {0x00, NO_LEVEL},         [FAULT_ADDRESS_SIZE] = {0x00, LEVEL},
    [FAULT_TRANSLATION] = {0x04, LEVEL},     [FAULT_ACCESS_FLAG] = {0x08, LEVEL},
    [FAULT_PERMISSION] = {0x0c, LEVEL},      [FAULT_EXTERNAL] = {0x10, NO_LEVEL},
    [FAULT_EXTERNAL_WALK] = {0x14, LEVEL},   [FAULT_ALIGNMENT] = {0x21, NO_LEVEL},
    [FAULT_TLB_CONFLICT] = {0x30, NO_LEVEL}, [FAULT_UNSUPPORTED_EXCLUSIVE] = {0x35, NO_LEVEL},
};

uint8_t fault_status_code(Fault fault)
{
    assert((unsigned)fault.kind < ARRAY_COUNT(status_codes));
    const StatusCode *row = &status_codes[fault.kind];

    return (uint8_t)(row->code | (fault.level & row->level_mask));
}
