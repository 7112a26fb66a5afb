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

#define RIGHT_NEVER 0x8000u /* keeps an access off the short path */

typedef struct Request {
    Mmu *mmu;
    const Regime *regime;
    const Space *space;
    const Space *stage2; /* space of stage 2; NULL: there is none */
    uint64_t key;        /* of the address, as the TLB has it */
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

/* One stage's walk: what a WalkReader owns. */
typedef struct RequestWalk {
    const Request *request;
    MemoTrail trail;
} RequestWalk;

/* Fills @step for a descriptor at @pa, whose address for its stage is @address. */
void request_find(const Request *request, uint64_t address, Pa pa, MemoStep *step);

/* Reads the descriptor of @step and charges it to @stage. False: external abort. */
bool request_read(const Request *request, MemoStep *step, unsigned stage, bool secure,
                  uint64_t *raw);

/* Rights that an access must have to do without stage1_check and stage2_check; maintenance and AT
 * never do. */
static inline unsigned request_rights(Access access)
{
    static const uint16_t rights[] = {
        [ACCESS_READ] = RIGHT_READ,         [ACCESS_WRITE] = RIGHT_WRITE,
        [ACCESS_EXEC] = RIGHT_EXEC,         [ACCESS_CACHE] = RIGHT_NEVER,
        [ACCESS_AT_READ] = RIGHT_NEVER,     [ACCESS_AT_WRITE] = RIGHT_NEVER,
        [ACCESS_CACHE_WRITE] = RIGHT_NEVER,
    };

    return rights[access.type] | (access.atomic_write ? RIGHT_READ | RIGHT_WRITE : 0u);
}

/* Whether @entry allows what is asked without a word from those: such an access does not fault. */
static inline bool request_allowed(Access access, const TlbEntry *entry)
{
    unsigned mode = !access.privileged ? TLB_MODE_EL0
                    : access.pan       ? TLB_MODE_PAN
                                       : TLB_MODE_PRIVILEGED;
    unsigned needed = request_rights(access);
    unsigned allow = (unsigned)entry->allow >> (mode * TLB_MODE_BITS);

    return (allow & needed) == needed &&
           !(access.unaligned && (entry->flags & (TLB_S1_DEVICE | TLB_S2_DEVICE)));
}

/* Writes hardware's AF and dirty state of @leaf at @pa. *@changed: somebody else has changed the
 * descriptor, so the walk must start again. False: external abort. */
bool request_update(const Request *request, const WalkStage *stage, const WalkLeaf *leaf,
                    uint64_t new_desc, Pa pa, bool *changed);

/* What @entry says of @va. */
static inline void request_answer(const TlbEntry *entry, uint64_t va, bool fetch, Translation *out)
{
    uint64_t offset = va & ones(entry->page_log2);
    MemAttr mem = fetch ? entry->fetch : entry->data;

    *out = (Translation){
        .pa = {entry->output | offset},
        .ipa = {entry->ipa | offset},
        .secure = (entry->flags & TLB_OUT_SECURE) != 0,
        .attr = mem.attr,
        .shareability = mem.share,
        .device = attr_is_device(mem.attr),
        .page_log2 = entry->block_log2,
        .guarded = (entry->flags & TLB_S1_GUARDED) != 0,
    };
}

/* What a TLB entry of the request's space is tagged with besides its stamp. */
static inline void request_tag(const Request *request, TlbEntry *entry)
{
    entry->kind = request->space->kind;
    entry->secure = request->space->secure;
    entry->vmid = request->space->vmid;
}

/* Stage 1's result is the whole. */
static inline void request_no_stage2(TlbEntry *entry)
{
    entry->output = entry->ipa;
    entry->fetch = attr_fetch(entry->fetch);
}

/* Translates @ipa through stage 2 to *@entry: page, output, level, permissions, flags, what that
 * allows, and the raw attributes in @data. It is in the TLB, good until its next change, or, not to
 * be kept, in @scratch with 0 in `made`. */
Fault stage2_translate(const Request *request, Ipa ipa, Stage2Use use, TlbEntry *scratch,
                       const TlbEntry **entry);

/* Whether stage 2 of @entry refuses the access; for a combined entry that the TLB had. */
Fault stage2_check(const Request *request, const TlbEntry *entry, Ipa ipa, Stage2Use use);

/* Translates @va through stage 1, on or off, into @entry: page, ipa, level, permissions,
 * attributes, flags, ASID mask, and what that alone allows. The long way; leaves a memo where that
 * may be. */
Fault stage1_translate(RequestWalk *walk, Va va, TlbEntry *entry);

/* The walk of @memo again, under stage 2, which is asked for the descriptors as the walk would ask
 * it:
 * *@output is the block's Ipa. False: a fault, or the long way must go on from what is in @walk. */
bool stage1_retrace(RequestWalk *walk, Memo *memo, uint64_t *output, Fault *fault);

/* Whether stage 1 of @entry refuses the access. */
Fault stage1_check(const Request *request, const TlbEntry *entry);

/* A miss of all tables: leaves an entry in the TLB. */
Fault miss_translate(const Request *request, Va va, Translation *out);

/* Stage 1 off and no stage 2, or AT: no TLB. */
Fault miss_uncached(const Request *request, Va va, Translation *out);

#endif
