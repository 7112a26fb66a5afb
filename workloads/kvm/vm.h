/* SPDX-License-Identifier: MIT
 *
 * vm.h - a KVM machine with one VCPU, memory and an in-kernel GIC, by plain ioctls.
 */
#ifndef VM_H
#define VM_H

#include <stdint.h>
#include <stdnoreturn.h>

typedef struct Vm {
    int kvm, fd, vcpu;
    uint8_t *ram;        /* GUEST_RAM_SIZE bytes at GUEST_RAM */
    struct kvm_run *run; /* what the last exit to user space says */
} Vm;

/* Makes the machine; the VCPU will start at GUEST_RAM. Every failure ends the program (see die). */
Vm vm_create(int gic_version);

/* Sets Xn of the VCPU before it runs. */
void vm_set_x(Vm *vm, unsigned n, uint64_t value);

/* Runs the VCPU until KVM wants something from us; that is in vm->run. */
void vm_run(Vm *vm);

/* Prints "KVMCLIENT-FAIL what: why" (why = errno) and ends with status 1. */
noreturn void die(const char *what);

#endif
