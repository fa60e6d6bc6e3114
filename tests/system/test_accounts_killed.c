/* What people were told about their accounts is so after the server was killed or the power went:
 * registered, a new password, dropped, a room that is theirs.
 *
 * Some people do all of this as fast as they are answered, and the server dies as soon as enough of
 * it was confirmed. Then each account in the file is as was confirmed last, or as what was asked
 * for last would make it. The next server goes on with the file, and people log in with what they
 * were told. CHATD_KILLS and CHATD_POWER_LOSSES say how often. The control shows that the
 * comparison finds what is lost. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "disk.h"
#include "harness.h"
#include "proof.h"
#include "stored_lines.h"

#define KILLS 10
#define POWER_LOSSES 5
#define CONTROLS 5
#define PEOPLE 5
#define DEEDS_MAX 12 /* that are confirmed before the end */
#define ROOMS_MAX 8  /* of one account */

enum deed { LOG_IN, TAKE_NAME, REGISTER, CHANGE_PASSWORD, DROP, MAKE_ROOM };

struct actor {
	struct client client;
	char name[16];
	int password;	    /* that was confirmed last; 0: there is no account */
	int tried;	    /* the last one that was sent */
	bool named;	    /* has the name in this run */
	enum deed deed;	    /* is not confirmed yet */
	int rooms;	    /* that were ever made */
	int own[ROOMS_MAX]; /* the account's: their numbers */
	int own_count;
	int sure_count; /* of them: made before something that was confirmed */
};

static struct server server;
static struct disk *disk;
static struct actor people[PEOPLE];
static char folder[TEMPORARY_PATH_SIZE], shadow[TEMPORARY_PATH_SIZE];
static unsigned confirmed, deeds[MAKE_ROOM + 1], lost;

static void write_password(char text[64], const struct actor *actor, int number)
{
	snprintf(text, 64, "the password %d of %s", number, actor->name);
}

static void send_deed(struct actor *actor, enum deed deed)
{
	char password[64];
	actor->deed = deed;
	if (deed == REGISTER || deed == CHANGE_PASSWORD)
		actor->tried++;
	write_password(password, actor, deed == LOG_IN ? actor->password : actor->tried);
	switch (deed) {
	case LOG_IN:
		client_say(&actor->client, "/login %s %s", actor->name, password);
		break;
	case TAKE_NAME:
		client_say(&actor->client, "/nick %s", actor->name);
		break;
	case REGISTER:
		client_say(&actor->client, "/register %s", password);
		break;
	case CHANGE_PASSWORD:
		client_say(&actor->client, "/password %s", password);
		break;
	case DROP:
		client_say(&actor->client, "/drop %s", actor->name);
		break;
	case MAKE_ROOM:
		actor->own[actor->own_count++] = ++actor->rooms;
		client_say(&actor->client, "/join #%s-%d", actor->name, actor->rooms);
		break;
	}
}

static bool confirms(const struct actor *actor, const char *line)
{
	char text[64];
	switch (actor->deed) {
	case LOG_IN:
	case TAKE_NAME:
		snprintf(text, sizeof text, "-- You are %s now.", actor->name);
		return strcmp(line, text) == 0;
	case REGISTER:
		snprintf(text, sizeof text, "-- The name %s is yours now.", actor->name);
		return strncmp(line, text, strlen(text)) == 0;
	case CHANGE_PASSWORD:
		return strncmp(line, "-- Your password is changed", 27) == 0;
	case DROP:
		snprintf(text, sizeof text, "-- The account %s is gone", actor->name);
		return strncmp(line, text, strlen(text)) == 0;
	case MAKE_ROOM:
		snprintf(text, sizeof text, "-- You are in #%s-%d now", actor->name, actor->rooms);
		return strncmp(line, text, strlen(text)) == 0;
	}
	return false;
}

static void note_confirmed(struct actor *actor)
{
	switch (actor->deed) {
	case LOG_IN:
	case TAKE_NAME:
		actor->named = true;
		return;
	case REGISTER:
	case CHANGE_PASSWORD:
		actor->password = actor->tried;
		actor->sure_count = actor->own_count;
		break;
	case DROP:
		actor->password = actor->own_count = actor->sure_count = 0;
		actor->named = false;
		break;
	case MAKE_ROOM: /* entering waits for nothing: the next deed that does comes behind */
		return;
	}
	deeds[actor->deed]++;
	confirmed++;
}

static enum deed choose(const struct actor *actor)
{
	long dice = random() % 10;
	if (!actor->named)
		return actor->password > 0 ? LOG_IN : TAKE_NAME;
	if (actor->password == 0)
		return REGISTER;
	return dice < 2					  ? DROP
	       : dice < 6 && actor->own_count < ROOMS_MAX ? MAKE_ROOM
							  : CHANGE_PASSWORD;
}

static void read_answers(struct actor *actor)
{
	const char *line;
	while ((line = client_line_here(&actor->client)) != NULL) {
		must(strncmp(line, "!! ", 3) != 0, "%s was refused: %s", actor->name, line);
		if (!confirms(actor, line))
			continue;
		note_confirmed(actor);
		send_deed(actor, choose(actor));
	}
}

/* Until so many deeds are confirmed. */
static void act(unsigned enough)
{
	struct pollfd fds[PEOPLE];
	long until = now_ms() + WAIT_MS;
	for (int i = 0; i < PEOPLE; i++)
		fds[i] = (struct pollfd){.fd = people[i].client.fd, .events = POLLIN};
	while (confirmed < enough) {
		must(now_ms() < until && poll(fds, PEOPLE, WAIT_MS) > 0, "no answer came");
		for (int i = 0; i < PEOPLE; i++) {
			if (fds[i].revents == 0)
				continue;
			must(text_read(&people[i].client.got, people[i].client.fd),
				"the server has ended");
			read_answers(&people[i]);
		}
	}
}

static void start_server(const char *mode)
{
	server_start(&server, ARGUMENTS("--rate", "0", "--max-per-address", "0", "--history", mode,
				      "--state", folder, "--history-wait", "600000"));
}

static void act_and_die(void)
{
	for (int i = 0; i < PEOPLE; i++) {
		people[i].named = false;
		client_connect(&people[i].client, &server);
		client_greet(&people[i].client);
		send_deed(&people[i], choose(&people[i]));
	}
	act(confirmed + 1 + (unsigned)random() % DEEDS_MAX);
	server_signal(&server, SIGKILL);
	for (int i = 0; i < PEOPLE; i++) {
		while (text_read(&people[i].client.got, people[i].client.fd))
			continue;
		const char *line;
		while ((line = client_line_here(&people[i].client)) != NULL)
			if (confirms(&people[i], line))
				note_confirmed(&people[i]);
		client_close(&people[i].client);
	}
	ck_assert_int_eq(server_wait(&server), 128 + SIGKILL);
	server_free(&server);
}

static bool has_password(const struct actor *actor, const char *hash, int number)
{
	char password[64];
	write_password(password, actor, number);
	return number > 0 && proof_hash_verify(hash, password);
}

/* Of what was confirmed something is not so. */
static void note_lost(const struct actor *actor, const char *what)
{
	printf("# %s: %s is lost\n", actor->name, what);
	lost++;
}

static void compare_rooms(struct actor *actor, uint32_t account)
{
	char name[32];
	int there = 0;
	for (int i = 0; i < actor->own_count; i++) {
		snprintf(name, sizeof name, "#%s-%d", actor->name, actor->own[i]);
		if (account != 0 && stored_founder(folder, name) == account)
			actor->own[there++] = actor->own[i];
		else if (i < actor->sure_count)
			note_lost(actor, name);
	}
	actor->own_count = actor->sure_count = there;
}

/* The account may also be as the last deed makes it, which was not confirmed. It
 * is known from now on. */
static void compare_one(struct actor *actor)
{
	char hash[PROOF_HASH_SIZE] = "";
	uint32_t account = stored_account(folder, actor->name, hash, sizeof hash);
	bool sent = actor->deed == REGISTER || actor->deed == CHANGE_PASSWORD;
	if (account == 0) {
		if (actor->password > 0 && actor->deed != DROP)
			note_lost(actor, "the account");
		actor->password = actor->own_count = actor->sure_count = 0;
	} else if (actor->password == 0 && !(sent && has_password(actor, hash, actor->tried))) {
		note_lost(actor, "the end of the account");
		for (actor->password = actor->tried; actor->password > 0; actor->password--)
			if (has_password(actor, hash, actor->password))
				break;
	} else if (sent && has_password(actor, hash, actor->tried)) {
		actor->password = actor->tried;
	} else if (!has_password(actor, hash, actor->password)) {
		note_lost(actor, "a new password");
		while (actor->password > 0 && !has_password(actor, hash, actor->password))
			actor->password--;
	}
	compare_rooms(actor, account);
}

static void begin(void)
{
	temporary_subfolder(folder, "state");
	temporary_subfolder(shadow, "shadow");
	if (disk)
		disk_move(disk, folder, shadow);
	for (int i = 0; i < PEOPLE; i++) {
		people[i] = (struct actor){0};
		snprintf(people[i].name, sizeof people[i].name, "p%d", i);
	}
}

static void die(const char *mode, int ends, bool power)
{
	unsigned seed = (unsigned)time(NULL);
	srandom(seed);
	begin();
	for (int i = 0; i < ends; i++) {
		start_server(mode);
		act_and_die();
		if (power)
			disk_lose_power(disk);
		for (int j = 0; j < PEOPLE; j++)
			compare_one(&people[j]);
	}
	start_server(mode);
	server_stop(&server);
	stored_verify(folder);
	printf("# seed %u, %s: %d %s: %u registered, %u passwords, %u dropped, %u lost\n", seed,
		mode, ends, power ? "losses of power" : "kills", deeds[REGISTER],
		deeds[CHANGE_PASSWORD], deeds[DROP], lost);
	fflush(stdout);
	temporary_remove_tree(folder);
	temporary_remove_tree(shadow);
}

START_TEST(killed)
{
	die("strict", rounds_wanted("CHATD_KILLS", KILLS), false);
	ck_assert_uint_eq(lost, 0);
}
END_TEST

START_TEST(power_loss)
{
	disk = disk_new("", "");
	disk_use(disk);
	die("strict", rounds_wanted("CHATD_POWER_LOSSES", POWER_LOSSES), true);
	ck_assert_uint_eq(lost, 0);
	disk_free(disk);
}
END_TEST

START_TEST(killed_while_relaxed)
{
	die("relaxed", CONTROLS, false);
	ck_assert_uint_gt(lost, 0);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {
		killed, power_loss, is_sanitized() ? NULL : killed_while_relaxed, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_tests("accounts_killed", NULL, once);
}
