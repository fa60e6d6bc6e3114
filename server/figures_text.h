/* Figures in Prometheus' text format 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/ */
#ifndef FIGURES_TEXT_H
#define FIGURES_TEXT_H

#include "buffer.h"
#include "figures.h"

#define FIGURES_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends all of them. */
void figures_text(const struct figures *figures, struct buffer *out);

#endif
