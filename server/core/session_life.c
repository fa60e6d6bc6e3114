#include "session_life.h"

#include <stdio.h>
#include <stdlib.h>

#include "account.h"
#include "fence.h"
#include "ignore.h"
#include "journal.h"
#include "kept.h"
#include "local_names.h"
#include "memory.h"
#include "names.h"
#include "operators.h"
#include "post.h"
#include "proof.h"
#include "question.h"
#include "send_queue.h"
#include "speech.h"
#include "walk.h"
#include "watch.h"
#include "whowas.h"

#define LOCAL_NAMES_MAX 99 /* alice to alice-99 */

void session_guest_name(struct session *session, char name[NAME_BYTES + 1])
{
	struct core *core = session->loop->core;
	snprintf(name, NAME_BYTES + 1, NAME_GUEST_PREFIX "%u", session->id);
	while (session_find(core, name)) /* only after 2^32 sessions */
		snprintf(name, NAME_BYTES + 1, NAME_GUEST_PREFIX "%u", ++session->id);
}

/* What the name looks like, and whether it is kept for somebody, does not matter where the kernel
 * gives it. */
static bool may_be_called(
	const struct session *session, const char *name, const struct account *account)
{
	struct asker asker = names_asker(session);
	asker.account = account;
	enum outcome outcome = names_allowed(session->loop->core, name, &asker);
	return outcome == OUTCOME_DONE || outcome == OUTCOME_NAME_ALIKE ||
	       outcome == OUTCOME_NAME_HELD;
}

/* The name of its user, with a number where that is not to be had; else a guest's. */
static void choose_local_name(
	struct session *session, const struct account *account, char name[NAME_BYTES + 1])
{
	const char *user = session->profile->local_user->name;
	snprintf(name, NAME_BYTES + 1, "%s", user);
	for (unsigned i = 2; !may_be_called(session, name, account); i++) {
		if (i > LOCAL_NAMES_MAX) {
			session_guest_name(session, name);
			return;
		}
		snprintf(name, NAME_BYTES + 1, "%.*s-%u", NAME_BYTES - 4, user, i);
	}
}

/* Noted, since other loops must not ask the door for it. */
static void note_certificate(struct session *session)
{
	char fingerprint[DOOR_CERTIFICATE_SIZE];
	if (session->encrypted && session->door->certificate(session->peer, fingerprint))
		session_profile(session)->certificate = memory_text(fingerprint);
}

struct session *session_open(struct core_loop *loop, const struct newcomer *newcomer)
{
	struct core *core = loop->core;
	bool local = newcomer->local_user != NULL;
	struct asker asker = {.origin = newcomer->origin, .account = newcomer->account};
	if (newcomer->name && !local && names_allowed(core, newcomer->name, &asker) != OUTCOME_DONE)
		return NULL;
	struct session *session = memory_zero(sizeof *session);
	session->door = newcomer->door;
	session->peer = newcomer->peer;
	session->loop = loop;
	session->origin = newcomer->origin;
	session->rate = allowance_begin(core, &newcomer->origin);
	session->dialect = newcomer->dialect & SESSION_DIALECT_MAX;
	session->id = ++core->session_ids;
	session->spoke_s = (uint32_t)(core->now / 1000);
	session->opened_s = session->spoke_s & SESSION_SECONDS_MAX;
	session->encrypted = newcomer->encrypted;
	note_certificate(session);
	if (local) {
		session_profile(session)->local_user = newcomer->local_user;
		local_names_note(core, newcomer->local_user);
	}
	char chosen[NAME_BYTES + 1];
	if (local)
		choose_local_name(session, newcomer->account, chosen);
	else if (!newcomer->name)
		session_guest_name(session, chosen);
	session_take_name(session, local || !newcomer->name ? chosen : newcomer->name);
	kept_name_taken(session);
	if (newcomer->user)
		session_profile(session)->user = memory_text(newcomer->user);
	if (newcomer->real)
		session_profile(session)->real = memory_text(newcomer->real);
	if (newcomer->account) {
		account_add_session(newcomer->account, session, newcomer->token);
		account_seen(core, newcomer->account);
	}
	if (++core->session_count > core->session_most)
		core->session_most = core->session_count;
	journal(session, LOG_INFO, "connected", LOG_TEXT("door", session->door->name));
	if (newcomer->account)
		journal(session, LOG_INFO, "login", LOG_TEXT("login", newcomer->account->name));
	core->cost = (struct cost){.of = session};
	watch_tell(session, true);
	return session;
}

bool session_rename(struct session *session, const char *name)
{
	const struct session *found = session_find(session->loop->core, name);
	if (found && found != session)
		return false;
	if (!found) { /* else only its spelling changes */
		watch_tell(session, false);
		whowas_add(session);
	}
	walk_before_person(session, true);
	for (const struct member *member = session->members; member; member = member->next)
		walk_before_member(member);
	session_take_name(session, name);
	speech_judge_again(session);
	ignore_rename(session);
	return true;
}

void session_set_dialect(struct session *session, unsigned dialect)
{
	if (session->dialect == dialect)
		return;
	if (session->members)
		send_queue_open(session);
	session->dialect = dialect & SESSION_DIALECT_MAX;
	for (struct member *member = session->members; member; member = member->next)
		room_change_feed(member);
}

/* Leaves all rooms. The others are told, but where `why` is NULL. */
static void quit_rooms(struct session *session, const char *why)
{
	if (why) {
		struct event event = session_event(session, EVENT_QUIT);
		event.text = *why ? why : NULL;
		event.flag = session->quits;
		post_to_shared_rooms(session, &event);
	}
	kept_close(session);
	for (struct member *member = session->members, *next; member; member = next) {
		next = member->next;
		if (!member->gone) /* as those of a session_replace() by another loop are */
			room_leave(member);
	}
}

static void end(struct session *session, const char *why)
{
	struct core_loop *loop = session->loop;
	walk_before_person(session, false);
	ignore_forget(session);
	watch_forget(session);
	quit_rooms(session, loop->core->stopping ? NULL : why);
	watch_tell(session, false);
	whowas_add(session);
	session_set_invisible(session, false);
	if (session_account(session))
		account_seen(loop->core, session_account(session));
	account_remove_session(session);
	if (session->profile)
		proof_free(session->profile->proof);
	if (session->profile)
		session->profile->proof = NULL;
	operators_leave(session);
	fence_forget(session);
	question_forget(session);
	allowance_end(loop->core, &session->origin, &session->rate);
	if (session->unannounced)
		core_list_remove(&loop->core->unannounced, session);
	session_forget_alike(session);
	HASH_DEL(loop->core->names, session);
	loop->core->session_count--;
	session->closed = true;
}

void session_close(struct session *session, const char *why)
{
	if (session->closed)
		return;
	end(session, why);
	if (!session->send_queue && session->loop->core->captured != session)
		session->door->close(session->peer, DOOR_CLOSE_DONE); /* else when all is sent */
}

void session_kill_soon(struct session *session, const char *why)
{
	if (session->killed || session->closed)
		return;
	session->killed = true;
	session_profile(session)->killed = memory_text(why);
	core_list_add(&session->loop->killed, session);
	core_wake(session->loop);
}

void session_kill(struct session *session, const char *why)
{
	struct core_loop *loop = session->loop;
	if (session->killed)
		return;
	session->killed = true;
	if (loop == loop->core->current) {
		session_close(session, why);
		return;
	}
	session_profile(session)->killed = memory_text(why);
	core_list_add(&loop->killed, session);
	core_wake(loop);
}

void session_replace(struct session *session, const char *why)
{
	struct core *core = session->loop->core;
	char name[NAME_BYTES + 1];
	session->replaced = true;
	if (session->loop != core->current) { /* which alone can close it */
		walk_before_person(session, true);
		quit_rooms(session, core->stopping ? NULL : why);
		watch_tell(session, false);
		whowas_add(session);
		session_guest_name(session, name);
		session_take_name(session, name);
	}
	session_kill(session, why);
}

static void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	free(profile->ignored);
	person_clear(&profile->writer);
	free(profile->away);
	free(profile->user);
	free(profile->real);
	free(profile->host);
	free(profile->killed);
	free(profile->asked);
	free(profile->certificate);
	free(profile->operator_name);
	free(profile);
}

void session_free(struct session *session)
{
	walk_forget(session);
	send_queue_free(session);
	profile_free(session->profile);
	free((char *)(uintptr_t)session->hh.key);
	free(session);
}

void session_drop(struct session *session, const char *why)
{
	end(session, why);
	session_free(session);
}
