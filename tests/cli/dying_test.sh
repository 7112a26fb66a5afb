#!/usr/bin/env bash
# Guests that die silently are explained in plain words, with status 3; those that never end are ended.
. "$(dirname "$0")/lib.sh"

guest no_vectors
run 3 run -kernel "$guest"
says 'faults in its own exception vectors' 'the undefined instruction 0x00000000' 'memory that is zero' \
    'VBAR_EL1 is 0x0: the guest has not set up its vectors' 'The last 2 exceptions'

silent_about 'is it the right file'

printf 'this is no kernel, but who could know: it has no magic number\n' >letter
run 3 run -kernel letter
says 'is it the right file?' 'masked DAIF, interrupts asserted: none'

guest bad_stack
run 3 run -kernel "$guest"
says 'It began when' 'EL1 had SVC' '<handler+0x4>' 'data abort at address 0x3efffff0' \
    'external abort: nothing answers'
silent_about 'has not set up its vectors'

guest two_faults # each handler's fault is another's
run 3 run -kernel "$guest"
says '<handler+0x8>' '<other+0x4>' 'The last 3 exceptions'

guest asleep
run 3 run -kernel "$guest"
says 'nothing will ever wake one' 'waits in WFI' 'no timer is set to interrupt: all are off'
prints 'good night'

# The same with somebody at the keyboard whom the guest does not listen to.
mkfifo keyboard
exec 9<>keyboard
command='doubletrap run, with an open stdin'
status=0
timeout 20 "$program" run -kernel "$guest" >out 2>err <keyboard || status=$?
exec 9>&-
is 'status with an open stdin' $status 3
says 'nothing will ever wake one'

guest masked_timer
run 3 run -kernel "$guest"
says 'CNTV is enabled but masked (IMASK)'

word() { # word WORD [ARG...]
    guest word -DWORD="$1"
    shift
    run 3 run -kernel "$guest" "$@"
}
word 0x2518e3e0 # ptrue p0.b
says 'an instruction of FEAT_SVE, which no CPU here has'
word 0xd71f0801 # braa x0, x1 (llvm-mc)
says 'needs FEAT_PAuth' 'try -cpu cortex-a57,+pauth'
word 0xf8200020 # ldadd x0, x0, [x1]
says 'needs FEAT_LSE' 'try -cpu cortex-a57,+lse'
word 0xf8200020 -cpu cortex-a53
says 'try -cpu cortex-a53,+lse'
word 0xd53bd0a0 # mrs x0, tpidr2_el0
says 'read of TPIDR2_EL0' 'FEAT_SME'
word 0xd538b000 # mrs x0, s3_0_c11_c0_0
says 'unknown system register' 'SYSREG(S3_0_C11_C0_0, 3,0, 11,0,0,'
word 0xd51cf120 # msr s3_4_c15_c1_1, x0
says 'write of an unknown system register' 'S3_4_C15_C1_1'
word 0xd45e0000 # hlt #0xf000
says 'run with -semihosting'
word 0xd51c1100 # msr hcr_el2, x0 at EL1
says 'MSR writes HCR_EL2, which is undefined at EL1'
word 0xe3a00000 # mov r0, #0, for AArch32
says 'no instruction of Armv8-A'

# What is there is not complained of.
guest word -DWORD=0xd503201f
run 0 run -kernel "$guest"
silent_about 'undefined'

guest spin
run 124 run -kernel "$guest" --timeout 0.5
says 'the time of --timeout is over' '<loop+0x0>'
run 3 run -kernel "$guest" --max-insns 100000
says '--max-insns is reached after 100000 instructions'
finish
