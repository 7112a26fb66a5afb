/* SPDX-License-Identifier: MIT
 *
 * qemu_count.c - a TCG plugin that counts the instructions a guest executes on QEMU: `count N` on
 * stderr at QEMU's end.
 *
 * One addition before each instruction, not one a translated block: a block that ends early (an
 * interrupt, an access that QEMU translates again to know its time) counts what was executed of it.
 * One CPU. The few functions of QEMU's plugin interface (version 1) are declared here because
 * Debian has no header of it. tools/bench compiles this and loads it with -plugin.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define EXPORTED __attribute__((visibility("default")))
#define PLUGIN_INTERFACE 1
#define INLINE_ADD 0

typedef uint64_t PluginId;
typedef struct Block Block;
typedef struct Instruction Instruction;

void qemu_plugin_register_vcpu_tb_trans_cb(PluginId id, void (*translated)(PluginId, Block *));
void qemu_plugin_register_atexit_cb(PluginId id, void (*ended)(PluginId, void *), void *data);
size_t qemu_plugin_tb_n_insns(const Block *block);
Instruction *qemu_plugin_tb_get_insn(const Block *block, size_t index);
void qemu_plugin_register_vcpu_insn_exec_inline(Instruction *insn, int operation, void *value,
                                                uint64_t immediate);

EXPORTED int qemu_plugin_version = PLUGIN_INTERFACE;
EXPORTED int qemu_plugin_install(PluginId id, const void *info, int argc, char **argv);

static uint64_t executed;

static void on_translated(PluginId id, Block *block)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        Instruction *insn = qemu_plugin_tb_get_insn(block, i);

        qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD, &executed, 1);
    }
}

static void on_end(PluginId id, void *data)
{
    (void)id;
    (void)data;
    (void)fprintf(stderr, "count %" PRIu64 "\n", executed);
}

int qemu_plugin_install(PluginId id, const void *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}
