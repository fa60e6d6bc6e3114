#include "irc_walk.h"

#include <stdlib.h>
#include <string.h>

#include "irc_answer.h"

bool irc_walk_unneeded(struct irc_call *call, size_t rows)
{
	if (call->rows + rows > call->core->rows_at_once)
		return false;
	call->rows += rows;
	return true;
}

void irc_walk_prepare(struct irc_call *call, struct irc_walk *walk)
{
	irc_answer_part(call);
	memcpy(walk->batch, call->batch, sizeof walk->batch);
}

size_t irc_walk_row_start(struct irc_walk *walk, struct irc_call *call)
{
	struct session *session = walk->walk.session;
	*call = (struct irc_call){.peer = session->peer,
		.session = session,
		.core = session->loop->core,
		.out = &walk->walk.out};
	return call->out->length;
}

void irc_walk_row_end(struct irc_walk *walk, size_t start)
{
	if (*walk->batch)
		irc_answer_mark(&walk->walk.out, start, walk->batch);
}

void irc_walk_free(struct walk *walk)
{
	free(walk);
}
