#include "dnssd_words.h"

#include <stddef.h>

const char *const dnssd_tls_words[] = {"none", "optional", "required", NULL};
