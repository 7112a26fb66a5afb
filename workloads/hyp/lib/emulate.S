/* SPDX-License-Identifier: MIT
 *
 * emulate.S - what both hypervisors do about a VM's load from a device that it does not have.
 *
 * From the fault to the register: decode the syndrome, find the device, ask it, put the value into
 * the VM's context, go on after the load. A real hypervisor also takes locks, translates the address
 * by hand and keeps lists of devices at run time: these are the fewest steps that do the work.
 *
 * Spec: DDI 0487, ISS encoding for an exception from a Data Abort (ISV, SRT, WnR); IHI 0048B, GICD_IIDR.
 */
#define ISS_ISV         24              /* bits */
#define ISS_WNR         6
#define ISS_SRT         16

/* x0 = context, x1 = ESR, x2 = FAR, x3 = HPFAR. Clobbers x1 to x9. */
emulate:
        tbz     x1, #ISS_ISV, surrender
        tbnz    x1, #ISS_WNR, surrender
        lsl     x3, x3, #8              // the IPA's page; the offset within it is the address's
        bfi     x3, x2, #0, #12
        adr     x4, devices
1:      ldp     x5, x6, [x4], #32
        cbz     x6, surrender
        sub     x2, x3, x5
        cmp     x2, x6
        b.hs    1b
        ldur    x7, [x4, #-16]
        mov     x9, x30
        blr     x7                      // x2 = offset; the value comes back in x2
        mov     x30, x9
        ubfx    x5, x1, #ISS_SRT, #5
        cmp     x5, #31                 // XZR
        b.eq    2f
        str     x2, [x0, x5, lsl #3]
2:      ldr     x5, [x0, #CTX_PC]
        add     x5, x5, #4
        str     x5, [x0, #CTX_PC]
        ret

distributor:
        cmp     x2, #GICD_IIDR
        mov     x3, #IIDR_ARM
        csel    x2, x3, xzr, eq         // all else reads as zero
        ret

surrender:
        power_off

        .balign 8
devices:
        .quad   GICD, 0x10000, distributor, 0
        .quad   0, 0, 0, 0
