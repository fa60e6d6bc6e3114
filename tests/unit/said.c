#include "said.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "unit.h"

struct said said;

static void on_send(void *data, const char *line, size_t length)
{
	ck_assert_ptr_eq(data, &said);
	ck_assert_uint_eq(strlen(line), length);
	ck_assert_uint_eq(strcspn(line, "\r\n"), length);
	said.sent_count++;
	snprintf(said.last_wire, sizeof said.last_wire, "%s", line);
	record_note(&said.seen, "%s", line);
}

/* The outbox may be asked from within: this line is on its way no more, an unsure one is kept. */
static void check_state(const struct outbox_line *line, enum outbox_fate fate)
{
	const char *target;
	bool unsure, none = outbox_unconfirmed(said.outbox) == 0;
	ck_assert(none == (outbox_unconfirmed_since(said.outbox) == 0));
	if (fate != OUTBOX_UNSURE)
		return;
	unit_same(outbox_kept_line(said.outbox, outbox_kept(said.outbox) - 1, &target, &unsure),
		line->text);
	ck_assert(unsure);
}

static void on_settled(void *data, const struct outbox_line *line, enum outbox_fate fate, bool echo,
	const char *why)
{
	static const char *const fates[] = {"has", "refused", "unsure"};
	ck_assert_ptr_eq(data, &said);
	ck_assert(!!why == (fate == OUTBOX_REFUSED));
	check_state(line, fate);
	said.settled_count++;
	said.last_ticket = line->ticket;
	record_note(&said.seen, "%s %lu %s %s%s%s%s", fates[fate], line->ticket, line->target,
		line->text, echo ? " echo" : "", why ? ": " : "", why ? why : "");
}

static bool on_same(void *data, const char *a, const char *b)
{
	ck_assert_ptr_eq(data, &said);
	return strcasecmp(a, b) == 0;
}

void said_set_up(void)
{
	static const struct outbox_user user = {on_send, on_settled, on_same};
	said = (struct said){
		.outbox = outbox_new(&user, &said), .now = 1000000, .seen.between = "; "};
}

void said_tear_down(void)
{
	outbox_free(said.outbox);
	outbox_free(NULL);
}

unsigned long said_say(const char *target, const char *text)
{
	return outbox_say(said.outbox, CHAT_SAID, target, text, 60, said.now, NULL);
}

void said_expect(const char *wanted)
{
	record_expect(&said.seen, wanted);
}
