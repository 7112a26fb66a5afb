/* SPDX-License-Identifier: MIT
 *
 * a64_words.c - what the decoder makes of words, for tests/tables/a64_judge.
 *
 *   a64_words rows     prints "name bits" of each row of a64.def
 *   a64_words          reads hexadecimal words, prints the name of each one's row
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cpu/decode.h"

static void print_rows(void)
{
    for (unsigned op = A64_UNALLOCATED + 1; op < A64_OP_COUNT; op++) {
        putchar('\n');
        for (const char *c = a64_row((A64Op)op)->bits; *c; c++)
            if (*c != ' ')
                putchar(*c);
        printf(" %s", a64_row((A64Op)op)->name);
    }
    putchar('\n');
}

int main(int argc, char **argv)
{
    Decoder *decoder = decoder_new(FEATURES_ALL);
    uint32_t word;
    Uop uop;

    if (!decoder)
        return 1;
    if (argc > 1 && strcmp(argv[1], "rows") == 0)
        print_rows();
    else
        while (scanf("%" SCNx32, &word) == 1) {
            decode(decoder, word, &uop);
            puts(a64_row((A64Op)uop.op)->name);
        }
    decoder_free(decoder);
    return 0;
}
