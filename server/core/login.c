#include "login.h"

#include <string.h>

#include "journal.h"
#include "post.h"
#include "self.h"
#include "session_send.h"

static void tell(struct session *session)
{
	const struct account *account = session_account(session);
	struct event event = session_event(session, EVENT_ACCOUNT);
	event.other = account ? account->name : NULL;
	post_to_shared_rooms(session, &event);
	event.room = NULL;
	event.own = true;
	session_post(session, &event);
}

static bool has_name_of(const struct session *session, const struct account *account)
{
	return strcmp(session_key(session), account->key) == 0;
}

void login_enter(struct session *session, struct account *account)
{
	if (session_account(session) == account)
		return;
	if (session_account(session))
		login_leave(session);
	account_add_session(account, session);
	account_seen(session->loop->core, account);
	journal(session, LOG_INFO, "login", LOG_TEXT("login", account->name));
	tell(session);
}

void login_leave(struct session *session)
{
	struct account *account = session_account(session);
	if (!account)
		return;
	bool named = has_name_of(session, account);
	journal(session, LOG_INFO, "logout", LOG_TEXT("login", account->name));
	account_remove_session(session);
	tell(session);
	if (named)
		self_become_guest(session);
}
