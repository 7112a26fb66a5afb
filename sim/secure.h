/* SPDX-License-Identifier: MIT
 *
 * secure.h - what only the Secure world of a machine with secure=on sees: a UART to nowhere and a
 * GPIO whose first two lines power the machine off and reset it.
 */
#ifndef SIM_SECURE_H
#define SIM_SECURE_H

#include "sim/base/error.h"
#include "sim/board/pl011.h"
#include "sim/board/pl061.h"

struct Machine;

typedef struct SecureDevices {
    Pl011 *uart;
    Pl061 *gpio;
} SecureDevices;

/* Puts them on @machine's bus; nothing without secure=on. False with @err. */
MUST_USE bool secure_build(struct Machine *machine, Err *err);
void secure_reset(SecureDevices *devices);
void secure_free(SecureDevices *devices);

#endif
