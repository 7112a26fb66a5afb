/* SPDX-License-Identifier: MIT
 *
 * What is expected here is what Xen's booting.txt asks for; the names of the nodes are those that
 * QEMU 7.2 gives with -device guest-loader.
 */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board/fdt_module.h"
#include "tests/unit/harness.h"

static FdtBlob tree(void)
{
    FdtConfig config = {.cpu_compatible = "arm,cortex-a57",
                        .cpu_count = 1,
                        .ram_bytes = UINT64_C(1) << 30,
                        .gic_version = 2,
                        .cnt_hz = 62500000};
    FdtBlob blob;
    Err err;

    ck_assert(fdt_build(&config, &blob, &err));
    return blob;
}

static const void *prop(const FdtBlob *blob, const char *path, const char *name, int *size)
{
    int node = fdt_path_offset(blob->bytes, path);

    ck_assert_msg(node >= 0, "%s", path);
    return fdt_getprop(blob->bytes, node, name, size);
}

static bool is_compatible(const FdtBlob *blob, const char *path, const char *name)
{
    int size;
    const char *list = prop(blob, path, "compatible", &size);

    return fdt_stringlist_contains(list, size, name);
}

START_TEST(a_kernel_and_a_ramdisk_have_their_nodes)
{
    const FdtModule modules[] = {{0x50000000, 0x1234, false, "console=hvc0"},
                                 {0x54000000, 0x77, true, NULL}};
    FdtBlob blob = tree();
    const fdt64_t *reg;
    int size;
    Err err;

    ck_assert(fdt_add_modules(&blob, modules, 2, &err));
    reg = prop(&blob, "/chosen/module@0x50000000", "reg", &size);
    ck_assert_int_eq(size, 16);
    ck_assert_uint_eq(fdt64_ld(reg), 0x50000000);
    ck_assert_uint_eq(fdt64_ld(reg + 1), 0x1234);
    ck_assert_str_eq(prop(&blob, "/chosen/module@0x50000000", "bootargs", NULL), "console=hvc0");
    ck_assert(is_compatible(&blob, "/chosen/module@0x50000000", "multiboot,kernel"));
    ck_assert(is_compatible(&blob, "/chosen/module@0x54000000", "multiboot,ramdisk"));
    ck_assert_ptr_null(prop(&blob, "/chosen/module@0x54000000", "bootargs", NULL));
    ck_assert_uint_eq(fdt32_ld(prop(&blob, "/chosen", "#size-cells", NULL)), 2);
    fdt_blob_free(&blob);
}
END_TEST

START_TEST(two_at_one_address_are_an_error_that_names_it)
{
    const FdtModule modules[] = {{0x50000000, 1, false, NULL}, {0x50000000, 1, false, NULL}};
    FdtBlob blob = tree();
    Err err;

    ck_assert(!fdt_add_modules(&blob, modules, 2, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "0x50000000"));
    fdt_blob_free(&blob);
}
END_TEST

START_TEST(a_command_line_that_cannot_fit_is_an_error)
{
    static char line[1 << 20];
    const FdtModule module = {0x50000000, 1, false, line};
    FdtBlob blob = tree();
    Err err;

    memset(line, 'x', sizeof line - 1);
    ck_assert(!fdt_add_modules(&blob, &module, 1, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "no room"));
    fdt_blob_free(&blob);
}
END_TEST

TEST_MAIN("fdt_module", a_kernel_and_a_ramdisk_have_their_nodes,
          two_at_one_address_are_an_error_that_names_it, a_command_line_that_cannot_fit_is_an_error)
