/* SPDX-License-Identifier: MIT
 *
 * virtio_mmio.c - the virtio transport over MMIO, version 2.
 *
 * Spec: VIRTIO 1.2, 4.2.2 (register names are its own).  Tests: tests/unit/sim/board/virtio_test.c
 */
#include "sim/board/virtio_mmio.h"

#include <stdlib.h>
#include <string.h>

#include "sim/board/mmio.h"

#define MAGIC 0x74726976u  /* "virt" */
#define VENDOR 0x544c4244u /* "DBLT" */

enum {
    MagicValue = 0x000,
    Version = 0x004,
    DeviceID = 0x008,
    VendorID = 0x00c,
    DeviceFeatures = 0x010,
    DeviceFeaturesSel = 0x014,
    DriverFeatures = 0x020,
    DriverFeaturesSel = 0x024,
    QueueSel = 0x030,
    QueueNumMax = 0x034,
    QueueNum = 0x038,
    QueueReady = 0x044,
    QueueNotify = 0x050,
    InterruptStatus = 0x060,
    InterruptACK = 0x064,
    Status = 0x070,
    QueueDescLow = 0x080,
    QueueDescHigh = 0x084,
    QueueDriverLow = 0x090,
    QueueDriverHigh = 0x094,
    QueueDeviceLow = 0x0a0,
    QueueDeviceHigh = 0x0a4,
    SHMLenLow = 0x0b0,
    SHMBaseHigh = 0x0bc,
    ConfigGeneration = 0x0fc,
    Config = 0x100,
};

enum { STATUS_DRIVER_OK = 4, STATUS_FEATURES_OK = 8, STATUS_NEEDS_RESET = 64 };
enum { INTERRUPT_USED = 1, INTERRUPT_CONFIG = 2 };

struct VirtioMmio {
    VirtioMmioConfig config;
    const VirtioDeviceOps *ops; /* NULL: empty slot */
    void *device;
    uint32_t device_features_sel, driver_features_sel, queue_sel;
    uint64_t driver_features;
    uint8_t status, interrupt;
    Virtqueue queue[VIRTIO_QUEUE_MAX];
};

VirtioMmio *virtio_mmio_new(const VirtioMmioConfig *config)
{
    VirtioMmio *mmio = calloc(1, sizeof *mmio);

    if (mmio)
        mmio->config = *config;
    return mmio;
}

void virtio_mmio_free(VirtioMmio *mmio)
{
    free(mmio);
}

void virtio_mmio_attach(VirtioMmio *mmio, const VirtioDeviceOps *ops, void *device)
{
    assert(!mmio->ops);
    assert(ops->queue_count <= VIRTIO_QUEUE_MAX);
    mmio->ops = ops;
    mmio->device = device;
}

const DmaPort *virtio_mmio_dma(const VirtioMmio *mmio)
{
    return &mmio->config.dma;
}

static void update_irq(const VirtioMmio *mmio)
{
    irqline_set(&mmio->config.irq, mmio->interrupt != 0);
}

void virtio_mmio_reset(VirtioMmio *mmio)
{
    *mmio = (VirtioMmio){.config = mmio->config, .ops = mmio->ops, .device = mmio->device};
    if (mmio->ops)
        mmio->ops->reset(mmio->device);
    update_irq(mmio);
}

static void interrupt(VirtioMmio *mmio, uint8_t why)
{
    mmio->interrupt |= why;
    update_irq(mmio);
}

/* 2.1.2: the driver hears of it by a configuration change, once it is up. */
void virtio_mmio_fail(VirtioMmio *mmio)
{
    mmio->status |= STATUS_NEEDS_RESET;
    if (mmio->status & STATUS_DRIVER_OK)
        interrupt(mmio, INTERRUPT_CONFIG);
}

static bool is_running(const VirtioMmio *mmio)
{
    return (mmio->status & (STATUS_DRIVER_OK | STATUS_NEEDS_RESET)) == STATUS_DRIVER_OK;
}

bool virtio_mmio_pop(VirtioMmio *mmio, unsigned queue, VirtioChain *chain)
{
    VirtqueueResult result;

    assert(queue < VIRTIO_QUEUE_MAX);
    if (!is_running(mmio) || !mmio->queue[queue].ready)
        return false;
    result = virtqueue_pop(&mmio->queue[queue], &mmio->config.dma, chain);
    if (result == VIRTQUEUE_MALFORMED)
        virtio_mmio_fail(mmio);
    return result == VIRTQUEUE_OK;
}

void virtio_mmio_push(VirtioMmio *mmio, unsigned queue, const VirtioChain *chain, uint32_t written)
{
    bool wanted = false;

    assert(queue < VIRTIO_QUEUE_MAX);
    if (!is_running(mmio) || !mmio->queue[queue].ready)
        return;
    if (virtqueue_push(&mmio->queue[queue], &mmio->config.dma, chain, written, &wanted) !=
        VIRTQUEUE_OK)
        virtio_mmio_fail(mmio);
    else if (wanted)
        interrupt(mmio, INTERRUPT_USED);
}

static uint64_t features(const VirtioMmio *mmio)
{
    return mmio->ops->features(mmio->device) | VIRTIO_F_VERSION_1;
}

/* The selected queue, or NULL when the device has no such. */
static Virtqueue *selected(VirtioMmio *mmio)
{
    return mmio->queue_sel < mmio->ops->queue_count ? &mmio->queue[mmio->queue_sel] : NULL;
}

static uint32_t word_of(uint64_t value, uint32_t selector)
{
    return selector < 2 ? (uint32_t)(value >> (32 * selector)) : 0;
}

static uint32_t read_register(VirtioMmio *mmio, uint64_t offset)
{
    const Virtqueue *queue = selected(mmio);

    switch (offset) {
    case DeviceFeatures:
        return word_of(features(mmio), mmio->device_features_sel);
    case QueueNumMax:
        return queue ? VIRTQUEUE_SIZE_MAX : 0;
    case QueueReady:
        return queue ? queue->ready : 0;
    case InterruptStatus:
        return mmio->interrupt;
    case Status:
        return mmio->status;
    case ConfigGeneration:
        return 0; /* the configuration never changes */
    default:
        /* No shared memory region: length and base of all ones. */
        return offset >= SHMLenLow && offset <= SHMBaseHigh ? UINT32_MAX : 0;
    }
}

static void write_driver_features(VirtioMmio *mmio, uint32_t value)
{
    unsigned low = 32 * (mmio->driver_features_sel & 1);

    if (mmio->driver_features_sel < 2 && !(mmio->status & STATUS_FEATURES_OK))
        mmio->driver_features = with_bits(mmio->driver_features, low + 31, low, value);
}

/* 3.1.1: FEATURES_OK stays only when the device can work with what the driver chose. */
static void write_status(VirtioMmio *mmio, uint8_t value)
{
    uint64_t chosen = mmio->driver_features;

    if (value == 0) {
        virtio_mmio_reset(mmio);
        return;
    }
    if ((chosen & ~features(mmio)) || !(chosen & VIRTIO_F_VERSION_1))
        value &= (uint8_t)~STATUS_FEATURES_OK;
    mmio->status = (uint8_t)((value & ~STATUS_NEEDS_RESET) | (mmio->status & STATUS_NEEDS_RESET));
}

static void write_ready(VirtioMmio *mmio, Virtqueue *queue, bool ready)
{
    if (!ready) {
        queue->ready = false;
        queue->next_available = queue->next_used = 0;
    } else if (virtqueue_is_valid(queue)) {
        queue->ready = true;
    } else {
        virtio_mmio_fail(mmio);
    }
}

static void set_low(uint64_t *address, uint32_t value)
{
    *address = with_bits(*address, 31, 0, value);
}

static void set_high(uint64_t *address, uint32_t value)
{
    *address = with_bits(*address, 63, 32, value);
}

/* 4.2.2.2: a queue's parameters are left alone while it is ready. */
static void write_queue(VirtioMmio *mmio, Virtqueue *queue, uint64_t offset, uint32_t value)
{
    if (offset == QueueReady)
        write_ready(mmio, queue, value & 1);
    if (queue->ready)
        return;
    switch (offset) {
    case QueueNum:
        queue->size = value <= VIRTQUEUE_SIZE_MAX ? (uint16_t)value : 0;
        break;
    case QueueDescLow:
        set_low(&queue->desc, value);
        break;
    case QueueDescHigh:
        set_high(&queue->desc, value);
        break;
    case QueueDriverLow:
        set_low(&queue->driver, value);
        break;
    case QueueDriverHigh:
        set_high(&queue->driver, value);
        break;
    case QueueDeviceLow:
        set_low(&queue->device, value);
        break;
    case QueueDeviceHigh:
        set_high(&queue->device, value);
        break;
    default:
        break;
    }
}

static void notify(VirtioMmio *mmio, uint32_t queue, uint64_t now_units)
{
    if (queue < mmio->ops->queue_count && is_running(mmio) && mmio->queue[queue].ready)
        mmio->ops->notify(mmio->device, queue, now_units);
}

static void write_register(VirtioMmio *mmio, uint64_t offset, uint32_t value, uint64_t now_units)
{
    Virtqueue *queue = selected(mmio);

    switch (offset) {
    case DeviceFeaturesSel:
        mmio->device_features_sel = value;
        break;
    case DriverFeatures:
        write_driver_features(mmio, value);
        break;
    case DriverFeaturesSel:
        mmio->driver_features_sel = value;
        break;
    case QueueSel:
        mmio->queue_sel = value;
        break;
    case QueueNotify:
        notify(mmio, value, now_units);
        break;
    case InterruptACK:
        mmio->interrupt &= (uint8_t)~value;
        update_irq(mmio);
        break;
    case Status:
        write_status(mmio, (uint8_t)value);
        break;
    default:
        if (queue)
            write_queue(mmio, queue, offset, value);
        break;
    }
}

static uint64_t read_config(const VirtioMmio *mmio, uint64_t offset, unsigned size)
{
    uint8_t config[VIRTIO_CONFIG_BYTES] = {0};
    uint64_t value = 0;

    mmio->ops->config(mmio->device, config);
    memcpy(&value, config + offset, size);
    return value;
}

/* What an empty slot says too. */
static uint32_t read_identity(const VirtioMmio *mmio, uint64_t offset)
{
    switch (offset) {
    case MagicValue:
        return MAGIC;
    case Version:
        return 2;
    case DeviceID:
        return mmio->ops ? mmio->ops->device_id : 0;
    default:
        return VENDOR;
    }
}

/* 4.2.2.2: below Config only aligned 32-bit accesses mean anything; others read as zero. */
static bool ops_read(void *device, const BusRequest *request, uint64_t offset, uint64_t *value)
{
    VirtioMmio *mmio = device;

    if (!mmio_size_ok(request))
        return false;
    *value = 0;
    if (offset >= Config) {
        if (mmio->ops)
            *value = read_config(mmio, offset - Config, request->size_bytes);
    } else if (request->size_bytes == 4) {
        if (offset <= VendorID)
            *value = read_identity(mmio, offset);
        else if (mmio->ops)
            *value = read_register(mmio, offset);
    }
    return true;
}

/* No device here has a writable configuration field. */
static bool ops_write(void *device, const BusRequest *request, uint64_t offset, uint64_t value)
{
    VirtioMmio *mmio = device;

    if (!mmio_size_ok(request))
        return false;
    if (mmio->ops && offset < Config && request->size_bytes == 4)
        write_register(mmio, offset, (uint32_t)value, request->now_units);
    return true;
}

const DeviceOps virtio_mmio_ops = {.name = "virtio-mmio", .read = ops_read, .write = ops_write};
