/* Numbers and sizes as people read them. Pure. */
#ifndef AMOUNT_H
#define AMOUNT_H

#include <stdint.h>

#define AMOUNT_SIZE 32

/* "12", "1,234,567" */
const char *amount_number(char out[AMOUNT_SIZE], uint64_t value);
/* "12 bytes", "3.4 MB" */
const char *amount_bytes(char out[AMOUNT_SIZE], uint64_t value);

#endif
