/* SPDX-License-Identifier: MIT
 *
 * message.h - inside sim/record/: what goes through the queue, by kind.
 */
#ifndef SIM_RECORD_MESSAGE_H
#define SIM_RECORD_MESSAGE_H

#include "sim/exits/tracker.h"

typedef enum MessageKind {
    MESSAGE_VM,
    MESSAGE_VCPU,
    MESSAGE_CPU,
    MESSAGE_DEVICE,
    MESSAGE_PHASE, /* Phase, after its number */
    MESSAGE_PATH,
    MESSAGE_EXIT,
    MESSAGE_TOTAL, /* WorldTotal */
} MessageKind;

typedef struct VmMessage {
    uint32_t vm;
    uint16_t vmid;
    uint64_t vttbr_baddr, now_units;
} VmMessage;

typedef struct VcpuMessage {
    uint32_t vcpu, vm;
    uint64_t vmpidr, now_units;
} VcpuMessage;

typedef struct CpuMessage {
    uint32_t cpu;
    uint64_t start_units, now_units;
} CpuMessage;

typedef struct DeviceMessage {
    uint32_t device;
    char name[48];
} DeviceMessage;

typedef struct PhaseMessage {
    uint32_t id;
    Phase phase;
} PhaseMessage;

typedef struct PathMessage {
    uint32_t path;
    bool at_el2, folded;
    uint8_t count;
    uint8_t world[PHASE_MAX];
    uint32_t phase[PHASE_MAX];
} PathMessage;

typedef struct ExitMessage {
    ExitRow row;
    uint32_t device; /* 0: none */
} ExitMessage;

#endif
