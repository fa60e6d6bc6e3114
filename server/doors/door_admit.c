#include "door_admit.h"

#include "counter.h"
#include "journal.h"

static struct visitor visitor_of(const struct conn *conn, const struct account *account)
{
	return (struct visitor){.address = conn->address,
		.host = door_origin(conn).host,
		.account = account ? account->key : NULL,
		.known = conn_local_user(conn) != NULL};
}

bool door_admits_address(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	struct visitor visitor = visitor_of(conn, NULL);
	struct event refusal;
	visitor.known = true;
	return access_may(loop->core->core, &visitor, &refusal);
}

bool door_admits(struct conn *conn, const struct account *account, struct event *refusal)
{
	const struct door_loop *loop = conn->loop->data;
	struct core *core = loop->core->core;
	char peer[ADDRESS_TEXT_SIZE];
	if (!atomic_load(&core->access.limits))
		return true;
	struct visitor visitor = visitor_of(conn, account);
	if (access_may(core, &visitor, refusal))
		return true;
	counter_add(COUNTER_REFUSED_ACCESS, 1);
	conn_address(conn, peer);
	journal_from(core, visitor.host, LOG_WARNING, "refused", LOG_ADDRESS("peer", peer),
		LOG_TEXT("why", refusal->outcome == OUTCOME_SERVER_BANNED    ? "banned"
				: refusal->outcome == OUTCOME_SERVER_CLOSED  ? "closed"
				: refusal->outcome == OUTCOME_ACCOUNT_NEEDED ? "no_account"
									     : "denied"));
	return false;
}
