/* SPDX-License-Identifier: MIT
 *
 * fdt_module.c - nodes for a hypervisor's modules.    Tests: tests/unit/sim/board/fdt_module_test.c
 */
#include "sim/board/fdt_module.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#define KERNEL "multiboot,module\0multiboot,kernel"
#define RAMDISK "multiboot,module\0multiboot,ramdisk"

/* Returns a libfdt error or 0. The cells are those of the root, which /chosen says again: two
 * and two, as a hypervisor must not have to guess. */
static int set_cells(void *fdt, int chosen)
{
    int error = fdt_setprop_u32(fdt, chosen, "#address-cells", 2);

    return error ? error : fdt_setprop_u32(fdt, chosen, "#size-cells", 2);
}

static int add_module(void *fdt, const FdtModule *module)
{
    fdt64_t reg[] = {cpu_to_fdt64(module->address), cpu_to_fdt64(module->size_bytes)};
    int node = fdt_path_offset(fdt, "/chosen"), error;
    char name[32];

    if (node < 0)
        return node;
    snprintf(name, sizeof name, "module@0x%08llx", (unsigned long long)module->address);
    error = set_cells(fdt, node);
    node = error ? error : fdt_add_subnode(fdt, node, name);
    if (node < 0)
        return node;
    error = fdt_setprop(fdt, node, "reg", reg, sizeof reg);
    if (!error)
        error = module->is_ramdisk ? fdt_setprop(fdt, node, "compatible", RAMDISK, sizeof RAMDISK)
                                   : fdt_setprop(fdt, node, "compatible", KERNEL, sizeof KERNEL);
    if (!error && module->bootargs)
        error = fdt_setprop(fdt, node, "bootargs", module->bootargs,
                            (int)(strlen(module->bootargs) + 1));
    return error;
}

bool fdt_add_modules(FdtBlob *blob, const FdtModule *module, size_t count, Err *err)
{
    for (size_t i = 0; i < count; i++) {
        int error = add_module(blob->bytes, &module[i]);

        if (error)
            return err_usage(err,
                             "-device guest-loader,addr=0x%llx: no room in the device tree's "
                             "/chosen, or a node of this address is there (%s)",
                             (unsigned long long)module[i].address, fdt_strerror(error));
    }
    return true;
}
