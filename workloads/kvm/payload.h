/* SPDX-License-Identifier: MIT
 *
 * payload.h - what the VM's program (payload.S) and its host (main.c) agree on. Read by both the
 * assembler and the compiler, so plain numbers only.
 *
 * The program starts at GUEST_RAM at EL1 with the MMU off, x0 = GIC version, x1 = a PROGRAM_*,
 * x2 = a count. It speaks by stores into the mailbox page, which is nobody's memory: each one is
 * an exit to user space. It ends with PSCI SYSTEM_OFF.
 */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#define GUEST_RAM 0x40000000
#define GUEST_RAM_SIZE 0x04000000
#define GUEST_DATA_PAGES 0x40400000 /* never touched before the program faults them in */
#define GUEST_CODE_PAGES 0x42000000 /* the same, but each begins with a RET */
#define GUEST_PAGE 0x1000
#define GUEST_GICD 0x08000000
#define GUEST_GICC 0x08010000
#define GUEST_GICR 0x080a0000
#define GUEST_MAILBOX 0x09000000

/* Offsets in the mailbox page. */
#define MBOX_ECHO 0x000 /* a read gives ECHO_VALUE, a write is ignored */
#define MBOX_PSCI 0x008 /* facts, one store each */
#define MBOX_EL 0x010
#define MBOX_MIDR 0x018
#define MBOX_CNTFRQ 0x020
#define MBOX_ECHOED 0x028    /* what the program read from MBOX_ECHO */
#define MBOX_IRQS 0x030      /* interrupts taken so far */
#define MBOX_EXCEPTION 0x040 /* an exception that should not be: ESR, ELR, FAR in this order */
#define MBOX_TICKS 0x100     /* + 8 * OP_*: counter ticks of one block of operations */
#define ECHO_VALUE 0x1234abcd

#define PROGRAM_MEASURE 0 /* each operation in blocks, timed */
#define PROGRAM_EXITS 1   /* count rounds of EXITS_PER_ROUND cheap exits */
#define PROGRAM_MIX 2     /* count rounds of every kind of exit */
#define PROGRAM_LOAD 3    /* count rounds of what a busy VM does: for measuring speed */

#define BLOCKS 16
#define BLOCK_OPS 16
#define WAIT_SHORT 2000 /* ticks to an alarm for which KVM polls */
#define WAIT_LONG 40000 /* ticks to an alarm for which KVM gives up its CPU */
#define EXITS_PER_ROUND 8

#define OP_HYPERCALL 0
#define OP_MMIO_USER 1
#define OP_GICD_READ 2
#define OP_SELF_SGI 3
#define OP_TIMER_WFI 4
#define OP_TIMER_IDLE 5
#define OP_STAGE2_FAULT 6
#define OP_COUNT 7

#endif
