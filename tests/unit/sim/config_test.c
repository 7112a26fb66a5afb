/* SPDX-License-Identifier: MIT
 *
 * config_test.c - the options of `doubletrap run`.    Spec: docs/cli.md
 */
#include <stdio.h>
#include <string.h>

#include "sim/config.h"
#include "tests/unit/harness.h"

#define WORDS_MAX 12

/* Parses "run" and @line, split at spaces; the words live as long as the test. */
static bool parse(Config *config, const char *line, Err *err)
{
    static char text[512];
    char *argv[WORDS_MAX + 2] = {(char[]){"run"}};
    int argc = 1;
    bool help;

    snprintf(text, sizeof text, "%s", line);
    for (char *word = strtok(text, " "); word && argc <= WORDS_MAX; word = strtok(NULL, " "))
        argv[argc++] = word;
    return config_parse(config, argc, argv, &help, err);
}

static Config good(const char *line)
{
    Config config;
    Err err = {.text = ""};

    ck_assert_msg(parse(&config, line, &err), "%s: %s", line, err.text);
    return config;
}

static void bad(const char *line, const char *words)
{
    Config config;
    Err err = {.text = ""};

    ck_assert_msg(!parse(&config, line, &err), "%s", line);
    ck_assert_msg(strstr(err.text, words) != NULL, "%s: `%s` is not in: %s", line, words, err.text);
    ck_assert_int_eq(err.status, STATUS_USAGE);
}

START_TEST(what_is_not_said_is_as_qemu_has_it)
{
    Config config = good("-kernel Image");

    ck_assert_str_eq(config.kernel, "Image");
    ck_assert(!config.virtualization && !config.secure);
    ck_assert_uint_eq(config.ram_bytes, UINT64_C(128) << 20);
    ck_assert_uint_eq(config.cpu_count, 1);
    ck_assert_str_eq(config.cpu, "cortex-a57");
    ck_assert(!config.semihosting && !config.quiet && !config.json);
}
END_TEST

START_TEST(one_dash_and_two_are_the_same)
{
    ck_assert_str_eq(good("--kernel Image").kernel, "Image");
    ck_assert_uint_eq(good("-kernel I -max-insns 5").max_insns, 5);
    ck_assert_uint_eq(good("-kernel I --max-insns=5").max_insns, 5);
}
END_TEST

START_TEST(the_machine_has_properties)
{
    Config config = good("-kernel I -M virt,virtualization=on,secure=on,gic-version=2");

    ck_assert(config.virtualization && config.secure);
    ck_assert_uint_eq(config.gic_version, 2);
    ck_assert(!good("-kernel I -M virt,virtualization=off").virtualization);
    bad("-kernel I -M virt,virtualisation=on", "virtualisation");
    ck_assert_uint_eq(good("-kernel I").gic_version, 2);
    ck_assert_uint_eq(good("-kernel I -M virt,gic-version=3").gic_version, 3);
    ck_assert_uint_eq(good("-kernel I -M virt,gic-version=max").gic_version, 3);
    bad("-kernel I -M virt,gic-version=7", "gic-version");
    bad("-kernel I -M virt,gic-version=host", "KVM");
    bad("-kernel I -M virt,virtualization=perhaps", "perhaps");
}
END_TEST

START_TEST(sizes_are_qemus)
{
    ck_assert_uint_eq(good("-kernel I -m 512").ram_bytes, UINT64_C(512) << 20);
    ck_assert_uint_eq(good("-kernel I -m 512M").ram_bytes, UINT64_C(512) << 20);
    ck_assert_uint_eq(good("-kernel I -m 2G").ram_bytes, UINT64_C(2) << 30);
    bad("-kernel I -m 1X", "not a size");
    bad("-kernel I -m 99999999999G", "not a size");
    bad("-kernel I -m -1", "-m");
}
END_TEST

START_TEST(a_loaded_file_may_have_an_address)
{
    Config config = good("-device loader,file=a.bin,addr=0x40100000 -device loader,file=b.elf");

    ck_assert_uint_eq(config.load_count, 2);
    ck_assert_str_eq(config.load[0].file, "a.bin");
    ck_assert(config.load[0].has_address && !config.load[1].has_address);
    ck_assert_uint_eq(config.load[0].address, 0x40100000);
    bad("-device loader,addr=0", "file");
    bad("-kernel I -device toaster", "toaster");
}
END_TEST

START_TEST(a_hypervisors_guests_are_modules_with_a_command_line)
{
    Config config = good("-kernel xen -device guest-loader,addr=0x50000000,kernel=Image,"
                         "bootargs=console=hvc0,,9600 -device guest-loader,addr=1,initrd=rd");

    ck_assert_uint_eq(config.guest_count, 2);
    ck_assert_str_eq(config.guest[0].file, "Image");
    ck_assert_str_eq(config.guest[0].bootargs, "console=hvc0,9600"); /* two commas are one */
    ck_assert_uint_eq(config.guest[0].address, 0x50000000);
    ck_assert(!config.guest[0].is_initrd && config.guest[1].is_initrd);
    bad("-kernel I -device guest-loader,addr=1", "kernel=");
    bad("-kernel I -device guest-loader,kernel=a", "addr=");
    bad("-kernel I -device guest-loader,addr=1,kernel=a,initrd=b", "twice");
    bad("-kernel I -device guest-loader,addr=1,initrd=b,bootargs=c", "bootargs=");
    bad("-kernel I -device guest-loader,addr=1,image=b", "image");
}
END_TEST

START_TEST(a_drive_is_a_file_and_how_to_write_it)
{
    ck_assert(good("-kernel I -drive file=d,readonly=on").drive[0].read_only);
    ck_assert(good("-kernel I -drive file=d,snapshot=on").drive[0].snapshot);
    bad("-kernel I -drive readonly=on", "file");
    bad("-kernel I -drive file=d,if=pflash", "-bios");
    bad("-kernel I -drive file=d,if=scsi", "if=virtio");
    bad("-kernel I -drive file=d,format=qcow2", "qemu-img convert");
    ck_assert_uint_eq(good("-kernel I -drive file=d,format=raw,if=none,id=hd,cache=none,media=disk "
                           "-device virtio-blk-device,drive=hd")
                          .drive_count,
                      1);
}
END_TEST

START_TEST(numbers_are_numbers)
{
    bad("-kernel I --max-insns many", "many");
    bad("-kernel I --max-insns -1", "-1");
    bad("-kernel I --timeout soon", "soon");
    bad("-kernel I --timeout inf", "leave it out");
    bad("-kernel I --timeout 1e30", "leave it out");
    ck_assert(good("-kernel I --timeout 1.5").timeout_seconds == 1.5);
}
END_TEST

/* What QEMU's manual says of the same options (qemu-system-aarch64 -help). */
START_TEST(words_of_qemu_are_passed_over_when_it_is_so_anyway)
{
    Config config = good("-accel tcg -display none -serial mon:stdio -monitor none -nodefaults "
                         "-no-user-config -kernel I");

    ck_assert_str_eq(config.kernel, "I");
    ck_assert_str_eq(good("-kernel I -name guest=a,debug-threads=on").kernel, "I");
    ck_assert_uint_eq(good("-net=none -kernel I -smp 2").cpu_count, 2);
    ck_assert(good("-kernel I -machine type=virt,accel=tcg,virtualization=on").virtualization);
    ck_assert(good("-kernel I -M virt-7.2,highmem=off,its=off,secure=on").secure);
}
END_TEST

START_TEST(words_of_qemu_that_ask_for_more_are_refused_with_a_remedy)
{
    static const char *const rows[][2] = {
        {"-enable-kvm -kernel I", "virtualization=on"},
        {"-kernel I -accel kvm", "-accel kvm: every instruction is simulated"},
        {"-kernel I -serial file:log", "redirect"},
        {"-kernel I -serial", "console"},
        {"-kernel I -netdev user,id=n -device virtio-net-pci,netdev=n", "-initrd"},
        {"-kernel I -device virtio-net-pci,netdev=n", "-initrd"},
        {"-kernel I -device virtio-blk-pci,drive=d", "leave it out"},
        {"-kernel I -hda disk.img", "-drive file=FILE"},
        {"-pflash code.fd", "-bios"},
        {"-kernel I -icount shift=0", "--cost unit"},
        {"-kernel I -d int", "--trace-exceptions"},
        {"-kernel I -semihosting-config enable=on", "say -semihosting"},
        {"-kernel I -M virt,accel=kvm", "every instruction is simulated"},
        {"-kernel I -M virt,iommu=smmuv3", "no SMMU"},
        {"-kernel I -M raspi3b", "one machine, `virt`"},
        {"-kernel I -rtc base=utc", "base=946684800"},
    };

    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++)
        bad(rows[i][0], rows[i][1]);
}
END_TEST

START_TEST(gdbs_door_is_on_this_host)
{
    ck_assert_uint_eq(good("-kernel I -gdb tcp::1235").gdb_port, 1235);
    ck_assert_uint_eq(good("-kernel I -gdb tcp:localhost:1236").gdb_port, 1236);
    bad("-kernel I -gdb tcp:0.0.0.0:1234", "tcp::PORT");
}
END_TEST

START_TEST(nothing_to_run_and_unknown_words_are_refused)
{
    bad("", "nothing to run");
    bad("-kernel I --no-such-thing", "--no-such-thing");
    bad("-kernel", "-kernel: its value is missing");
    bad("-kernel I -nographic=yes", "-nographic");
    bad("-kernel I leftover", "leftover");
}
END_TEST

START_TEST(a_gicv2_has_up_to_eight_cpus)
{
    ck_assert_uint_eq(good("-kernel I").cpu_count, 1);
    ck_assert_uint_eq(good("-kernel I -smp 8").cpu_count, 8);
    ck_assert_uint_eq(good("-kernel I -smp cpus=4").cpu_count, 4);
    bad("-kernel I -smp 0", "1 to 8");
    bad("-kernel I -smp 9", "gic-version=3 has up to 16");
    ck_assert_uint_eq(good("-kernel I -smp 16 -M virt,gic-version=3").cpu_count, 16);
    bad("-kernel I -smp 17 -M virt,gic-version=3", "1 to 16");
    bad("-kernel I -smp 18446744073709551615", "1 to 8");
    bad("-kernel I -smp many", "many");
    bad("-kernel I -smp cores=2", "cores");
    bad("-kernel I -smp 2,cores=2", "cores=2");
}
END_TEST

START_TEST(a_quantum_is_a_number_of_cycles)
{
    ck_assert_uint_eq(good("-kernel I").quantum_cycles, 0);
    ck_assert_uint_eq(good("-kernel I --quantum 1").quantum_cycles, 1);
    bad("-kernel I --quantum 0", "1 to");
    bad("-kernel I --quantum 1000001", "1 to");
}
END_TEST

static void count(void *owner, const char *key, const char *value)
{
    unsigned *seen = owner;

    ck_assert(key[0] && value);
    *seen += !strcmp(key, "virtualization") && !strcmp(value, "on");
    *seen += !strcmp(key, "gic-version") && !strcmp(value, "3");
}

START_TEST(the_recording_gets_every_setting)
{
    Config config = good("-kernel I -M virt,virtualization=on,gic-version=3");
    unsigned seen = 0;

    config_list(&config, count, &seen);
    ck_assert_uint_eq(seen, 2);
}
END_TEST

START_TEST(the_model_is_changed_as_asked)
{
    Config config = good("-kernel Image --cost xgene --assumed double --set tlbi=7");
    CostModel model;
    Err err = {.text = ""};

    ck_assert_msg(config_cost(&config, &model, &err), "%s", err.text);
    ck_assert_int_eq(model.prices.price[COST_ISB], 2 * 20 * 256);
    ck_assert_int_eq(model.prices.price[COST_TLBI], 7 * 256);
    config.assumed = "third";
    ck_assert(!config_cost(&config, &model, &err));
    config = good("-kernel Image --cost xgnee");
    ck_assert(!config_cost(&config, &model, &err));
}
END_TEST

TEST_MAIN("sim/config", what_is_not_said_is_as_qemu_has_it, one_dash_and_two_are_the_same,
          the_machine_has_properties, sizes_are_qemus, a_loaded_file_may_have_an_address,
          a_hypervisors_guests_are_modules_with_a_command_line,
          a_drive_is_a_file_and_how_to_write_it, numbers_are_numbers,
          words_of_qemu_are_passed_over_when_it_is_so_anyway,
          words_of_qemu_that_ask_for_more_are_refused_with_a_remedy, gdbs_door_is_on_this_host,
          nothing_to_run_and_unknown_words_are_refused, a_gicv2_has_up_to_eight_cpus,
          a_quantum_is_a_number_of_cycles, the_recording_gets_every_setting,
          the_model_is_changed_as_asked)
