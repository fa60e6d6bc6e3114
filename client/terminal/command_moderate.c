/* Commands about a room's modes, bans and invitations. */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "memory.h"
#include "mode_words.h"

#define KEY_BYTES 63
#define LIMIT_MAX 1000000
#define LETTERS_MAX 2 /* a longer word is rather a mistyped name than IRC's mode letters */

void command_invites(const struct request *request)
{
	if (chat_is_chatd(request->chat))
		request_send(request, "INVITE", request->front, NULL);
	else
		request_refuse(request, "this server does not tell who has been invited");
}

static void change(const struct request *request, const char *mode, const char *param)
{
	request_send(request, "MODE", request->front, mode, param, NULL);
}

static bool is_mask(const char *typed)
{
	return strpbrk(typed, "!@*?");
}

/* A mask for the host, since names are changed quickly; to free(3). NULL if the host is unknown, or
 * is the server's own, which many people may share. */
static char *mask_of_host(const struct request *request)
{
	const char *host = chat_host(request->chat, request->word);
	if (!host || strpbrk(host, "!@*?, ") || strcmp(host, "localhost") == 0 ||
		strcmp(host, "::1") == 0 || strncmp(host, "127.", 4) == 0)
		return NULL;
	return memory_format("*!*@%s", host);
}

/* "90s", "10m", "2h", "7d" */
static bool is_time(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	return digits > 0 && text[digits] && strchr("smhd", text[digits]) &&
	       (text[digits + 1] == '\0' || text[digits + 1] == ' ' || text[digits + 1] == '\t');
}

/* chatd bans by name: it knows the hosts, and ends bans by itself. */
static void ban_by_name(const struct request *request)
{
	char *copy = memory_text(request->text), *rest = copy;
	const char *time = is_time(copy) ? command_words_take(&rest) : NULL;
	const char *why = *rest ? rest : NULL;
	request_send(request, "BAN", request->front, request->word, time ? time : why,
		time ? why : NULL, NULL);
	free(copy);
}

/* Other servers know no bans that end; lifting one later would need a client that is still there.
 */
void command_ban(const struct request *request)
{
	if (chat_is_chatd(request->chat)) {
		ban_by_name(request);
		return;
	}
	if (is_time(request->text)) {
		request_refuse(request,
			"this server knows no bans that end by themselves; /ban %s bans for good, "
			"and /unban %s lifts it",
			request->word, request->word);
		return;
	}
	if (chat_same(request->chat, request->word, chat_name(request->chat))) {
		request_refuse(request, "that is you");
		return;
	}
	char *mask = is_mask(request->word) ? memory_text(request->word) : mask_of_host(request);
	if (!mask)
		mask = memory_format("%s!*@*", request->word);
	change(request, "+b", mask);
	free(mask);
	if (chat_role(request->chat, request->front, request->word))
		request_send(request, "KICK", request->front, request->word,
			*request->text ? request->text : "banned", NULL);
}

/* Lifts bans of the name and, if known, of the host; servers ignore masks that are not banned. If
 * the host is unknown, the list of bans is shown, since otherwise nobody would notice that nothing
 * was lifted. */
void command_unban(const struct request *request)
{
	if (chat_is_chatd(request->chat)) {
		request_send(request, "UNBAN", request->front, request->word, NULL);
		return;
	}
	if (is_mask(request->word)) {
		change(request, "-b", request->word);
		return;
	}
	char *name = memory_format("%s!*@*", request->word), *host = mask_of_host(request);
	if (host) {
		request_send(request, "MODE", request->front, "-bb", host, name, NULL);
	} else {
		change(request, "-b", name);
		chat_lifting(request->chat);
		change(request, "+b", NULL);
	}
	free(host);
	free(name);
}

static void refuse_mode(const struct request *request, const char *word, const char *nearest)
{
	request_refuse(request,
		"there is no mode %s; they are: invite-only moderated members-only secret "
		"topic-locked key limit keep%s%s%s",
		word, nearest ? ". Did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static bool key_good(const char *key)
{
	return *key && strlen(key) <= KEY_BYTES && !strpbrk(key, " \t,");
}

static bool limit_good(const char *limit)
{
	char *end;
	long number = strtol(limit, &end, 10);
	return ascii_is_digit(*limit) && !*end && number >= 1 && number <= LIMIT_MAX;
}

/* Servers want some parameter for taking a key away. */
static void change_mode(const struct request *request, enum mode mode, bool on)
{
	const char letters[] = {on ? '+' : '-', mode_letter(mode), '\0'};
	const char *param = NULL;
	if (mode == MODE_KEY)
		param = *request->text ? request->text : "*";
	else if ((mode == MODE_LIMIT || mode == MODE_KEEP) && on)
		param = request->text;
	if (mode == MODE_KEY && on && !key_good(request->text))
		request_refuse(request,
			"a key has 1 to 63 bytes without blanks and commas: /mode key KEY");
	else if (mode == MODE_LIMIT && on && !limit_good(request->text))
		request_refuse(
			request, "a limit is a number from 1 to 1000000: /mode limit NUMBER");
	else
		change(request, letters, param);
}

/* "+o bob": mode letters and parameters of IRC. */
static void change_raw(const struct request *request)
{
	char *rest = memory_text(request->text);
	char *at = rest;
	const char *p[6];
	for (size_t i = 0; i < sizeof p / sizeof *p; i++)
		p[i] = *at ? command_words_take(&at) : NULL;
	request_send(request, "MODE", request->front, request->word, p[0], p[1], p[2], p[3], p[4],
		p[5], NULL);
	free(rest);
}

void command_mode(const struct request *request)
{
	const char *typed = request->word;
	bool sign = *typed == '-' || *typed == '+';
	const char *word = typed + sign;
	enum mode mode = mode_find(word);
	const char *nearest = strlen(word) > LETTERS_MAX ? mode_nearest(word) : NULL;
	if (!*typed)
		request_send(request, "MODE", request->front, NULL);
	else if (mode != MODE_COUNT)
		change_mode(request, mode, *typed != '-');
	else if (sign && *word && !nearest)
		change_raw(request);
	else
		refuse_mode(request, word, nearest);
}
