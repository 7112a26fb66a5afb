/* SPDX-License-Identifier: MIT
 *
 * What the tree says as a whole is compared with QEMU's in tests/tables/dtb_check.sh; here is what
 * depends on the user's input.
 */
#include <libfdt.h>
#include <string.h>

#include "sim/board/fdt.h"
#include "tests/unit/harness.h"

static FdtConfig machine(void)
{
    return (FdtConfig){.cpu_compatible = "arm,cortex-a57",
                       .cpu_count = 1,
                       .ram_bytes = 0x20000000,
                       .gic_version = 2,
                       .psci = FDT_PSCI_SMC};
}

static FdtBlob build(const FdtConfig *config)
{
    FdtBlob blob;
    Err err;

    ck_assert_msg(fdt_build(config, &blob, &err), "%s", err.text);
    ck_assert_int_eq(fdt_check_full(blob.bytes, blob.size_bytes), 0);
    return blob;
}

static const void *prop(const FdtBlob *blob, const char *path, const char *name)
{
    int node = fdt_path_offset(blob->bytes, path);

    return node < 0 ? NULL : fdt_getprop(blob->bytes, node, name, NULL);
}

static uint64_t prop_u64(const FdtBlob *blob, const char *path, const char *name)
{
    const fdt64_t *value = prop(blob, path, name);

    ck_assert_ptr_nonnull(value);
    return fdt64_ld(value);
}

START_TEST(chosen_has_the_command_line_and_the_initrd)
{
    FdtConfig config = machine();
    FdtBlob blob;

    config.bootargs = "console=ttyAMA0 nokaslr";
    config.initrd_start = 0x48000000;
    config.initrd_end = 0x480186a0;
    blob = build(&config);
    ck_assert_str_eq(prop(&blob, "/chosen", "bootargs"), "console=ttyAMA0 nokaslr");
    ck_assert_uint_eq(prop_u64(&blob, "/chosen", "linux,initrd-start"), 0x48000000);
    ck_assert_uint_eq(prop_u64(&blob, "/chosen", "linux,initrd-end"), 0x480186a0);
    ck_assert_ptr_null(prop(&blob, "/chosen", "rng-seed"));
    fdt_blob_free(&blob);
}
END_TEST

START_TEST(what_is_not_built_has_no_node)
{
    FdtConfig config = machine();
    FdtBlob blob = build(&config);

    ck_assert_int_eq(fdt_path_offset(blob.bytes, "/flash@0"), -FDT_ERR_NOTFOUND);
    ck_assert_int_eq(fdt_path_offset(blob.bytes, "/pmu"), -FDT_ERR_NOTFOUND);
    ck_assert_int_eq(fdt_path_offset(blob.bytes, "/virtio_mmio@a000000"), -FDT_ERR_NOTFOUND);
    ck_assert_int_eq(fdt_path_offset(blob.bytes, "/pl061@9030000"), -FDT_ERR_NOTFOUND);
    fdt_blob_free(&blob);
}
END_TEST

START_TEST(only_the_asked_for_transports_have_nodes)
{
    FdtConfig config = machine();
    FdtBlob blob;

    config.virtio_slots = 1u << 31 | 1;
    blob = build(&config);
    ck_assert_int_ge(fdt_path_offset(blob.bytes, "/virtio_mmio@a000000"), 0);
    ck_assert_int_ge(fdt_path_offset(blob.bytes, "/virtio_mmio@a003e00"), 0);
    ck_assert_int_lt(fdt_path_offset(blob.bytes, "/virtio_mmio@a000200"), 0);
    fdt_blob_free(&blob);
}
END_TEST

/* A GICv3 has redistributors, and no ITS: nothing that could be a controller of messages. */
START_TEST(a_gicv3_has_redistributors_and_no_its)
{
    FdtConfig config = machine();
    const fdt32_t *reg;
    FdtBlob blob;
    int intc;

    config.gic_version = 3;
    blob = build(&config);
    intc = fdt_path_offset(blob.bytes, "/intc@8000000");
    ck_assert_str_eq(prop(&blob, "/intc@8000000", "compatible"), "arm,gic-v3");
    reg = prop(&blob, "/intc@8000000", "reg");
    ck_assert_uint_eq(fdt32_ld(reg + 1), 0x08000000);
    ck_assert_uint_eq(fdt32_ld(reg + 5), 0x080a0000);
    ck_assert_int_lt(fdt_first_subnode(blob.bytes, intc), 0);
    fdt_blob_free(&blob);
}
END_TEST

START_TEST(a_counter_that_is_not_the_boards_has_its_frequency_in_the_timer_node)
{
    FdtConfig config = machine();
    const fdt32_t *hz;
    FdtBlob blob;

    config.cnt_hz = 62500000;
    blob = build(&config);
    ck_assert_ptr_null(prop(&blob, "/timer", "clock-frequency"));
    fdt_blob_free(&blob);
    config.cnt_hz = 50000000;
    blob = build(&config);
    hz = prop(&blob, "/timer", "clock-frequency");
    ck_assert_ptr_nonnull(hz);
    ck_assert_uint_eq(fdt32_ld(hz), 50000000);
    fdt_blob_free(&blob);
}
END_TEST

START_TEST(a_command_line_that_cannot_fit_is_an_error)
{
    static char line[1 << 20];
    FdtConfig config = machine();
    FdtBlob blob;
    Err err;

    memset(line, 'x', sizeof line - 1);
    config.bootargs = line;
    ck_assert(!fdt_build(&config, &blob, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "-append"));
}
END_TEST

static const FdtPatch patch = {.ram_base = 0x40000000,
                               .ram_bytes = 0x10000000,
                               .bootargs = "quiet",
                               .initrd_start = 0x44000000,
                               .initrd_end = 0x44001000};

/* As seen with -kernel ... -dtb under QEMU 7.2: -m wins over the file's /memory. */
START_TEST(a_users_tree_gets_our_memory_command_line_and_initrd)
{
    FdtConfig config = machine();
    FdtBlob theirs, ours;
    const fdt64_t *reg;
    Err err;

    theirs = build(&config);
    ck_assert_msg(fdt_patch_user(theirs.bytes, theirs.size_bytes, "f", &patch, &ours, &err), "%s",
                  err.text);
    reg = prop(&ours, "/memory@40000000", "reg");
    ck_assert_ptr_nonnull(reg);
    ck_assert_uint_eq(fdt64_ld(reg), 0x40000000);
    ck_assert_uint_eq(fdt64_ld(reg + 1), 0x10000000);
    ck_assert_str_eq(prop(&ours, "/chosen", "bootargs"), "quiet");
    ck_assert_uint_eq(prop_u64(&ours, "/chosen", "linux,initrd-end"), 0x44001000);
    ck_assert_str_eq(prop(&ours, "/psci", "method"), "smc");
    fdt_blob_free(&theirs);
    fdt_blob_free(&ours);
}
END_TEST

START_TEST(a_users_tree_without_chosen_or_memory_gets_both)
{
    uint8_t empty[256];
    FdtBlob ours;
    Err err;

    ck_assert_int_eq(fdt_create_empty_tree(empty, sizeof empty), 0);
    /* An empty root has #address-cells 2 and #size-cells 1 by definition. */
    ck_assert_msg(fdt_patch_user(empty, sizeof empty, "f", &patch, &ours, &err), "%s", err.text);
    ck_assert_str_eq(prop(&ours, "/memory@40000000", "device_type"), "memory");
    ck_assert_str_eq(prop(&ours, "/chosen", "bootargs"), "quiet");
    fdt_blob_free(&ours);
}
END_TEST

static void refused(const uint8_t *bytes, size_t size, const char *reason)
{
    FdtBlob ours;
    Err err = {{0}, STATUS_OK};

    ck_assert(!fdt_patch_user(bytes, size, "bad.dtb", &patch, &ours, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "bad.dtb"));
    ck_assert_msg(strstr(err.text, reason) != NULL, "`%s` lacks `%s`", err.text, reason);
}

START_TEST(a_damaged_tree_is_refused_with_its_reason)
{
    FdtConfig config = machine();
    FdtBlob blob = build(&config);

    refused(blob.bytes, 10, "too short");
    refused(blob.bytes, blob.size_bytes - 1, "truncated");
    fdt_set_version(blob.bytes, 5); /* libfdt 1.6.1 crashes on some of these */
    refused(blob.bytes, blob.size_bytes, "version 5");
    fdt_set_version(blob.bytes, 17);
    refused((const uint8_t *)"/dts-v1/; / { model = \"x\"; };           ", 40, "dtc -O dtb");
    memset(blob.bytes + 0x50, 0xff, 64);
    refused(blob.bytes, blob.size_bytes, "damaged");
    fdt_blob_free(&blob);
}
END_TEST

TEST_MAIN("fdt", chosen_has_the_command_line_and_the_initrd, what_is_not_built_has_no_node,
          only_the_asked_for_transports_have_nodes, a_gicv3_has_redistributors_and_no_its,
          a_counter_that_is_not_the_boards_has_its_frequency_in_the_timer_node,
          a_command_line_that_cannot_fit_is_an_error,
          a_users_tree_gets_our_memory_command_line_and_initrd,
          a_users_tree_without_chosen_or_memory_gets_both,
          a_damaged_tree_is_refused_with_its_reason)
