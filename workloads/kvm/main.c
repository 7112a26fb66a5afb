/* SPDX-License-Identifier: MIT
 *
 * main.c - kvmclient: the smallest useful user of KVM. It runs one program (payload.S) in a VM with
 * one VCPU and shows what the exits of that VM cost.
 *
 *   kvmclient [-g 2|3] measure      every operation in 16 blocks of 16, timed by the VM (default)
 *   kvmclient [-g 2|3] exits N      about N exits, as cheap as can be: volume
 *   kvmclient [-g 2|3] mix N        N rounds of every kind of exit: for comparing traces
 *   kvmclient [-g 2|3] load N       N rounds of ten hypercalls, distributor reads and self-SGIs
 * each, two MMIOs to user space and a stage-2 fault: for measuring speed
 *
 * -g is the GIC's version (2). The last line is KVMCLIENT-PASS, or KVMCLIENT-FAIL and why.
 */
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "payload.h"
#include "results.h"
#include "vm.h"

#define GUEST_RAM_END (GUEST_RAM + GUEST_RAM_SIZE)
#define RET_INSTRUCTION 0xd65f03c0u

extern const uint8_t payload_begin[], payload_end[];

typedef struct Task {
    int gic_version;
    int program;
    unsigned long count;
} Task;

noreturn static void usage(void)
{
    printf("usage: kvmclient [-g 2|3] [measure | exits N | mix N | load N]\n");
    exit(2);
}

static unsigned long parse_count(const char *text)
{
    char *end = NULL;
    unsigned long count = text == NULL ? 0 : strtoul(text, &end, 0);
    if (count == 0 || *end != '\0')
        usage();
    return count;
}

static unsigned long at_most(unsigned long count, unsigned long most)
{
    return count < most ? count : most;
}

static Task parse_task(int argc, char **argv)
{
    Task task = {.gic_version = 2, .program = PROGRAM_MEASURE};
    int option;
    while ((option = getopt(argc, argv, "g:")) != -1) {
        if (option != 'g' || (optarg[0] != '2' && optarg[0] != '3') || optarg[1] != '\0')
            usage();
        task.gic_version = optarg[0] - '0';
    }
    const char *verb = optind < argc ? argv[optind] : "measure";
    if (strcmp(verb, "measure") == 0)
        return task;
    task.count = parse_count(optind + 1 < argc ? argv[optind + 1] : NULL);
    if (strcmp(verb, "exits") == 0) {
        task.program = PROGRAM_EXITS;
        task.count = (task.count + EXITS_PER_ROUND - 1) / EXITS_PER_ROUND;
    } else if (strcmp(verb, "mix") == 0) {
        task.program = PROGRAM_MIX;
        task.count = at_most(task.count, (GUEST_RAM_END - GUEST_CODE_PAGES) / GUEST_PAGE / 2);
    } else if (strcmp(verb, "load") == 0) {
        task.program = PROGRAM_LOAD;
        task.count = at_most(task.count, (GUEST_RAM_END - GUEST_DATA_PAGES) / GUEST_PAGE);
    } else {
        usage();
    }
    return task;
}

/* Puts the program into the VM's memory, and a RET into each page of code that it may fault in. */
static void load(Vm *vm, const Task *task)
{
    size_t size = (size_t)(payload_end - payload_begin);
    memcpy(vm->ram, payload_begin, size);
    __builtin___clear_cache((char *)vm->ram, (char *)vm->ram + size);
    if (task->program == PROGRAM_MIX) {
        const uint32_t ret = RET_INSTRUCTION;
        uint8_t *page = vm->ram + (GUEST_CODE_PAGES - GUEST_RAM);
        for (unsigned long i = 0; i < 2 * task->count; i++, page += GUEST_PAGE) {
            memcpy(page, &ret, sizeof ret);
            __builtin___clear_cache((char *)page, (char *)page + sizeof ret);
        }
    }
    vm_set_x(vm, 0, (uint64_t)task->gic_version);
    vm_set_x(vm, 1, (uint64_t)task->program);
    vm_set_x(vm, 2, task->count);
}

static void serve_mailbox(struct kvm_run *run, Results *results)
{
    if (!run->mmio.is_write) {
        const uint32_t value = ECHO_VALUE;
        memcpy(run->mmio.data, &value, sizeof value);
        return;
    }
    uint64_t value = 0;
    memcpy(&value, run->mmio.data, run->mmio.len);
    results_store(results, run->mmio.phys_addr - GUEST_MAILBOX, value);
}

/* Runs the VM until it switches itself off. False when KVM reports anything else. */
static bool serve(Vm *vm, Results *results)
{
    for (;;) {
        vm_run(vm);
        results->returns++;
        switch (vm->run->exit_reason) {
        case KVM_EXIT_MMIO:
            serve_mailbox(vm->run, results);
            break;
        case KVM_EXIT_SYSTEM_EVENT:
            return true;
        default:
            printf("KVMCLIENT-FAIL exit reason %u\n", vm->run->exit_reason);
            return false;
        }
    }
}

int main(int argc, char **argv)
{
    Task task = parse_task(argc, argv);
    Vm vm = vm_create(task.gic_version);
    load(&vm, &task);
    Results results = {0};
    bool passed = serve(&vm, &results) && results_print(&results);
    if (passed)
        printf("KVMCLIENT-PASS gicv%d\n", task.gic_version);
    return passed ? 0 : 1;
}
