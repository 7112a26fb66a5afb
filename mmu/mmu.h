/* SPDX-License-Identifier: MIT
 *
 * mmu.h - VMSAv8-64 address translation as a function of plain values.
 *
 * The caller (cpu/regime.c) fills a Regime from its system registers; mmu_translate answers with
 * a Translation or a Fault. The Mmu holds the architectural TLB of one CPU and knows memory
 * only through MmuPort. It never sees a Cpu.
 *
 * Spec: DDI 0487, AArch64.TranslateAddress, AArch64.S1Walk, AArch64.S2Walk, CheckPermission.
 * Tests: tests/unit/mmu/.
 * Journey: after cpu/access.c, before mmu/translate.c
 */
#ifndef MMU_MMU_H
#define MMU_MMU_H

#include "mmu/fault.h"
#include "sim/base/addr.h"
#include "sim/base/bits.h"

typedef enum RegimeKind {
    REGIME_EL10, /* EL1&0, stage 2 when s2_enabled */
    REGIME_EL2,
    REGIME_EL20, /* EL2&0 (VHE; two ranges, ASID) */
    REGIME_EL3,
} RegimeKind;

/* Which interned context of an Mmu a Regime is; see mmu_bind. Zero: not bound. */
typedef struct MmuBinding {
    uint32_t id;
    uint16_t index;
} MmuBinding;

/* Everything a translation depends on. Register values are raw. For REGIME_EL2 and REGIME_EL3
 * only ttbr[0] is used. */
typedef struct Regime {
    RegimeKind kind;
    bool secure;    /* accesses are to the Secure address space */
    uint64_t sctlr; /* SCTLR_ELx of the regime: M, C, A, I, WXN, EE, SPAN ... */
    uint64_t tcr;   /* TCR_ELx */
    uint64_t ttbr[2];
    uint64_t mair;
    bool s2_enabled; /* REGIME_EL10 with HCR_EL2.VM (or DC), EL2 enabled, Non-secure */
    uint64_t hcr;    /* HCR_EL2 as effective: VM, DC, PTW, CD, ID, FWB, TGE, E2H */
    uint64_t vtcr;
    uint64_t vttbr;
    /* Features and sizes of the CPU. */
    uint8_t pa_bits; /* 32, 36, 40, 42, 44, 48 */
    bool asid16, vmid16;
    bool has_hafdbs; /* hardware AF (and, with has_dbm, dirty state) obeyed when TCR enables it */
    bool has_dbm;
    bool has_xnx;  /* FEAT_XNX */
    bool has_ttst; /* FEAT_TTST: ranges of 16 (64K: 17) bits and more, not of 25 */
    bool has_uao, has_pan;
    bool gran4k, gran16k, gran64k; /* stage 1 */
    bool s2_gran4k, s2_gran16k, s2_gran64k;
    bool has_hpd;       /* FEAT_HPDS: TCR.HPD is obeyed */
    bool has_bti;       /* FEAT_BTI: a descriptor has GP */
    bool has_tbid;      /* FEAT_PAuth: TCR.TBID is obeyed */
    bool sif;           /* SCR_EL3.SIF */
    bool s2_big_endian; /* SCTLR_EL2.EE, which orders stage-2 descriptors */
    MmuBinding binding; /* mmu_bind's; leave zero otherwise */
} Regime;

typedef enum AccessType {
    ACCESS_READ,
    ACCESS_WRITE,
    ACCESS_EXEC,
    ACCESS_CACHE,   /* DC/IC by VA: needs read permission at EL0, none above; CM and WnR are 1 */
    ACCESS_AT_READ, /* AT S1E1R ...: always walks, leaves no entry, updates no descriptor */
    ACCESS_AT_WRITE,
    ACCESS_CACHE_WRITE, /* DC IVAC: permission as a write */
} AccessType;

/* Bit-fields, so that it is made and passed in a register. */
typedef struct Access {
    AccessType type : 8;
    bool privileged : 1;   /* false for EL0 and for LDTR/STTR without UAO */
    bool pan : 1;          /* PSTATE.PAN in force for this access (AT: only S1E1RP and S1E1WP) */
    bool stage1_only : 1;  /* AT S1*: leave out stage 2 for the result (walks still use it) */
    bool atomic_write : 1; /* an atomic: needs both permissions; a fault that a read would meet too
                              is reported as a read (ESR_ELx.WnR) */
    bool unaligned : 1;    /* not aligned to its size, or DC ZVA: Device memory gives
                              FAULT_ALIGNMENT, in the architecture's order against permission and
                              stage-2 faults */
} Access;

/* Memory type as MAIR encodes it, after combining stages: 0x00-0x0f with low nibble is Device. */
typedef struct Translation {
    Pa pa;                /* of the byte asked for */
    bool secure;          /* NS bit of the output address space, inverted */
    uint8_t attr;         /* MAIR-style attribute byte, stages combined */
    uint8_t shareability; /* 0 non, 2 outer, 3 inner */
    bool device;          /* attr says Device: unaligned accesses fault */
    uint8_t page_log2;    /* size of the smallest block or page that made it: at least 12 */
    Ipa ipa;              /* output of stage 1, of the byte asked for */
    bool guarded;         /* stage 1 says GP: branches have targets (FEAT_BTI) */
} Translation;

/* How the Mmu reaches memory and reports what it did. */
typedef struct MmuPort {
    /* Where the descriptor at @pa is in host memory, when all of the 4 KiB around it is plain
     * memory, which stays there until mmu_forget_memory. NULL: read it with read64. May be NULL. */
    const uint8_t *(*memory)(void *owner, Pa pa);
    /* Reads a descriptor, little-endian. False: external abort. */
    bool (*read64)(void *owner, Pa pa, bool secure, uint64_t *value);
    /* Replaces @old by @new if it is still there (hardware AF and dirty state). False: external
     * abort. *@swapped says whether it was. */
    bool (*cas64)(void *owner, Pa pa, bool secure, uint64_t old, uint64_t new_value, bool *swapped);
    /* @count descriptors were read by a walk of @stage (1 or 2): the cpu charges them. */
    void (*walk_steps)(void *owner, unsigned stage, unsigned count);
    /* An entry left the TLB (for want of room, to be walked again for a write, or by a TLBI that
     * names an address), or by one that names an ASID or a range some did (@page_log2 is 64), so
     * the next use walks again: a cache outside that must not change the count of walks drops it
     * too. May be NULL. */
    void (*evicted)(void *owner, Va va, unsigned page_log2);
    void *owner;
} MmuPort;

typedef struct Mmu Mmu;

/* NULL when memory is exhausted. */
Mmu *mmu_new(const MmuPort *port);
void mmu_free(Mmu *mmu);

/* Optional, for speed: remembers in @regime which context of @mmu it is, so that a translation need
 * not compare every control. Call it again after any change of @regime other than of ttbr[]. A
 * Regime that was never bound (binding all zero) works as well, a little slower. */
void mmu_bind(Mmu *mmu, Regime *regime);

/* Is that still so? Contexts that were not used for long are forgotten. */
bool mmu_is_bound(const Mmu *mmu, const Regime *regime);

/* Translates @va. On FAULT_NONE *@out is filled. A hit walks nothing and charges nothing. With the
 * stage-1 MMU off the output is flat (and goes through stage 2 when that is on). Alignment is the
 * caller's (it needs the size); see Translation.device. */
Fault mmu_translate(Mmu *mmu, const Regime *regime, Va va, Access access, Translation *out);

/* TLB maintenance. Scopes match DDI 0487's TLBI instructions; over-invalidation is allowed
 * where a comment in tlb.c says CHOICE. @asid and @vmid apply where the scope names them. */
typedef enum TlbiScope {
    TLBI_ALL,      /* everything of @kind (ALLE1: EL1&0 stages 1 and 2, all VMIDs; ALLE2; ALLE3) */
    TLBI_VMALL,    /* VMALLE1: EL1&0 of the current VMID, stage 1 */
    TLBI_VMALLS12, /* VMALLS12E1 */
    TLBI_ASID,     /* ASIDE1 */
    TLBI_VA,       /* VAE1 VAE2 VAE3: address and ASID, global entries too */
    TLBI_VAA,      /* VAAE1: address, any ASID */
    TLBI_IPA,      /* IPAS2E1: stage-2 entries of an IPA, current VMID */
} TlbiScope;

typedef struct Tlbi {
    TlbiScope scope;
    RegimeKind kind;
    bool secure;
    bool last_level_only; /* VALE1 ...: leaves intermediate walk entries (none are kept here) */
    bool stage2_in_use;   /* EL2 enabled: entries of EL1&0 are matched by @vmid too */
    uint16_t asid, vmid;
    uint64_t bytes;   /* of addresses from @address on; 0: the one page or block there */
    uint64_t address; /* Va (bits 63:56 ignored), or Ipa for TLBI_IPA, in bytes */
} Tlbi;

void mmu_tlbi(Mmu *mmu, const Tlbi *tlbi);

/* What MmuPort.memory said is no longer so. */
void mmu_forget_memory(Mmu *mmu);

/* A number that changes whenever an earlier translation may have become stale (any TLBI): for
 * whoever caches translations outside. */
uint64_t mmu_generation(const Mmu *mmu);

#endif
