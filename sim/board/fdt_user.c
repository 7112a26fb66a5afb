/* SPDX-License-Identifier: MIT
 *
 * fdt_user.c - checks a user's device tree and fills in memory, command line and initrd.
 *
 * QEMU replaces the /memory nodes by what -m says and sets /chosen; so do we.
 *
 * Tests: tests/unit/sim/board/fdt_test.c
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board/fdt.h"

/* Room for what is added besides the command line, and for firmware to edit. */
#define SLACK_BYTES 0x4000u
#define VERSION_MIN 17u
#define USER_MAX_BYTES (UINT32_C(16) << 20)

typedef struct Patcher {
    void *fdt;
    const FdtPatch *patch;
    int address_cells, size_cells; /* of the root */
} Patcher;

static unsigned put_cells(fdt32_t *out, int count, uint64_t value)
{
    for (int i = 0; i < count; i++) {
        unsigned shift = 32u * (unsigned)(count - 1 - i);

        out[i] = cpu_to_fdt32(shift < 64 ? (uint32_t)(value >> shift) : 0);
    }
    return (unsigned)count;
}

static bool fits(int cell_count, uint64_t value)
{
    return cell_count >= 2 || value <= UINT32_MAX;
}

static bool is_memory(const char *name)
{
    return name && strncmp(name, "memory", 6) == 0 && (name[6] == '\0' || name[6] == '@');
}

/* Removes the root's children that are called memory. Returns a libfdt error or 0. */
static int drop_memory(void *fdt)
{
    for (;;) {
        int node;

        fdt_for_each_subnode(node, fdt, 0)
        {
            if (is_memory(fdt_get_name(fdt, node, NULL)))
                break;
        }
        if (node < 0)
            return node == -FDT_ERR_NOTFOUND ? 0 : node;
        node = fdt_del_node(fdt, node);
        if (node)
            return node;
    }
}

static int add_memory(const Patcher *p)
{
    fdt32_t reg[8];
    unsigned count;
    char name[32];
    int node, error;

    snprintf(name, sizeof name, "memory@%llx", (unsigned long long)p->patch->ram_base);
    node = fdt_add_subnode(p->fdt, 0, name);
    if (node < 0)
        return node;
    count = put_cells(reg, p->address_cells, p->patch->ram_base);
    count += put_cells(reg + count, p->size_cells, p->patch->ram_bytes);
    error = fdt_setprop(p->fdt, node, "reg", reg, (int)(count * sizeof reg[0]));
    return error ? error : fdt_setprop_string(p->fdt, node, "device_type", "memory");
}

static int set_chosen(const Patcher *p)
{
    const FdtPatch *patch = p->patch;
    int error = 0, node = fdt_subnode_offset(p->fdt, 0, "chosen");

    if (node == -FDT_ERR_NOTFOUND)
        node = fdt_add_subnode(p->fdt, 0, "chosen");
    if (node < 0)
        return node;
    if (patch->bootargs)
        error = fdt_setprop(p->fdt, node, "bootargs", patch->bootargs,
                            (int)(strlen(patch->bootargs) + 1));
    if (!error && patch->initrd_start != patch->initrd_end) {
        error = fdt_setprop_u64(p->fdt, node, "linux,initrd-start", patch->initrd_start);
        if (!error)
            error = fdt_setprop_u64(p->fdt, node, "linux,initrd-end", patch->initrd_end);
    }
    return error;
}

static bool check_cells(Patcher *p, const char *file, Err *err)
{
    p->address_cells = fdt_address_cells(p->fdt, 0);
    p->size_cells = fdt_size_cells(p->fdt, 0);
    if (p->address_cells < 1 || p->address_cells > 4 || p->size_cells < 1 || p->size_cells > 4)
        return err_usage(
            err, "%s: the root's #address-cells or #size-cells is not 1 to 4; use 2 and 2", file);
    if (!fits(p->address_cells, p->patch->ram_base) || !fits(p->size_cells, p->patch->ram_bytes))
        return err_usage(err,
                         "%s: %llu bytes of memory do not fit in the root's #size-cells = <1>; "
                         "use 2 cells or a smaller -m",
                         file, (unsigned long long)p->patch->ram_bytes);
    return true;
}

static bool check_input(const uint8_t *bytes, size_t size_bytes, const char *file, Err *err)
{
    int error;

    if (size_bytes < sizeof(struct fdt_header))
        return err_usage(err, "%s: %zu bytes is too short for a device tree (header: %zu bytes)",
                         file, size_bytes, sizeof(struct fdt_header));
    if (fdt_magic(bytes) != FDT_MAGIC)
        return err_usage(err,
                         "%s: byte 0: not a device tree blob: the magic is 0x%08x, not 0x%08x. A "
                         "source file (.dts) must be compiled: dtc -O dtb -o FILE.dtb FILE.dts",
                         file, fdt_magic(bytes), FDT_MAGIC);
    if (fdt_version(bytes) < VERSION_MIN) /* fdt_check_full does not survive all older ones */
        return err_usage(err,
                         "%s: byte 20: a device tree blob of version %u; only %u and later are "
                         "read. Compile the source again with today's dtc",
                         file, fdt_version(bytes), VERSION_MIN);
    if (fdt_totalsize(bytes) > size_bytes)
        return err_usage(err,
                         "%s: byte %zu: truncated: the header says %u bytes. Make the file again",
                         file, size_bytes, fdt_totalsize(bytes));
    if (size_bytes > USER_MAX_BYTES)
        return err_usage(err, "%s: %zu bytes is too large for a device tree (at most %u)", file,
                         size_bytes, USER_MAX_BYTES);
    error = fdt_check_full(bytes, size_bytes);
    if (error)
        return err_usage(err, "%s: the device tree is damaged (%s). `dtc -I dtb FILE` says where",
                         file, fdt_strerror(error));
    return true;
}

bool fdt_patch_user(const uint8_t *bytes, size_t size_bytes, const char *file,
                    const FdtPatch *patch, FdtBlob *blob, Err *err)
{
    size_t capacity;
    Patcher p = {.patch = patch};
    int error;

    if (!check_input(bytes, size_bytes, file, err))
        return false;
    capacity = fdt_totalsize(bytes) + SLACK_BYTES + (patch->bootargs ? strlen(patch->bootargs) : 0);
    p.fdt = calloc(1, capacity);
    if (!p.fdt)
        return err_set(err, "%s: out of memory", file);
    error = fdt_open_into(bytes, p.fdt, (int)capacity);
    if (!error && !check_cells(&p, file, err)) {
        free(p.fdt);
        return false;
    }
    error = error ? error : drop_memory(p.fdt);
    error = error ? error : add_memory(&p);
    error = error ? error : set_chosen(&p);
    if (error) {
        free(p.fdt);
        return err_usage(err, "%s: cannot set /memory and /chosen (%s)", file, fdt_strerror(error));
    }
    *blob = (FdtBlob){.bytes = p.fdt, .size_bytes = capacity};
    return true;
}
