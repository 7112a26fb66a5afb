/* SPDX-License-Identifier: MIT
 *
 * vm.c - a KVM machine with one VCPU, memory and an in-kernel GIC, by plain ioctls.
 *
 * Interface: Linux, Documentation/virt/kvm/api.rst and devices/arm-vgic*.rst.
 */
#include "vm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "payload.h"

noreturn void die(const char *what)
{
    printf("KVMCLIENT-FAIL %s: %s\n", what, strerror(errno));
    exit(1);
}

static int request(int fd, unsigned long number, void *argument, const char *what)
{
    int result = ioctl(fd, number, argument);
    if (result < 0)
        die(what);
    return result;
}

/* As request, for ioctls whose argument is a number. */
static int request_number(int fd, unsigned long number, uintptr_t argument, const char *what)
{
    return request(fd, number, (void *)argument, what);
}

static void set_device(int device, uint32_t group, uint64_t attribute, uint64_t value,
                       const char *what)
{
    struct kvm_device_attr attr = {.group = group, .attr = attribute, .addr = (uintptr_t)&value};
    request(device, KVM_SET_DEVICE_ATTR, &attr, what);
}

static void set_core_register(int vcpu, size_t offset, uint64_t value, const char *what)
{
    struct kvm_one_reg reg = {
        .id = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | offset / sizeof(uint32_t),
        .addr = (uintptr_t)&value,
    };
    request(vcpu, KVM_SET_ONE_REG, &reg, what);
}

/* Small pages, so that every page the guest touches is a stage-2 fault of its own. */
static uint8_t *add_ram(int vm)
{
    uint8_t *ram =
        mmap(NULL, GUEST_RAM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (ram == MAP_FAILED)
        die("memory of the VM");
    (void)madvise(ram, GUEST_RAM_SIZE, MADV_NOHUGEPAGE);
    struct kvm_userspace_memory_region region = {
        .guest_phys_addr = GUEST_RAM,
        .memory_size = GUEST_RAM_SIZE,
        .userspace_addr = (uintptr_t)ram,
    };
    request(vm, KVM_SET_USER_MEMORY_REGION, &region, "KVM_SET_USER_MEMORY_REGION");
    return ram;
}

static int create_gic(int vm, int version)
{
    struct kvm_create_device device = {
        .type = version == 3 ? KVM_DEV_TYPE_ARM_VGIC_V3 : KVM_DEV_TYPE_ARM_VGIC_V2,
    };
    request(vm, KVM_CREATE_DEVICE, &device, "KVM_CREATE_DEVICE: the VGIC");
    return (int)device.fd;
}

static void place_gic(int gic, int version)
{
    const uint32_t addresses = KVM_DEV_ARM_VGIC_GRP_ADDR;
    if (version == 3) {
        set_device(gic, addresses, KVM_VGIC_V3_ADDR_TYPE_DIST, GUEST_GICD, "address of GICD");
        set_device(gic, addresses, KVM_VGIC_V3_ADDR_TYPE_REDIST, GUEST_GICR, "address of GICR");
    } else {
        set_device(gic, addresses, KVM_VGIC_V2_ADDR_TYPE_DIST, GUEST_GICD, "address of GICD");
        set_device(gic, addresses, KVM_VGIC_V2_ADDR_TYPE_CPU, GUEST_GICC, "address of GICC");
    }
    set_device(gic, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, 0, "start of the VGIC");
}

static int create_vcpu(int vm)
{
    int vcpu = request_number(vm, KVM_CREATE_VCPU, 0, "KVM_CREATE_VCPU");
    struct kvm_vcpu_init init;
    request(vm, KVM_ARM_PREFERRED_TARGET, &init, "KVM_ARM_PREFERRED_TARGET");
    init.features[0] |= 1u << KVM_ARM_VCPU_PSCI_0_2;
    request(vcpu, KVM_ARM_VCPU_INIT, &init, "KVM_ARM_VCPU_INIT");
    return vcpu;
}

static struct kvm_run *map_run(int kvm, int vcpu)
{
    int size = request_number(kvm, KVM_GET_VCPU_MMAP_SIZE, 0, "KVM_GET_VCPU_MMAP_SIZE");
    void *run = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
    if (run == MAP_FAILED)
        die("kvm_run of the VCPU");
    return run;
}

Vm vm_create(int gic_version)
{
    Vm vm = {.kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC)};
    if (vm.kvm < 0)
        die("/dev/kvm");
    vm.fd = request_number(vm.kvm, KVM_CREATE_VM, 0, "KVM_CREATE_VM");
    vm.ram = add_ram(vm.fd);
    int gic = create_gic(vm.fd, gic_version);
    vm.vcpu = create_vcpu(vm.fd);
    place_gic(gic, gic_version);
    vm.run = map_run(vm.kvm, vm.vcpu);
    set_core_register(vm.vcpu, offsetof(struct kvm_regs, regs.pc), GUEST_RAM, "PC");
    return vm;
}

void vm_set_x(Vm *vm, unsigned n, uint64_t value)
{
    set_core_register(vm->vcpu, offsetof(struct kvm_regs, regs.regs) + n * sizeof value, value,
                      "a register of the VCPU");
}

void vm_run(Vm *vm)
{
    request_number(vm->vcpu, KVM_RUN, 0, "KVM_RUN");
}
