#include "irc_admit.h"

#include "door_admit.h"
#include "irc_barred.h"
#include "irc_reply.h"

bool irc_admit(struct irc_call *call, const struct account *account)
{
	struct event refusal;
	if (door_admits(call->peer->conn, account, &refusal))
		return true;
	irc_barred_refuse(call->out, &refusal);
	irc_end_silently(call, "");
	return false;
}
