/* The answer of a store to a question (question.h). */
#ifndef ANSWER_H
#define ANSWER_H

#include "question.h"
#include "store.h"

/* By the librarian. Sets `records`, `range`, `failed` and `complete`; a question may be answered
 * more than once. No line of the answer is older than `kept_since`. */
void answer(const struct store_ops *ops, struct store *store, struct question *question);

#endif
