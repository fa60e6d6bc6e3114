/* A build without readline. */
#include "editor.h"

const struct editor *const editor_readline = NULL;
