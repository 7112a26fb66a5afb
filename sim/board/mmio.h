/* SPDX-License-Identifier: MIT
 *
 * mmio.h - what all small peripherals share: 32-bit registers seen by narrower accesses, and
 * the identification registers of PrimeCells.
 *
 * A device with 32-bit registers answers 1, 2 and 4 byte accesses; wider ones abort, as QEMU's
 * `virt` does. A narrow read returns its part of the register; a narrow write counts when it
 * covers the register's lowest byte (drivers write a UART's data register with STRB).
 */
#ifndef SIM_BOARD_MMIO_H
#define SIM_BOARD_MMIO_H

#include "sim/base/bus.h"

static inline bool mmio_size_ok(const BusRequest *request)
{
    return request->size_bytes <= 4;
}

/* The register that @offset is in. */
static inline uint64_t mmio_register(uint64_t offset)
{
    return offset & ~UINT64_C(3);
}

/* What an access at @offset sees of @reg. */
static inline uint64_t mmio_narrow(const BusRequest *request, uint64_t offset, uint32_t reg)
{
    return (reg >> (8 * (offset & 3))) & ones(8u * request->size_bytes);
}

static inline bool mmio_writes_register(uint64_t offset)
{
    return (offset & 3) == 0;
}

/* Peripheral identification 0-3 (from @id, lowest byte first) at 0xfe0, and the PrimeCell's
 * component identification, 0xb105f00d, at 0xff0; one byte in each register. */
#define PRIMECELL_ID_FIRST 0xfe0
static inline uint32_t primecell_id(uint32_t id, uint64_t offset)
{
    unsigned n = (unsigned)(offset - PRIMECELL_ID_FIRST) / 4;
    uint64_t all = UINT64_C(0xb105f00d) << 32 | id;

    return (uint32_t)(all >> (8 * n)) & 0xff;
}

#endif
