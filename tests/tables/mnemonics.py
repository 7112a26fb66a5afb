# SPDX-License-Identifier: MIT
"""Does the text of a disassembler name the same instruction as a row of cpu/a64.def?

A row's name begins with the mnemonic, up to the first "_" (ADD_imm_64, LDR_Q_post); what follows tells rows of one
mnemonic apart. Disassemblers print the preferred alias where the manual gives one.
"""
import re

# Base name of a row: aliases that its words may be printed as.
ALIASES = {
    "ADD": "mov", "ADDS": "cmn", "SUB": "neg", "SUBS": "cmp negs", "ANDS": "tst", "ORR": "mov", "ORN": "mvn",
    "MOVZ": "mov", "MOVN": "mov", "SBC": "ngc", "SBCS": "ngcs", "EXTR": "ror",
    "SBFM": "asr sbfiz sbfx sxtb sxth sxtw", "UBFM": "lsl lsr ubfiz ubfx uxtb uxth", "BFM": "bfi bfxil bfc",
    "LSLV": "lsl", "LSRV": "lsr", "ASRV": "asr", "RORV": "ror",
    "CSINC": "cinc cset", "CSINV": "cinv csetm", "CSNEG": "cneg", "MADD": "mul", "MSUB": "mneg",
    "SMADDL": "smull", "SMSUBL": "smnegl", "UMADDL": "umull", "UMSUBL": "umnegl",
    "SYS": "dc ic at tlbi", "MSR": "msr", "DSB": "dsb ssbb pssbb",
    "HINT": "nop csdb psb tsb bti dgh esb pacia1716 pacib1716 autia1716 autib1716 paciaz paciasp pacibz pacibsp autiaz "
            "autiasp autibz autibsp xpaclri",
    "DUP": "mov", "INS": "mov", "UMOV": "mov", "NOT": "mvn", "SSHLL": "sxtl", "USHLL": "uxtl",
}
ATOMIC = re.compile(r"^(LD(?:ADD|CLR|EOR|SET|SMAX|SMIN|UMAX|UMIN)|SWP|CASP?)([BH]?)$")


def is_atomic(base, mnemonic):
    """One row has all orders (a, l, al) and, where nothing is returned, the alias st<op>."""
    match = ATOMIC.match(base)
    if not match:
        return False
    stem, size = match[1].lower(), match[2].lower()
    names = [stem] + (["st" + stem[2:]] if stem.startswith("ld") else [])
    return any(mnemonic == name + order + size for name in names for order in ("", "a", "l", "al"))


def same(row, text):
    mnemonic, base = text.split()[0], row.split("_")[0]
    return (mnemonic == base.lower() or mnemonic in ALIASES.get(base, "").split() or is_atomic(base, mnemonic) or
            mnemonic == base.lower() + "2" or (row == "B_cond" and mnemonic.startswith("b.")))
