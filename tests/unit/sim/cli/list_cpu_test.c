/* SPDX-License-Identifier: MIT
 *
 * list_cpu_test.c - `doubletrap list cpus|features|registers|traps` as a user calls it.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "tests/unit/harness.h"

/* What `list @topic @name` prints. Check's tests are processes of their own: stdout may go. */
static const char *listed(const char *topic, const char *name, int expected_status)
{
    static char text[1 << 18];
    char path[] = "/tmp/doubletrap-list-XXXXXX";
    char *argv[] = {"list", (char *)topic, (char *)name, NULL};
    int fd = mkstemp(path), old = dup(1);
    size_t n;
    FILE *in;

    fflush(NULL);
    dup2(fd, 1);
    ck_assert_int_eq(cmd_list(name ? 3 : 2, argv), expected_status);
    fflush(NULL);
    dup2(old, 1);
    in = fopen(path, "r");
    n = fread(text, 1, sizeof text - 1, in);
    text[n] = 0;
    fclose(in);
    close(fd);
    close(old);
    remove(path);
    return text;
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part), "`%s` is not in:\n%s", part, text);
}

/* DDI 0487, HCR_EL2.TVM: the registers it lists for AArch64. */
START_TEST(list_traps_answers_what_tvm_traps)
{
    const char *text = listed("traps", "HCR_EL2.TVM", STATUS_OK);

    has(text, "HCR_EL2.TVM (bit 26): traps EL1 writes of SCTLR_EL1 TTBR0_EL1 TTBR1_EL1 TCR_EL1");
    has(text, "MAIR_EL1 AMAIR_EL1 CONTEXTIDR_EL1 to EL2");
    has(text, "ESR_EL1 FAR_EL1");
    has(text, "to EL2, class SYS64, ISS direction 0.");
    ck_assert(!strstr(text, "TRVM"));
}
END_TEST

START_TEST(list_traps_names_instructions_and_enables)
{
    has(listed("traps", "HCR_EL2.TSW", STATUS_OK), "DC ISW DC CSW DC CISW to EL2");
    has(listed("traps", "SCTLR_EL1.UCT", STATUS_OK),
        "SCTLR_EL1.UCT (bit 15 when 0): traps EL0 reads of CTR_EL0 to EL1");
    has(listed("traps", "HCR_EL2.TWI", STATUS_OK), "traps WFI of EL1 and EL0 to EL2.");
}
END_TEST

START_TEST(list_registers_prints_encoding_access_and_traps)
{
    has(listed("registers", "CPACR_EL1", STATUS_OK),
        "CPACR_EL1          S3_0_C1_C0_2    EL1   EL1   CPTR_EL2.TCPAC CPTR_EL3.TCPAC");
}
END_TEST

START_TEST(list_cpus_and_features_print_their_rows)
{
    has(listed("cpus", NULL, STATUS_OK), "cortex-a57");
    has(listed("features", "lse", STATUS_OK), "FEAT_LSE");
}
END_TEST

/* The addresses and interrupts are those of QEMU's virt: `info mtree`, and SPI n is INTID 32 + n.
 */
START_TEST(list_devices_prints_the_board)
{
    has(listed("devices", NULL, STATUS_OK), "uart0    0x09000000 0x00001000    33  mmio_*_uart");
    has(listed("devices", "gich", STATUS_OK), "0x08030000");
    ck_assert(!strstr(listed("devices", "gich", STATUS_OK), "uart0"));
    listed("devices", "toaster", STATUS_USAGE);
}
END_TEST

START_TEST(an_unknown_name_is_an_error_of_use)
{
    listed("traps", "HCR_EL9.NO", STATUS_USAGE);
    listed("registers", "NO_SUCH", STATUS_USAGE);
}
END_TEST

TEST_MAIN("list_cpu", list_traps_answers_what_tvm_traps, list_traps_names_instructions_and_enables,
          list_registers_prints_encoding_access_and_traps, list_cpus_and_features_print_their_rows,
          list_devices_prints_the_board, an_unknown_name_is_an_error_of_use)
