/* SPDX-License-Identifier: MIT
 *
 * pl031.c - the PrimeCell real-time clock.
 *
 * Spec: DDI 0224 (register names are its own).    Tests: tests/unit/sim/board/pl031_test.c
 */
#include "sim/board/pl031.h"

#include <stdlib.h>

#include "sim/board/mmio.h"

#define PERIPHERAL_ID 0x00141031u /* part 0x031, designer 0x41 (Arm), revision 1 */

enum {
    RTCDR = 0x000,
    RTCMR = 0x004,
    RTCLR = 0x008,
    RTCCR = 0x00c,
    RTCIMSC = 0x010,
    RTCRIS = 0x014,
    RTCMIS = 0x018,
    RTCICR = 0x01c,
};

struct Pl031 {
    Pl031Config config;
    Event match_event;
    uint32_t offset; /* RTCDR is this plus the seconds since time 0 */
    uint32_t match, load;
    bool masked_in, pending;
};

static uint64_t units_per_second(const Pl031 *rtc)
{
    return rtc->config.clock.core_hz * UNITS_PER_CYCLE;
}

static uint64_t seconds_at(const Pl031 *rtc, uint64_t now_units)
{
    return now_units / units_per_second(rtc);
}

static uint32_t count_at(const Pl031 *rtc, uint64_t now_units)
{
    return rtc->offset + (uint32_t)seconds_at(rtc, now_units);
}

static void update_irq(const Pl031 *rtc)
{
    irqline_set(&rtc->config.irq, rtc->pending && rtc->masked_in);
}

static void matched(void *owner, uint64_t now_units)
{
    Pl031 *rtc = owner;

    (void)now_units;
    rtc->pending = true;
    update_irq(rtc);
}

/* The match interrupt is raised when the count becomes, or already is, the match value. */
static void schedule_match(Pl031 *rtc, uint64_t now_units)
{
    uint32_t ahead = rtc->match - count_at(rtc, now_units);
    u128 at = ((u128)seconds_at(rtc, now_units) + ahead) * units_per_second(rtc);

    if (ahead == 0) {
        event_cancel(rtc->config.events, &rtc->match_event);
        matched(rtc, now_units);
        return;
    }
    event_schedule(rtc->config.events, &rtc->match_event,
                   at < TIME_NEVER ? (uint64_t)at : TIME_NEVER);
}

Pl031 *pl031_new(const Pl031Config *config)
{
    Pl031 *rtc = calloc(1, sizeof *rtc);

    if (!rtc)
        return NULL;
    assert(config->clock.core_hz > 0);
    rtc->config = *config;
    rtc->offset = config->start_seconds;
    rtc->match_event = (Event){.fire = matched, .owner = rtc, .name = "pl031 match"};
    return rtc;
}

void pl031_free(Pl031 *rtc)
{
    if (rtc)
        event_cancel(rtc->config.events, &rtc->match_event);
    free(rtc);
}

void pl031_reset(Pl031 *rtc)
{
    event_cancel(rtc->config.events, &rtc->match_event);
    rtc->match = rtc->load = 0;
    rtc->masked_in = rtc->pending = false;
    update_irq(rtc);
}

static uint32_t read_register(const Pl031 *rtc, uint64_t offset, uint64_t now_units)
{
    if (offset >= PRIMECELL_ID_FIRST)
        return primecell_id(PERIPHERAL_ID, offset);
    switch (offset) {
    case RTCDR:
        return count_at(rtc, now_units);
    case RTCMR:
        return rtc->match;
    case RTCLR:
        return rtc->load;
    case RTCCR:
        return 1; /* CHOICE: always running, as the board's clock is; writes are ignored */
    case RTCIMSC:
        return rtc->masked_in;
    case RTCRIS:
        return rtc->pending;
    case RTCMIS:
        return rtc->pending && rtc->masked_in;
    default:
        return 0;
    }
}

static void write_register(Pl031 *rtc, uint64_t offset, uint32_t value, uint64_t now_units)
{
    switch (offset) {
    case RTCMR:
        rtc->match = value;
        schedule_match(rtc, now_units);
        break;
    case RTCLR:
        rtc->load = value;
        rtc->offset = value - (uint32_t)seconds_at(rtc, now_units);
        schedule_match(rtc, now_units);
        break;
    case RTCIMSC:
        rtc->masked_in = value & 1;
        break;
    case RTCICR:
        if (value & 1)
            rtc->pending = false;
        break;
    default:
        break;
    }
    update_irq(rtc);
}

static bool ops_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    uint64_t reg = mmio_register(offset);

    if (!mmio_size_ok(request))
        return false;
    *value = mmio_narrow(request, offset, read_register(device, reg, request->now_units));
    return true;
}

static bool ops_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    if (!mmio_size_ok(request))
        return false;
    if (mmio_writes_register(offset))
        write_register(device, offset, (uint32_t)value, request->now_units);
    return true;
}

const DeviceOps pl031_ops = {.name = "pl031", .read = ops_read, .write = ops_write};
