/* What the store does not have yet, for its answers: lines and erasures of the rounds that are
 * gathered or being written. While the disk does not keep up, everybody has seen these lines, and
 * whoever asks for the past must get them as well. Under the core lock, which is held while up to
 * two rounds (HISTORY_GATHERED_MAX bytes each) are walked through. */
#ifndef PENDING_H
#define PENDING_H

#include "question.h"

/* Puts them into the answer, so that it is what the store would answer if it had them. The store
 * has the other rounds, and may have the one that is being written. Of a search, only what was
 * erased is taken out. */
void pending_add(const struct history *history, struct question *question);

#endif
