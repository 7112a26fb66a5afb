/* SPDX-License-Identifier: MIT
 *
 * int-gpr.c - integer work on general registers: a list sorted and searched, a matrix product, a
 * scanner of numbers driven by states, and a CRC over the results, bit by bit. Small data,
 * predictable loops, direct branches.
 */
#include "bench.h"

enum { NODES = 96, SIDE = 10 };

typedef struct Node {
    struct Node *next;
    uint32_t key;
} Node;

static Node nodes[NODES];
static uint32_t left[SIDE][SIDE], right[SIDE][SIDE];
static const char numbers[] =
    "17 -3.25 6e4 x9 +81 .5 7. 1e-3 -- 40962 e5 +.1 0.0 12e+7 a1b2 99999 ";

static uint32_t crc32_word(uint32_t crc, uint32_t word)
{
    crc ^= word;
    for (int bit = 0; bit < 32; bit++)
        crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
    return crc;
}

static Node *merge(Node *a, Node *b)
{
    Node *head = 0, **tail = &head;
    while (a && b) {
        Node **least = a->key <= b->key ? &a : &b;
        *tail = *least;
        tail = &(*least)->next;
        *least = (*least)->next;
    }
    *tail = a ? a : b;
    return head;
}

/* Bottom-up merge sort: bin i holds a sorted list of 2^i nodes or none. */
static Node *sort(Node *list)
{
    Node *bins[8];
    for (int i = 0; i < 8; i++)
        bins[i] = 0;
    while (list) {
        Node *carry = list;
        list = list->next;
        carry->next = 0;
        int i = 0;
        for (; bins[i]; i++) {
            carry = merge(bins[i], carry);
            bins[i] = 0;
        }
        bins[i] = carry;
    }
    Node *all = 0;
    for (int i = 0; i < 8; i++)
        all = merge(bins[i], all);
    return all;
}

static uint32_t list_work(uint32_t seed)
{
    for (int i = 0; i < NODES; i++) {
        seed = seed * 1664525 + 1013904223;
        nodes[i].key = seed >> 8;
        nodes[i].next = i + 1 < NODES ? &nodes[i + 1] : 0;
    }
    Node *list = sort(nodes);
    uint32_t found = 0;
    for (uint32_t want = 0; want < 1 << 24; want += 1 << 20)
        for (const Node *n = list; n && n->key < want; n = n->next)
            found += n->key & 7;
    return found;
}

static uint32_t matrix_work(uint32_t seed)
{
    uint32_t trace = 0;
    for (uint32_t i = 0; i < SIDE; i++)
        for (uint32_t j = 0; j < SIDE; j++) {
            left[i][j] = seed + i * 3 + j;
            right[i][j] = (seed ^ j) * (i + 1);
        }
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            uint32_t sum = 0;
            for (int k = 0; k < SIDE; k++)
                sum += left[i][k] * right[k][j];
            trace = (trace << 1 | trace >> 31) + sum;
        }
    return trace;
}

typedef enum {
    START,
    SIGN,
    WHOLE,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    POWER,
    BAD,
    STATES
} State;

static State scan(State s, char c)
{
    const int digit = c >= '0' && c <= '9', sign = c == '+' || c == '-';
    switch (s) {
    case START:
        return digit ? WHOLE : sign ? SIGN : c == '.' ? POINT : BAD;
    case SIGN:
        return digit ? WHOLE : c == '.' ? POINT : BAD;
    case WHOLE:
        return digit ? WHOLE : c == '.' ? FRACTION : c == 'e' ? EXPONENT : BAD;
    case POINT:
        return digit ? FRACTION : BAD;
    case FRACTION:
        return digit ? FRACTION : c == 'e' ? EXPONENT : BAD;
    case EXPONENT:
        return digit ? POWER : sign ? EXPONENT_SIGN : BAD;
    case EXPONENT_SIGN:
    case POWER:
        return digit ? POWER : BAD;
    default:
        return BAD;
    }
}

static uint32_t scan_work(uint32_t seed)
{
    uint32_t ends[STATES] = {0}, sum = 0;
    State s = START;
    for (int pass = 0; pass < 4; pass++)
        for (const char *p = numbers; *p; p++) {
            if (*p == ' ') {
                ends[s]++;
                s = START;
            } else {
                s = scan(s, (char)(*p ^ ((seed + (uint32_t)pass) % 13 == 0)));
            }
        }
    for (int i = 0; i < STATES; i++)
        sum = sum * 31 + ends[i];
    return sum;
}

uint64_t bench(void)
{
    uint32_t crc = ~UINT32_C(0);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        crc = crc32_word(crc, list_work(i));
        crc = crc32_word(crc, matrix_work(i));
        crc = crc32_word(crc, scan_work(i));
    }
    return crc;
}
