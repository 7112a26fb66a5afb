/* SPDX-License-Identifier: MIT
 *
 * loader.c - puts images into memory.    Tests: tests/unit/sim/loader_test.c
 */
#include "sim/loader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/elf_image.h"
#include "sim/image.h"

#define MIB (UINT64_C(1) << 20)
#define PAGE_BYTES UINT64_C(4096)

/* Where QEMU 7.2 puts things, as its `info roms` shows. An Image that wants the first page of RAM
 * goes one 2 MiB step up, for QEMU has its boot stub there; we have none and enter the kernel
 * directly, but the addresses a kernel prints are to be the same. */
#define STUB_BYTES PAGE_BYTES
#define RAW_OFFSET UINT64_C(0x80000)
#define INITRD_OFFSET_MAX (128 * MIB)
#define DTB_ALIGN (2 * MIB)

void loader_init(LoadPlan *plan, const Bus *bus, uint64_t ram_base, uint64_t ram_bytes)
{
    *plan = (LoadPlan){.bus = bus, .ram_base = ram_base, .ram_bytes = ram_bytes};
}

void loader_free(LoadPlan *plan)
{
    symbols_free(&plan->symbols);
}

static bool read_stream(FILE *stream, const char *file, size_t size, uint8_t *bytes, Err *err)
{
    size_t got = fread(bytes, 1, size, stream);

    if (got == size)
        return true;
    return err_usage(err, "%s: byte %zu of %zu: cannot read on: %s", file, got, size,
                     ferror(stream) ? strerror(errno) : "the file became shorter");
}

/* The whole of @file, at most @limit bytes, to be freed. @what says what it is wanted for. */
static bool read_file(const char *file, const char *what, uint64_t limit, uint8_t **bytes,
                      size_t *size, Err *err)
{
    struct stat status;
    FILE *stream;
    bool ok;

    /* Before it is opened: a FIFO without a writer would keep us waiting for ever. */
    if (!stat(file, &status) && !S_ISREG(status.st_mode))
        return err_usage(err, "%s: not a regular file; the %s must be one", file, what);
    stream = fopen(file, "rb");
    if (!stream)
        return err_usage(err, "%s: cannot open the %s: %s", file, what, strerror(errno));
    if (fstat(fileno(stream), &status) != 0) {
        fclose(stream);
        return err_usage(err, "%s: cannot read the %s: %s", file, what, strerror(errno));
    }
    *size = (size_t)status.st_size;
    if (*size > limit) {
        fclose(stream);
        return err_usage(err, "%s: the %s has %zu bytes and there is room for %llu; %s", file, what,
                         *size, (unsigned long long)limit,
                         "use a larger -m, or check that it is the right file");
    }
    *bytes = malloc(*size + 1);
    ok = *bytes ? read_stream(stream, file, *size, *bytes, err)
                : err_set(err, "%s: out of memory for the %s", file, what);
    fclose(stream);
    if (!ok)
        free(*bytes);
    return ok;
}

/* Claims [start, start + size) of RAM for @name. Returns its memory, or NULL with @err. */
static uint8_t *claim(LoadPlan *plan, const char *name, uint64_t start, uint64_t size, Err *err)
{
    uint8_t *host = bus_host(plan->bus, pa_of(start), size, true);

    if (!host || size == 0) {
        err_usage(err,
                  "%s: %llu bytes at 0x%llx are not in RAM (0x%llx bytes at 0x%llx); use a larger "
                  "-m or another address",
                  name, (unsigned long long)size, (unsigned long long)start,
                  (unsigned long long)plan->ram_bytes, (unsigned long long)plan->ram_base);
        return NULL;
    }
    for (unsigned i = 0; i < plan->piece_count; i++) {
        const LoadPiece *other = &plan->piece[i];

        if (start < other->end && other->start < start + size) {
            err_usage(err,
                      "%s at 0x%llx-0x%llx overlaps %s at 0x%llx-0x%llx; choose another address "
                      "or use a larger -m",
                      name, (unsigned long long)start, (unsigned long long)(start + size - 1),
                      other->name, (unsigned long long)other->start,
                      (unsigned long long)(other->end - 1));
            return NULL;
        }
    }
    if (plan->piece_count == LOADER_PIECE_MAX) {
        err_usage(err, "%s: more than %d pieces to load", name, LOADER_PIECE_MAX);
        return NULL;
    }
    plan->piece[plan->piece_count++] = (LoadPiece){name, start, start + size};
    return host;
}

/* Copies @size bytes to @start and clears memory up to @memory_size. */
static bool place(LoadPlan *plan, const char *name, uint64_t start, const uint8_t *bytes,
                  uint64_t size, uint64_t memory_size, Err *err)
{
    uint8_t *host = claim(plan, name, start, memory_size, err);

    if (!host)
        return false;
    memcpy(host, bytes, size);
    memset(host + size, 0, memory_size - size);
    return true;
}

static bool place_elf(LoadPlan *plan, const char *file, uint8_t *bytes, size_t size,
                      uint64_t *entry, uint64_t *high, Err *err)
{
    ElfImage elf;
    bool ok = elf_image_read(bytes, size, file, &elf, err);

    for (unsigned i = 0; ok && i < elf.segment_count; i++) {
        const ElfSegment *s = &elf.segment[i];

        ok = place(plan, file, s->pa, bytes + s->file_offset, s->file_bytes, s->memory_bytes, err);
    }
    if (ok) {
        *entry = elf.entry;
        *high = elf.high;
        if (plan->symbols.count == 0) { /* the first file's are kept */
            plan->symbols = elf.symbols;
            elf.symbols = (Symbols){0};
        }
    }
    elf_image_free(&elf);
    return ok;
}

static bool place_flat(LoadPlan *plan, const char *file, const uint8_t *bytes, size_t size,
                       const Image *image, Err *err)
{
    uint64_t offset = image->kind == IMAGE_RAW ? RAW_OFFSET : image->text_offset;
    uint64_t needed_mib = image->size_bytes / MIB + 1;

    if (offset < STUB_BYTES)
        offset += 2 * MIB;
    if (offset > plan->ram_bytes || image->size_bytes > plan->ram_bytes - offset)
        return err_usage(err,
                         "%s: the kernel needs %llu MiB from %llu MiB of RAM on, which has "
                         "%llu MiB; use a larger -m",
                         file, (unsigned long long)needed_mib, (unsigned long long)(offset / MIB),
                         (unsigned long long)(plan->ram_bytes / MIB));
    plan->linux_boot = true;
    plan->is_raw = image->kind == IMAGE_RAW;
    plan->entry = plan->ram_base + offset;
    plan->kernel_high = plan->entry + image->size_bytes;
    return place(plan, file, plan->entry, bytes, size, image->size_bytes, err);
}

/* @bytes are not compressed, or @unpacked and then must not be again. */
static bool place_kernel(LoadPlan *plan, const char *file, uint8_t *bytes, size_t size,
                         bool unpacked, Err *err)
{
    Image image;
    uint8_t *inner;
    size_t inner_size;
    bool ok;

    if (!image_identify(bytes, size, file, &image, err))
        return false;
    if (image.kind == IMAGE_ELF)
        return place_elf(plan, file, bytes, size, &plan->entry, &plan->kernel_high, err);
    if (image.kind != IMAGE_GZIP)
        return place_flat(plan, file, bytes, size, &image, err);
    if (unpacked)
        return err_usage(err, "%s: compressed twice with gzip; gunzip it once", file);
    if (!image_gunzip(bytes, size, file, plan->ram_bytes, &inner, &inner_size, err))
        return false;
    ok = place_kernel(plan, file, inner, inner_size, true, err);
    free(inner);
    return ok;
}

bool loader_kernel_bytes(LoadPlan *plan, const char *file, uint8_t *bytes, size_t size, Err *err)
{
    plan->has_kernel = place_kernel(plan, file, bytes, size, false, err);
    return plan->has_kernel;
}

bool loader_kernel(LoadPlan *plan, const char *file, Err *err)
{
    uint8_t *bytes;
    size_t size;
    bool ok;

    if (!read_file(file, "kernel", plan->ram_bytes + (UINT64_C(1) << 30), &bytes, &size, err))
        return false;
    ok = loader_kernel_bytes(plan, file, bytes, size, err);
    free(bytes);
    return ok;
}

/* Where the initrd goes, or would: the device tree comes after it either way. */
static uint64_t initrd_slot(const LoadPlan *plan)
{
    uint64_t start = plan->ram_base + min_u64(plan->ram_bytes / 2, INITRD_OFFSET_MAX);

    if (plan->kernel_high <= plan->ram_base + plan->ram_bytes)
        start = max_u64(start, plan->kernel_high);
    return align_up(start, PAGE_BYTES);
}

bool loader_initrd(LoadPlan *plan, const char *file, Err *err)
{
    uint64_t start = initrd_slot(plan), end = plan->ram_base + plan->ram_bytes;
    uint8_t *bytes;
    size_t size;
    bool ok;

    if (!read_file(file, "initrd", start < end ? end - start : 0, &bytes, &size, err))
        return false;
    if (size == 0)
        ok = err_usage(err, "%s: byte 0: the initrd is empty", file);
    else if (size >= 60 && memcmp(bytes + 56, "ARM\x64", 4) == 0)
        ok = err_usage(err,
                       "%s: byte 56: this initrd is a kernel Image; were -kernel and -initrd "
                       "swapped?",
                       file);
    else
        ok = place(plan, file, start, bytes, size, size, err);
    free(bytes);
    if (!ok)
        return false;
    plan->initrd_start = start;
    plan->initrd_end = start + size;
    return true;
}

/* True when [start, start + size) touches something loaded. */
static bool is_taken(const LoadPlan *plan, uint64_t start, uint64_t size)
{
    for (unsigned i = 0; i < plan->piece_count; i++)
        if (start < plan->piece[i].end && plan->piece[i].start < start + size)
            return true;
    return false;
}

/* Linux finds the device tree by x0; firmware and bare-metal programs at the start of RAM.
 * CHOICE: where an ELF program covers the start of RAM, QEMU gives it no device tree; here it is
 * put where Linux's would be, and x0 says so. */
bool loader_dtb(LoadPlan *plan, const FdtBlob *blob, Err *err)
{
    uint64_t start = plan->ram_base;

    if (plan->linux_boot || is_taken(plan, start, blob->size_bytes))
        start = align_up(plan->initrd_end ? plan->initrd_end : initrd_slot(plan), DTB_ALIGN);
    if (!place(plan, "device tree", start, blob->bytes, blob->size_bytes, blob->size_bytes, err))
        return false;
    plan->dtb = start;
    return true;
}

bool loader_file(LoadPlan *plan, const char *file, bool has_address, uint64_t address,
                 bool force_raw, Err *err)
{
    uint64_t entry, high;
    uint8_t *bytes;
    size_t size;
    bool ok;

    if (!read_file(file, "file to load", plan->ram_bytes, &bytes, &size, err))
        return false;
    if (!force_raw && size >= 4 &&
        memcmp(bytes,
               "\x7f"
               "ELF",
               4) == 0)
        ok = place_elf(plan, file, bytes, size, &entry, &high, err);
    else if (!has_address)
        ok = err_usage(err,
                       "%s: not an ELF file: say where it goes: -device loader,file=...,"
                       "addr=0x50000000",
                       file);
    else if (size == 0)
        ok = err_usage(err, "%s: byte 0: the file to load is empty", file);
    else
        ok = place(plan, file, address, bytes, size, size, err);
    free(bytes);
    return ok;
}

bool loader_module(LoadPlan *plan, const char *file, uint64_t address, bool is_ramdisk,
                   const char *bootargs, Err *err)
{
    const LoadPiece *piece;

    if (plan->module_count == LOADER_MODULE_MAX)
        return err_usage(err, "%s: more than %d guests to load", file, LOADER_MODULE_MAX);
    if (!loader_file(plan, file, true, address, true, err))
        return false;
    piece = &plan->piece[plan->piece_count - 1];
    plan->module[plan->module_count++] =
        (FdtModule){address, piece->end - piece->start, is_ramdisk, bootargs};
    return true;
}

bool loader_firmware(const char *file, uint8_t *bank, size_t capacity, Err *err)
{
    uint8_t *bytes;
    size_t size;

    if (!read_file(file, "firmware", capacity, &bytes, &size, err))
        return false;
    if (size == 0 || (size >= 4 && memcmp(bytes,
                                          "\x7f"
                                          "ELF",
                                          4) == 0)) {
        free(bytes);
        return err_usage(err, "%s: byte 0: %s", file,
                         size ? "flash is run from its first byte, and this is an ELF file: make a "
                                "binary (objcopy -O binary) or pass it with -kernel"
                              : "the firmware is empty");
    }
    memcpy(bank, bytes, size);
    memset(bank + size, 0xff, capacity - size);
    free(bytes);
    return true;
}

bool loader_user_dtb(const LoadPlan *plan, const char *file, const char *bootargs, FdtBlob *blob,
                     Err *err)
{
    FdtPatch patch = {.ram_base = plan->ram_base,
                      .ram_bytes = plan->ram_bytes,
                      .bootargs = bootargs,
                      .initrd_start = plan->initrd_start,
                      .initrd_end = plan->initrd_end};
    uint8_t *bytes;
    size_t size;
    bool ok;

    if (!read_file(file, "device tree", 16 * MIB, &bytes, &size, err))
        return false;
    ok = fdt_patch_user(bytes, size, file, &patch, blob, err);
    free(bytes);
    return ok;
}
