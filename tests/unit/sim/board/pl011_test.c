/* SPDX-License-Identifier: MIT */
#include "sim/board/pl011.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/board/device.h"

enum { DR = 0, FR = 0x18, IBRD = 0x24, LCR_H = 0x2c, CR = 0x30, IFLS = 0x34, IMSC = 0x38 };
enum { RIS = 0x3c, MIS = 0x40, ICR = 0x44, RXFE = 0x10, RXFF = 0x40, TXFE = 0x80 };
enum { RXI = 0x10, TXI = 0x20 };

typedef struct Rig {
    Wire wire;
    Pl011 *uart;
    char sent[32];
    unsigned sent_count, rooms;
} Rig;

static void put(void *owner, uint8_t byte)
{
    Rig *rig = owner;

    rig->sent[rig->sent_count++] = (char)byte;
}

static void room(void *owner)
{
    ((Rig *)owner)->rooms++;
}

static void rig_start(Rig *rig)
{
    *rig = (Rig){0};
    rig->uart = pl011_new(
        &(Pl011Config){.irq = wire_line(&rig->wire), .put = put, .room = room, .owner = rig});
    ck_assert_ptr_nonnull(rig->uart);
}

static uint32_t rd(Rig *rig, uint64_t offset)
{
    return (uint32_t)device_read(&pl011_ops, rig->uart, 4, offset, 0);
}

static void wr(Rig *rig, uint64_t offset, uint32_t value)
{
    device_write(&pl011_ops, rig->uart, 4, offset, value, 0);
}

/* DDI 0183, Summary of registers: reset values. */
START_TEST(registers_have_the_reset_values_of_the_manual)
{
    Rig rig;

    rig_start(&rig);
    ck_assert_uint_eq(rd(&rig, FR) & (RXFE | RXFF | TXFE), RXFE | TXFE);
    ck_assert_uint_eq(rd(&rig, CR), 0x300);
    ck_assert_uint_eq(rd(&rig, IFLS), 0x12);
    ck_assert_uint_eq(rd(&rig, IMSC), 0);
    ck_assert_uint_eq(rd(&rig, LCR_H), 0);
    pl011_free(rig.uart);
}
END_TEST

/* Part number 0x011 and designer 0x41 in UARTPeriphID; 0xb105f00d in UARTPCellID. */
START_TEST(identification_is_a_pl011_of_arm)
{
    Rig rig;
    uint32_t id = 0, cell = 0;

    rig_start(&rig);
    for (unsigned i = 0; i < 4; i++) {
        id |= rd(&rig, 0xfe0 + 4 * i) << (8 * i);
        cell |= rd(&rig, 0xff0 + 4 * i) << (8 * i);
    }
    ck_assert_uint_eq(id & 0xfffff, 0x41011);
    ck_assert_uint_eq(cell, 0xb105f00d);
    pl011_free(rig.uart);
}
END_TEST

START_TEST(a_written_byte_leaves_at_once_and_raises_the_transmit_interrupt_until_cleared)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, IMSC, TXI);
    ck_assert(!rig.wire.level);
    device_write(&pl011_ops, rig.uart, 1, DR, 'A', 0);
    ck_assert_uint_eq(rig.sent_count, 1);
    ck_assert_int_eq(rig.sent[0], 'A');
    ck_assert(rig.wire.level);
    ck_assert_uint_eq(rd(&rig, MIS), TXI);
    wr(&rig, ICR, TXI);
    ck_assert(!rig.wire.level);
    ck_assert_uint_eq(rd(&rig, FR) & TXFE, TXFE);
    pl011_free(rig.uart);
}
END_TEST

START_TEST(a_received_byte_interrupts_until_it_is_read)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, IMSC, RXI);
    ck_assert(pl011_receive(rig.uart, 'x'));
    ck_assert(rig.wire.level);
    ck_assert_uint_eq(rd(&rig, FR) & RXFE, 0);
    ck_assert_uint_eq(rd(&rig, DR), 'x');
    ck_assert(!rig.wire.level);
    ck_assert_uint_eq(rd(&rig, FR) & RXFE, RXFE);
    pl011_free(rig.uart);
}
END_TEST

START_TEST(the_receive_fifo_holds_16_bytes_with_fen_and_one_without)
{
    Rig rig;

    rig_start(&rig);
    ck_assert(pl011_receive(rig.uart, 1));
    ck_assert_uint_eq(rd(&rig, FR) & RXFF, RXFF);
    ck_assert(!pl011_receive(rig.uart, 2));
    wr(&rig, LCR_H, 0x70);
    ck_assert_uint_eq(rig.rooms, 1); /* the FIFO was emptied */
    for (uint8_t i = 0; i < 16; i++)
        ck_assert(pl011_receive(rig.uart, i));
    ck_assert(!pl011_receive(rig.uart, 16));
    for (uint8_t i = 0; i < 16; i++)
        ck_assert_uint_eq(rd(&rig, DR), i);
    ck_assert_uint_eq(rig.rooms, 2);
    ck_assert_uint_eq(rd(&rig, FR) & RXFE, RXFE);
    pl011_free(rig.uart);
}
END_TEST

/* UARTCR.LBE: what is sent is received, and nothing leaves. */
START_TEST(loopback_receives_what_is_sent)
{
    Rig rig;

    rig_start(&rig);
    wr(&rig, CR, 0x381);
    wr(&rig, DR, 'q');
    ck_assert_uint_eq(rig.sent_count, 0);
    ck_assert_uint_eq(rd(&rig, DR), 'q');
    pl011_free(rig.uart);
}
END_TEST

START_TEST(a_doubleword_access_aborts)
{
    Rig rig;
    BusRequest request = {.size_bytes = 8};
    uint64_t value;

    rig_start(&rig);
    ck_assert(!pl011_ops.read(rig.uart, &request, 0, &value));
    ck_assert(!pl011_ops.write(rig.uart, &request, 0, 0));
    pl011_free(rig.uart);
}
END_TEST

START_TEST(it_listens_while_a_receive_interrupt_is_unmasked)
{
    Rig rig;

    rig_start(&rig);
    ck_assert(!pl011_listens(rig.uart));
    wr(&rig, IMSC, TXI);
    ck_assert(!pl011_listens(rig.uart));
    wr(&rig, IMSC, RXI);
    ck_assert(pl011_listens(rig.uart));
    pl011_free(rig.uart);
}
END_TEST

/* Every register, size and value: nothing may crash (the sanitizers watch). */
START_TEST(any_access_is_answered)
{
    Rig rig;

    rig_start(&rig);
    for (uint64_t offset = 4; offset < 0x1000; offset++) {
        unsigned size = offset & 1 ? 1 : offset & 2 ? 2 : 4;

        (void)device_read(&pl011_ops, rig.uart, size, offset, 0);
        device_write(&pl011_ops, rig.uart, size, offset, UINT64_MAX, 0);
    }
    pl011_free(rig.uart);
}
END_TEST

TEST_MAIN("pl011", registers_have_the_reset_values_of_the_manual, identification_is_a_pl011_of_arm,
          a_written_byte_leaves_at_once_and_raises_the_transmit_interrupt_until_cleared,
          a_received_byte_interrupts_until_it_is_read,
          the_receive_fifo_holds_16_bytes_with_fen_and_one_without, loopback_receives_what_is_sent,
          a_doubleword_access_aborts, it_listens_while_a_receive_interrupt_is_unmasked,
          any_access_is_answered)
