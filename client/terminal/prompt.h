/* The prompt, from what is in view (view.h). */
#ifndef PROMPT_H
#define PROMPT_H

#include "view.h"

/* At most `columns` wide; 0 for no limit. What is unread and does not fit is counted: "+2". */
void prompt_make(char out[VIEW_PROMPT_SIZE], const struct view *view, size_t columns);

#endif
