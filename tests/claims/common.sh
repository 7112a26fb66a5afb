# shellcheck shell=bash
# common.sh - what the proofs in this folder share; sourced from the repository's root.
# $DOUBLETRAP is the program (build/release/doubletrap); what is recorded stays in build/claims/.
doubletrap=${DOUBLETRAP:-build/release/doubletrap}
out=build/claims
mkdir -p "$out"

die()
{
    echo "$0: $*" >&2
    exit 1
}

# kvm_host CPU WHAT RECORDING [OPTION...] - boots a KVM host that does WHAT (docs/guests.md), recorded.
kvm_host()
{
    local cpu=$1 what=$2 recording=$3
    shift 3
    rm -f "$recording" "$recording-wal" "$recording-shm"
    "$doubletrap" run -M virt,virtualization=on,gic-version=2 -cpu "$cpu" -m 512M \
        -kernel "$(tools/guests path kernel)" -initrd "$(tools/guests path initrd-kvm)" \
        -append "console=ttyAMA0 quiet cryptomgr.notests nokaslr randomize_kstack_offset=off dt.run=$what" \
        --record "$recording" "$@" </dev/null
}
