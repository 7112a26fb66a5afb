/* SPDX-License-Identifier: MIT
 *
 * embedded.h - the parameter files of models.def as bytes; defined by the build (embed.cmake).
 */
#ifndef MODELS_EMBEDDED_H
#define MODELS_EMBEDDED_H

#include <stddef.h>

#define MODEL_UNIT(name, text)
#define MODEL_TABLE(symbol, name, cpu, text)                                                       \
    extern const unsigned char embedded_##symbol[];                                                \
    extern const size_t embedded_##symbol##_size;
#include "models/models.def"
#undef MODEL_UNIT
#undef MODEL_TABLE

#endif
