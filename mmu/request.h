/* SPDX-License-Identifier: MIT
 *
 * request.h - one translation under way: shared by translate.c, stage1.c and stage2.c.
 */
#ifndef MMU_REQUEST_H
#define MMU_REQUEST_H

#include "mmu/perm.h"
#include "mmu/state.h"
#include "mmu/walk.h"

/* A hardware update that keeps finding its descriptor changed gives up after this many walks. */
#define REQUEST_ATTEMPTS 4u

typedef struct Request {
    Mmu *mmu;
    const Regime *regime;
    Access access;
    bool writes;  /* needs dirty state set: neither AT nor cache maintenance */
    bool updates; /* hardware may change descriptors, and entries are kept: not for AT */
} Request;

/* What stage 2 translates for. */
typedef enum Stage2Use {
    STAGE2_ACCESS, /* the access itself */
    STAGE2_WALK,   /* the read of a stage-1 descriptor */
    STAGE2_UPDATE, /* the hardware update of one */
} Stage2Use;

static inline Fault request_fault(const Request *request, FaultKind kind, unsigned stage,
                                  unsigned level)
{
    return (Fault){
        .kind = kind,
        .stage = (uint8_t)stage,
        .level = (uint8_t)level,
        .on_write = perm_fault_on_write(request->access),
        .cacheop = request->access.type >= ACCESS_CACHE,
    };
}

static inline void request_charge(const Request *request, unsigned stage)
{
    const MmuPort *port = &request->mmu->port;

    if (port->walk_step)
        port->walk_step(port->owner, stage);
}

/* Writes hardware's AF and dirty state of @leaf at @pa. *@changed: somebody else has changed the
 * descriptor, so the walk must start again. False: external abort. */
bool request_update(const Request *request, const WalkStage *stage, const WalkLeaf *leaf,
                    uint64_t new_desc, Pa pa, bool *changed);

/* Translates @ipa through stage 2 into @entry: page, output, level, permissions, flags, and the raw
 * attributes in @data. */
Fault stage2_translate(const Request *request, Ipa ipa, Stage2Use use, TlbEntry *entry);

/* Whether stage 2 of @entry refuses the access; for a combined entry that the TLB had. */
Fault stage2_check(const Request *request, const TlbEntry *entry, Ipa ipa, Stage2Use use);

/* Translates @va through stage 1, on or off, into @entry: page, ipa, level, permissions,
 * attributes, flags, ASID mask. */
Fault stage1_translate(const Request *request, Va va, TlbEntry *entry);

/* Whether stage 1 of @entry refuses the access. */
Fault stage1_check(const Request *request, const TlbEntry *entry);

#endif
