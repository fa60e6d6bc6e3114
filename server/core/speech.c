#include "speech.h"

#include "session.h"

/* member.verdict: 0 for none, else the generation of the masks and whether they ban the member. */
#define VERDICT(generation, banned) (((unsigned)(generation) << 1 | (banned)) & 15U)
#define GENERATIONS 7

/* A ban that has ended counts until changes_expire() removes it. */
static bool is_banned(struct member *member)
{
	const struct rules *rules = &member_room(member)->rules;
	unsigned generation = rules->generation ? rules->generation : 1U;
	if (rules_masks(rules, MODE_BAN)->count == 0)
		return false;
	if ((unsigned)(member->verdict >> 1) == generation)
		return member->verdict & 1;
	const struct mask *ban = rules_ban(rules, member->session);
	member->verdict = VERDICT(generation, ban != NULL);
	return ban != NULL;
}

static bool forget_verdict(const struct member *member, void *data)
{
	((struct member *)(uintptr_t)member)->verdict = 0;
	return true;
}

void speech_masks_changed(struct room *room)
{
	struct rules *rules = &room->rules;
	rules->generation = rules->generation % GENERATIONS + 1;
	if (rules->generation == 1) /* verdicts of the last generation 1 may be left */
		room_each(room, forget_verdict, NULL);
}

void speech_judge_again(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next)
		member->verdict = 0;
}

enum outcome speech_member_allowed(struct member *member)
{
	if (member->roles)
		return OUTCOME_DONE;
	if (rules_has(&member_room(member)->rules, MODE_MODERATED))
		return OUTCOME_MODERATED;
	return is_banned(member) ? OUTCOME_SILENCED : OUTCOME_DONE;
}

enum outcome speech_allowed(const struct session *session, const struct room *room)
{
	struct member *member = room_member(room, session);
	if (member)
		return speech_member_allowed(member);
	if (rules_has(&room->rules, MODE_MEMBERS_ONLY))
		return OUTCOME_OUTSIDE;
	if (rules_has(&room->rules, MODE_MODERATED))
		return OUTCOME_MODERATED;
	return rules_ban(&room->rules, session) ? OUTCOME_SILENCED : OUTCOME_DONE;
}
