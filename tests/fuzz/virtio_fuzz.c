/* SPDX-License-Identifier: MIT
 *
 * virtio_fuzz.c - any driver of a virtio block device and a virtio entropy device.
 *
 * The input is a list of 8-byte steps: what, offset, value. A step writes a register, reads one,
 * writes 4 bytes of guest memory, or lets time pass; `what` also selects the device. So that
 * queues are reached at all, the first step of each device may bring it up.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/board/virtio_blk.h"
#include "sim/board/virtio_rng.h"

#define RAM_BASE 0x40000000u
#define RAM_BYTES 0x10000u
#define STEP_BYTES 8u
#define STEP_MAX 4096u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Machine {
    uint8_t *ram;
    Bus bus;
    EventQueue events;
    uint64_t now;
    VirtioMmio *mmio[2];
    VirtioBlk *blk;
    VirtioRng *rng;
} Machine;

static Disk *open_disk(void)
{
    char path[] = "/tmp/virtio_fuzz.XXXXXX";
    int fd = mkstemp(path);
    Disk *disk;

    if (fd < 0 || ftruncate(fd, 16384) != 0)
        abort();
    close(fd);
    disk = disk_open(path, DISK_OVERLAY, NULL);
    unlink(path);
    return disk;
}

static void start(Machine *m, Disk *disk)
{
    BusRegion region = {.name = "ram", .base = {RAM_BASE}, .size_bytes = RAM_BYTES};

    *m = (Machine){.ram = calloc(1, RAM_BYTES)};
    region.host = m->ram;
    if (!disk || !m->ram || !bus_add(&m->bus, &region, NULL))
        abort();
    for (int i = 0; i < 2; i++)
        m->mmio[i] = virtio_mmio_new(&(VirtioMmioConfig){.dma = {.bus = &m->bus}});
    m->blk = virtio_blk_new(&(VirtioBlkConfig){
        .mmio = m->mmio[0], .disk = disk, .events = &m->events, .latency_units = 10});
    m->rng = virtio_rng_new(
        &(VirtioRngConfig){.mmio = m->mmio[1], .events = &m->events, .latency_units = 10});
}

static void stop(Machine *m)
{
    virtio_blk_free(m->blk);
    virtio_rng_free(m->rng);
    for (int i = 0; i < 2; i++)
        virtio_mmio_free(m->mmio[i]);
    event_queue_free(&m->events);
    free(m->ram);
}

static void reg_write(Machine *m, unsigned which, uint64_t offset, uint32_t value)
{
    BusRequest request = {.size_bytes = 4, .now_units = m->now};

    (void)virtio_mmio_ops.write(m->mmio[which], &request, offset, value);
}

static void bring_up(Machine *m, unsigned which)
{
    static const struct {
        uint16_t offset;
        uint32_t value;
    } row[] = {{0x70, 0},          {0x70, 3},  {0x24, 1},          {0x20, 1},
               {0x70, 11},         {0x38, 16}, {0x80, 0x40001000}, {0x90, 0x40002000},
               {0xa0, 0x40003000}, {0x44, 1},  {0x70, 15}};

    for (size_t i = 0; i < ARRAY_COUNT(row); i++)
        reg_write(m, which, row[i].offset, row[i].value);
}

static void step(Machine *m, const uint8_t *bytes)
{
    static const uint8_t sizes[4] = {1, 2, 4, 8};
    unsigned what = bytes[0] & 7, which = bytes[0] >> 3 & 1;
    BusRequest request = {.size_bytes = sizes[bytes[0] >> 4 & 3], .now_units = m->now};
    uint64_t offset = (uint64_t)(bytes[2] | bytes[3] << 8), value = 0;
    uint64_t reg = align_down(offset & 0x1ff, request.size_bytes);

    memcpy(&value, bytes + 4, 4);
    switch (what) {
    case 0:
        (void)virtio_mmio_ops.write(m->mmio[which], &request, reg, value);
        break;
    case 1:
        (void)virtio_mmio_ops.read(m->mmio[which], &request, reg, &value);
        break;
    case 2:
        m->now += 10;
        event_run_due(&m->events, m->now);
        break;
    case 3:
        bring_up(m, which);
        break;
    case 4:
        reg_write(m, which, 0x50, 0); /* notify */
        break;
    default:
        memcpy(m->ram + (offset & (RAM_BYTES - 4)), bytes + 4, 4);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Disk *disk = open_disk();
    Machine m;

    start(&m, disk);
    for (size_t i = 0; i + STEP_BYTES <= size && i < STEP_MAX * STEP_BYTES; i += STEP_BYTES)
        step(&m, data + i);
    m.now += 1000;
    event_run_due(&m.events, m.now);
    stop(&m);
    disk_close(disk);
    return 0;
}
