/* The core handed over at any moment: people are told the same, byte for byte, as without that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handed.h"
#include "round.h"
#include "unit.h"

#define PEOPLE 8
#define STEPS 300
#define SEEDS 10

static struct peer *people[PEOPLE];
static struct buffer told[PEOPLE];

static const char *const lines[] = {"hello", "/me waves", "/join tea", "/join milk", "/join sugar",
	"/part bye", "/msg %s psst", "/reply hm", "/ignore %s", "/unignore %s", "/away tea time",
	"/away", "/topic leaves", "/invite %s", "/uninvite %s", "/kick %s out", "/ban %s 10m rude",
	"/unban %s", "/op %s", "/deop %s", "/voice %s", "/mode moderated", "/mode -moderated",
	"/mode invite-only", "/mode -invite-only", "/mode key x", "/mode -key", "/who", "/list",
	"/whois %s", "/banlist", "/invites", "/mode", "/nick %s_", "/nick %s"};

static void speak(struct peer *who)
{
	char line[200], name[8];
	snprintf(name, sizeof name, "p%u", unit_draw(PEOPLE));
	const char *form = lines[unit_draw(sizeof lines / sizeof *lines)];
	if (unit_draw(3) == 0)
		form = "hello";
	const char *place = strstr(form, "%s");
	if (place)
		snprintf(line, sizeof line, "%.*s%s%s", (int)(place - form), form, name, place + 2);
	else
		snprintf(line, sizeof line, "%s", form);
	peer_type(who, line);
}

static void step(void)
{
	struct peer *who = people[unit_draw(PEOPLE)];
	switch (unit_draw(12)) {
	case 0:
		peer_take(who, unit_draw(60)); /* and reads no further */
		break;
	case 1:
		peer_take(who, PEER_ANY);
		break;
	case 2:
		world_flush_one(unit_draw(3) % world.core.loop_count);
		break;
	case 3:
		handed_take_round();
		break;
	case 4:
		world.now += unit_draw(200);
		break;
	default:
		speak(who);
	}
}

static void settle(void)
{
	world_flush();
	handed_take_round();
}

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Sorts the words of "[bob,@alice]" in the text: lists of names are in no order. */
static void sort_lists(char *text)
{
	for (char *list = text; (list = strchr(list, '[')) != NULL;) {
		size_t length = strcspn(++list, "]\n"), count = 0;
		char *copy = strndup(list, length), *rest = copy, *words[PEOPLE + 3];
		for (char *word; (word = strtok_r(rest, ",", &rest)) != NULL;)
			words[count++] = word;
		qsort(words, count, sizeof *words, compare);
		for (size_t i = 0; i < count; i++) {
			list = stpcpy(list, words[i]);
			*list++ = i + 1 < count ? ',' : ']';
		}
		free(copy);
	}
}

static void begin(bool history)
{
	handed_set_up();
	if (!history) {
		world.core.history.mode = HISTORY_OFF;
		history_open_gate(&world.core.history);
	}
	for (unsigned i = 0; i < PEOPLE; i++) {
		char name[8];
		snprintf(name, sizeof name, "p%u", i);
		people[i] = world_named(i % 3, name);
	}
	settle();
}

/* With `upgrades`, one comes behind every few steps; without a history also while something is
 * still to be flushed, or is in a mailbox. */
static void play(uint64_t seed, bool upgrades)
{
	bool history = seed % 2 == 0;
	begin(history);
	unit_seed(seed);
	for (unsigned i = 0; i < STEPS; i++) {
		step();
		if (i % (3 + seed) > 0)
			continue;
		if (history)
			settle();
		if (upgrades)
			handed_over(1 + i % 4);
	}
	for (unsigned i = 0; i < PEOPLE; i++)
		peer_take(people[i], PEER_ANY);
	settle();
}

START_TEST(everybody_is_told_the_same)
{
	uint64_t seed = (uint64_t)_i;
	play(seed, false);
	for (unsigned i = 0; i < PEOPLE; i++) {
		sort_lists((char *)(uintptr_t)peer_text(people[i]));
		buffer_add_text(&told[i], peer_text(people[i]));
		ck_assert_uint_gt(told[i].length, 200);
	}
	handed_tear_down();
	play(seed, true);
	for (unsigned i = 0; i < PEOPLE; i++) {
		sort_lists((char *)(uintptr_t)peer_text(people[i]));
		unit_same(peer_text(people[i]), buffer_text(&told[i]));
		buffer_finish(&told[i]);
	}
	handed_tear_down();
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop loops[] = {{everybody_is_told_the_same, SEEDS}, {NULL, 0}};
	return unit_loops_with("handover_story", NULL, NULL, loops);
}
