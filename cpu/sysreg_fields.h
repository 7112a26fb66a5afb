/* SPDX-License-Identifier: MIT
 *
 * sysreg_fields.h - fields of system registers that more than one file needs, by Arm's names.
 */
#ifndef CPU_SYSREG_FIELDS_H
#define CPU_SYSREG_FIELDS_H

#include "sim/base/bits.h"

#define HCR_VM (UINT64_C(1) << 0)
#define HCR_SWIO (UINT64_C(1) << 1)
#define HCR_PTW (UINT64_C(1) << 2)
#define HCR_FMO (UINT64_C(1) << 3)
#define HCR_IMO (UINT64_C(1) << 4)
#define HCR_AMO (UINT64_C(1) << 5)
#define HCR_VF (UINT64_C(1) << 6)
#define HCR_VI (UINT64_C(1) << 7)
#define HCR_VSE (UINT64_C(1) << 8)
#define HCR_FB (UINT64_C(1) << 9)
#define HCR_BSU (UINT64_C(3) << 10)
#define HCR_DC (UINT64_C(1) << 12)
#define HCR_TWI (UINT64_C(1) << 13)
#define HCR_TWE (UINT64_C(1) << 14)
#define HCR_TID0 (UINT64_C(1) << 15)
#define HCR_TID1 (UINT64_C(1) << 16)
#define HCR_TID2 (UINT64_C(1) << 17)
#define HCR_TID3 (UINT64_C(1) << 18)
#define HCR_TSC (UINT64_C(1) << 19)
#define HCR_TIDCP (UINT64_C(1) << 20)
#define HCR_TACR (UINT64_C(1) << 21)
#define HCR_TSW (UINT64_C(1) << 22)
#define HCR_TPC (UINT64_C(1) << 23)
#define HCR_TPU (UINT64_C(1) << 24)
#define HCR_TTLB (UINT64_C(1) << 25)
#define HCR_TVM (UINT64_C(1) << 26)
#define HCR_TGE (UINT64_C(1) << 27)
#define HCR_TDZ (UINT64_C(1) << 28)
#define HCR_HCD (UINT64_C(1) << 29)
#define HCR_TRVM (UINT64_C(1) << 30)
#define HCR_RW (UINT64_C(1) << 31)
#define HCR_CD (UINT64_C(1) << 32)
#define HCR_ID (UINT64_C(1) << 33)
#define HCR_E2H (UINT64_C(1) << 34)
#define HCR_TLOR (UINT64_C(1) << 35)
#define HCR_TERR (UINT64_C(1) << 36)
#define HCR_TEA (UINT64_C(1) << 37)
#define HCR_APK (UINT64_C(1) << 40)
#define HCR_API (UINT64_C(1) << 41)
/* TID4, TICAB, TOCU, TTLBIS, TTLBOS: FEAT_EVT. */
#define HCR_FWB (UINT64_C(1) << 46)
#define HCR_EVT UINT64_C(0xd6000000000000)
#define HCR_EnSCXT (UINT64_C(1) << 53)

/* Both: the host is at EL2, and its user space at EL0. */
#define HCR_HOST (HCR_E2H | HCR_TGE)
/* What has no effect while TGE is set, and what none while E2H is, too (DDI 0487, HCR_EL2). */
#define HCR_IDLE_IN_TGE                                                                            \
    (HCR_SWIO | HCR_PTW | HCR_VF | HCR_VI | HCR_VSE | HCR_FB | HCR_TID1 | HCR_TID3 | HCR_TSC |     \
     HCR_TACR | HCR_TSW | HCR_TTLB | HCR_TVM | HCR_HCD | HCR_TRVM | HCR_TLOR)
#define HCR_IDLE_IN_HOST                                                                           \
    (HCR_IDLE_IN_TGE | HCR_VM | HCR_FMO | HCR_IMO | HCR_AMO | HCR_BSU | HCR_DC | HCR_TWI |         \
     HCR_TWE | HCR_TID0 | HCR_TID2 | HCR_TPC | HCR_TPU | HCR_TDZ | HCR_CD | HCR_ID | HCR_EVT)

#define SCR_NS (UINT64_C(1) << 0)
#define SCR_EA (UINT64_C(1) << 3)
#define SCR_SMD (UINT64_C(1) << 7)
#define SCR_HCE (UINT64_C(1) << 8)
#define SCR_RW (UINT64_C(1) << 10)
#define SCR_ST (UINT64_C(1) << 11)
#define SCR_TLOR (UINT64_C(1) << 14)
#define SCR_TERR (UINT64_C(1) << 15)
#define SCR_APK (UINT64_C(1) << 16)
#define SCR_API (UINT64_C(1) << 17)
#define SCR_EnSCXT (UINT64_C(1) << 25)
#define SCR_FGTEn (UINT64_C(1) << 27)
#define SCR_ECVEn (UINT64_C(1) << 28)
#define SCR_HXEn (UINT64_C(1) << 38)
/* Bits 5:4, and RW because no level below EL3 has AArch32. */
#define SCR_RES1 (UINT64_C(0x30) | SCR_RW)

#define CPACR_FPEN (UINT64_C(3) << 20)
#define CPTR_TFP (UINT64_C(1) << 10)
#define CPTR_TCPAC (UINT64_C(1) << 31)
/* CPTR_EL2 with E2H 0: bits 13, 12, 9:0. */
#define CPTR2_RES1 UINT64_C(0x33ff)
#define CPTR2_BITS (CPTR2_RES1 | CPTR_TFP | CPTR_TCPAC)
#define CPTR2_BITS_E2H (CPACR_FPEN | CPTR_TCPAC)

#define MDCR_HPMN UINT64_C(0x1f)
#define MDCR_HPME (UINT64_C(1) << 7)
#define MDCR_TDE (UINT64_C(1) << 8)
#define MDCR_TDA (UINT64_C(1) << 9)
#define MDCR_TDOSA (UINT64_C(1) << 10)
#define MDCR_TDRA (UINT64_C(1) << 11)
#define MDCR_HPMD (UINT64_C(1) << 17) /* with FEAT_PMUv3p1 */
#define MDCR_TDCC (UINT64_C(1) << 27) /* with FEAT_FGT */
/* MDCR_EL2: HPMN, TPMCR, TPM, HPME, TDE, TDA, TDOSA, TDRA, HPMD, TDCC. */
#define MDCR2_BITS (UINT64_C(0x20fff) | MDCR_TDCC)
/* MDCR_EL3: TPM, TDA, TDOSA, SPD32, SDD, SPME, EDAD, EPMAD, TDCC. */
#define MDCR3_BITS (UINT64_C(0x37c640) | MDCR_TDCC)
#define MDCR3_SDD (UINT64_C(1) << 16)

#define MDSCR_SS (UINT64_C(1) << 0)
#define MDSCR_TDCC (UINT64_C(1) << 12)
#define MDSCR_KDE (UINT64_C(1) << 13)
#define MDSCR_MDE (UINT64_C(1) << 15)
/* With the bits that only a debugger's save and restore uses (ERR, HDE, INTdis, TXU, RXO ...). */
#define MDSCR_BITS UINT64_C(0x6ce0f041)
#define DBGBCR_BITS UINT64_C(0xffe1e7)
#define DBGWCR_BITS UINT64_C(0x1f1fffff)

#define OSLSR_OSLK (UINT64_C(1) << 1)

#define DISR_BITS UINT64_C(0x81ffffff)
/* FEAT_ECV: EVNTIS of CNTKCTL_EL1 and CNTHCTL_EL2; ECV, EL1TVT, EL1TVCT, EL1NVPCT, EL1NVVCT of the
 * latter. */
#define CNT_EVNTIS (UINT64_C(1) << 17)
#define CNTHCTL_ECV (UINT64_C(1) << 12)
#define CNT_ECV_BITS (UINT64_C(0x1f000) | CNT_EVNTIS)
#define CNTKCTL_BITS (UINT64_C(0x3ff) | CNT_EVNTIS)
/* CNTHCTL_EL2 with HCR_EL2.E2H 0, and with E2H 1. */
#define CNTHCTL_BITS (UINT64_C(0xff) | CNT_ECV_BITS)
#define CNTHCTL_BITS_E2H (UINT64_C(0xfff) | CNT_ECV_BITS)

/* Event counters that every model has, PMCR_EL0.N. */
#define PMU_COUNTERS 6

#endif
