#include <stdio.h>

#include "ban.h"
#include "changes.h"
#include "cmd.h"
#include "invite.h"
#include "keep.h"
#include "kick.h"
#include "operators.h"
#include "proof.h"
#include "roles.h"
#include "session_send.h"

static enum outcome refuse(
	const struct request *request, enum outcome outcome, const char *name, const char *other)
{
	if (outcome == OUTCOME_DONE)
		return outcome;
	session_refuse(request->session, outcome,
		&(struct event){.name = name,
			.other = other,
			.total = outcome == OUTCOME_MASKS_FULL ? RULES_MASKS_MAX : 0});
	return OUTCOME_DONE;
}

/* Outcomes about the room need its name as well. */
static enum outcome answer(const struct request *request, enum outcome outcome)
{
	if (outcome == OUTCOME_NOT_MEMBER || outcome == OUTCOME_IS_MEMBER ||
		outcome == OUTCOME_MASKS_FULL || outcome == OUTCOME_NOT_INVITED)
		return refuse(request, outcome, request->word, request->room->name);
	return outcome;
}

enum outcome cmd_kick(const struct request *request)
{
	struct session *target = session_find(request->core, request->word);
	if (!target)
		return OUTCOME_NOBODY;
	const char *why = *request->text ? request->text : NULL;
	return answer(request, kick_member(request->session, request->room, target, why));
}

enum outcome cmd_ban(const struct request *request)
{
	const char *why = request->text;
	int64_t seconds;
	if (!ban_take_time(&why, &seconds))
		return OUTCOME_TIME;
	return answer(
		request, ban_set(request->session, request->room, request->word, seconds, why));
}

enum outcome cmd_unban(const struct request *request)
{
	return answer(request, ban_lift(request->session, request->room, request->word));
}

static enum outcome change(
	const struct request *request, enum mode mode, bool on, const char *argument)
{
	struct changes changes = {.by = request->session, .room = request->room};
	enum outcome outcome = changes_add(&changes, mode, on, argument);
	changes_tell(&changes);
	return outcome;
}

enum outcome cmd_banlist(const struct request *request)
{
	const struct mask_list *bans = rules_masks(&request->room->rules, MODE_BAN);
	int64_t now = request->core->now;
	for (unsigned i = 0; i < bans->count; i++) {
		const struct mask *ban = &bans->items[i];
		session_post(request->session,
			&(struct event){.type = EVENT_BAN,
				.name = ban->by,
				.other = ban->text,
				.text = ban->why,
				.names = (const char *const *)&ban->meant,
				.name_count = ban->meant ? 1 : 0,
				.seconds = (now - ban->at) / 1000,
				.idle = ban->until ? (ban->until - now) / 1000 + 1 : 0});
	}
	session_post(request->session,
		&(struct event){
			.type = EVENT_BANS, .room = request->room->name, .total = bans->count});
	return OUTCOME_DONE;
}

enum outcome cmd_op(const struct request *request)
{
	return answer(request, change(request, MODE_OPERATOR, true, request->word));
}

enum outcome cmd_deop(const struct request *request)
{
	return answer(request, change(request, MODE_OPERATOR, false, request->word));
}

enum outcome cmd_voice(const struct request *request)
{
	return answer(request, change(request, MODE_VOICE, true, request->word));
}

enum outcome cmd_devoice(const struct request *request)
{
	return answer(request, change(request, MODE_VOICE, false, request->word));
}

enum outcome cmd_invite(const struct request *request)
{
	struct session *target = session_find(request->core, request->word);
	if (!target)
		return OUTCOME_NOBODY;
	return answer(request, invite_give(request->session, request->room, target));
}

enum outcome cmd_uninvite(const struct request *request)
{
	return answer(request, invite_take_back(request->session, request->room, request->word));
}

enum outcome cmd_invites(const struct request *request)
{
	struct rules *rules = &request->room->rules;
	int64_t now = request->core->now;
	if (!roles_is_operator(request->session, request->room))
		return OUTCOME_NOT_OPERATOR;
	rules_expire_invitations(rules, now);
	for (unsigned i = 0; i < rules->invited_count; i++) {
		const struct invitation *row = &rules->invited[i];
		session_post(request->session, &(struct event){.type = EVENT_INVITATION,
						       .name = row->host_name,
						       .other = row->guest_name,
						       .seconds = (now - row->at) / 1000,
						       .idle = (row->until - now) / 1000 + 1});
	}
	session_post(request->session, &(struct event){.type = EVENT_INVITATIONS,
					       .room = request->room->name,
					       .total = rules->invited_count});
	return OUTCOME_DONE;
}

/* Only operators are shown the key. */
static enum outcome show_modes(const struct request *request)
{
	struct change set[MODE_BAN];
	const struct rules *rules = &request->room->rules;
	char limit[24], keep[KEEP_TEXT_SIZE];
	unsigned count = 0;
	keep_write_time(rules->keep_ms, keep);
	snprintf(limit, sizeof limit, "%ld", rules->limit);
	for (enum mode mode = 0; mode < MODE_KEY; mode++)
		if (rules_has(rules, mode))
			set[count++] = (struct change){.mode = mode, .on = true};
	if (rules->key)
		set[count++] = (struct change){.mode = MODE_KEY,
			.on = true,
			.argument = roles_is_operator(request->session, request->room) ? rules->key
										       : NULL};
	if (rules->limit)
		set[count++] = (struct change){.mode = MODE_LIMIT, .on = true, .argument = limit};
	if (rules->keep_ms)
		set[count++] = (struct change){.mode = MODE_KEEP, .on = true, .argument = keep};
	session_post(request->session, &(struct event){.type = EVENT_MODES,
					       .room = request->room->name,
					       .changes = set,
					       .change_count = count});
	return OUTCOME_DONE;
}

static enum outcome refuse_keep(const struct request *request)
{
	char most[KEEP_TEXT_SIZE], shown[KEEP_TEXT_SIZE + 2];
	int64_t keep_ms = request->core->history.keep_ms;
	keep_write_time(keep_ms, most);
	snprintf(shown, sizeof shown, "(%s)", most);
	return refuse(request, OUTCOME_KEEP, request->text, keep_ms > 0 ? shown : NULL);
}

enum outcome cmd_mode(const struct request *request)
{
	if (!*request->word)
		return show_modes(request);
	bool on = *request->word != '-';
	const char *word = request->word + (*request->word == '-' || *request->word == '+');
	enum mode mode = mode_find(word);
	if (mode == MODE_COUNT)
		return refuse(request, OUTCOME_MODE, word, mode_nearest(word));
	enum outcome outcome = change(request, mode, on, request->text);
	if (outcome == OUTCOME_KEY || outcome == OUTCOME_LIMIT)
		return refuse(request, outcome, request->text, NULL);
	if (outcome == OUTCOME_KEEP)
		return refuse_keep(request);
	return answer(request, outcome);
}

enum outcome cmd_oper(const struct request *request)
{
	struct session *session = request->session;
	enum outcome outcome = operators_enter(session, request->word, request->text);
	if (outcome == OUTCOME_LATER || outcome == OUTCOME_DONE)
		return outcome;
	bool waits = outcome == OUTCOME_OPER_WRONG || outcome == OUTCOME_PASSWORD_WAIT;
	session_refuse(session, outcome,
		&(struct event){.name = request->word,
			.total = waits ? (uint64_t)proof_wait(session_proof(session), NULL) : 0});
	return OUTCOME_DONE;
}
