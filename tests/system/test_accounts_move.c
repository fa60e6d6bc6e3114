/* chatd --export and --import with accounts: whoever had one logs in to the server that was made
 * from the export, by password and token, and what belongs to accounts goes along. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "process.h"
#include "stored_lines.h"
#include "temporary.h"
#include "token_text.h"

#define FROM ":NickServ!NickServ@" IRC_SERVER " NOTICE "
#define READ_TO "timestamp=2020-01-01T00:00:00.000Z"
#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define EXPORT "\"$CHATD\" --export --state \"$FOLDER\""
#define IMPORT "\"$CHATD\" --import --state \"$OTHER\""
#define EXPORT_OTHER "\"$CHATD\" --export --state \"$OTHER\""
#define INPUT "\"$FOLDER/in\""

static char folder[TEMPORARY_PATH_SIZE], other[TEMPORARY_PATH_SIZE];
static char token[TOKEN_TEXT_BYTES + 1];
static struct server server;

static void start_in(const char *state)
{
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--history", "strict", "--keep", "forever", "--rate", "0",
			NOBODY_IS_SILENT, "--state", state, "--oper", server_operator("secret")));
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	temporary_subfolder(other, "other");
	setenv("FOLDER", folder, 1);
	setenv("OTHER", other, 1);
}

static void make_token(struct irc *irc)
{
	irc_say(irc, "NS TOKEN ADD my phone");
	const char *line = irc_expect(irc, FROM "owner :Token 1 for my phone, * chatd_*");
	snprintf(token, sizeof token, "%s", strstr(line, TOKEN_TEXT_PREFIX));
	must(token_text_is(token), "%s", line);
}

static void ban(const char *whom)
{
	struct client root;
	client_come(&root, &server);
	client_rename(&root, "root");
	client_say(&root, "/oper root secret");
	client_await(&root, "-- You are one of the server's operators now.");
	client_say(&root, "/server-ban %s", whom);
	client_await(&root, "-- You have banned ");
	client_close(&root);
}

/* Two accounts with all that one can have, a room of one of them, and a ban. */
static void fill(void)
{
	struct irc irc;
	start_in(folder);
	account_make(&server, "alice");
	account_make(&server, "bob");
	account_connect(&irc, &server, "sasl draft/read-marker");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "owner");
	make_token(&irc);
	irc_say(&irc, "NS CERT ADD " DIGITS);
	irc_await(&irc, FROM "owner :The certificate *");
	irc_say(&irc, "JOIN #tea");
	irc_say(&irc, "PRIVMSG #tea :hello");
	irc_say(&irc, "MARKREAD #tea " READ_TO);
	irc_await(&irc, ":* MARKREAD #tea " READ_TO);
	irc_close(&irc);
	ban("192.0.2.0/24 9d too \"loud\"");
	server_stop(&server);
	shell_expect("umask 077; " EXPORT " >" INPUT, "status 0\n");
}

#define IMPORTED(lines)                                                    \
	"chatd: " lines " imported, in 1 room, with 2 accounts and 1 ban " \
	"from the server\nstatus 0\n"

START_TEST(whoever_had_an_account_has_it)
{
	struct irc irc;
	struct buffer proof = {0};
	fill();
	shell_expect(IMPORT " <" INPUT, IMPORTED("1 line was"));
	shell_expect(EXPORT_OTHER " | cmp - " INPUT, "status 0\n");
	stored_verify(other);
	ck_assert_uint_ne(stored_founder(other, "#tea"), 0);
	shell_expect(IMPORT " <" INPUT,
		"chatd: 0 lines were imported, in 1 room; 1 was there already; 2 accounts were "
		"there already\nstatus 0\n");
	shell_expect(EXPORT_OTHER " | cmp - " INPUT, "status 0\n");
	start_in(other);
	account_connect(&irc, &server, "sasl draft/read-marker");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "ally");
	irc_say(&irc, "JOIN #tea");
	irc_await(&irc, ":* MARKREAD #tea " READ_TO);
	irc_say(&irc, "NS CERT ADD " DIGITS);
	irc_await(&irc, FROM "ally :Your account has that certificate already.");
	irc_close(&irc);
	account_connect(&irc, &server, "sasl");
	account_login(&irc, "alice", token);
	irc_close(&irc);
	if (scram_exists()) {
		account_connect(&irc, &server, "sasl");
		struct scram *scram = account_scram(&irc, "bob", ACCOUNT_PASSWORD, &proof, NULL);
		account_send(&irc, proof.bytes, proof.length);
		irc_expect(&irc, ":" IRC_SERVER " AUTHENTICATE *");
		scram_free(scram);
		buffer_finish(&proof);
		irc_close(&irc);
	}
	server_stop(&server);
}
END_TEST

/* Who has the name in the other folder may be somebody else. */
START_TEST(an_account_that_is_there_is_kept)
{
	char before[160], after[160];
	fill();
	start_in(other);
	account_make(&server, "Alice");
	server_stop(&server);
	stored_account(other, "alice", before, sizeof before);
	shell_expect("sed '/\"marker\"/ s/#tea/#gone/; p; s/#gone/#tea/' " INPUT
		     " | sed -n '/marker/p' >\"$FOLDER/markers\"; wc -l <\"$FOLDER/markers\"",
		"2\nstatus 0\n");
	shell_expect("sed /marker/d " INPUT " | cat - \"$FOLDER/markers\" | " IMPORT,
		"chatd: 1 line was imported, in 1 room, with 1 account and 1 ban from the "
		"server; 1 account was there already\nstatus 0\n");
	stored_account(other, "alice", after, sizeof after);
	ck_assert_str_eq(before, after);
	shell_expect(EXPORT_OTHER " | grep -c -e '\"marker\"' -e " DIGITS, "0\nstatus 1\n");
	shell_expect("sed -n '/\"name\":\"alice\"/s/alice/carol/p' " INPUT " >\"$FOLDER/carol\"; "
		     "sed 's/carol/dave/' \"$FOLDER/carol\" | cat \"$FOLDER/carol\" - | " IMPORT,
		"chatd: 0 lines were imported, in 0 rooms, with 2 accounts; 1 certificate was left "
		"out, since another account has the same\nstatus 0\n");
	stored_verify(other);
}
END_TEST

START_TEST(accounts_can_be_left_out)
{
	fill();
	shell_expect("grep -v '\"kind\":\"account\"' " INPUT " | " IMPORT,
		"chatd: 1 line was imported, in 1 room, with 1 ban from the server; accounts that "
		"run 1 of them are not in this folder\nstatus 0\n");
	shell_expect(EXPORT " --room tea | grep -c -e password_hash -e '\"ban\"' -e marker",
		"0\nstatus 1\n");
	shell_expect_part("umask 022; " EXPORT " >\"$FOLDER/open\"",
		"chatd: other users can read the export, which has hashes of passwords, rooms "
		"that are closed to others and the secret that hides addresses: chmod 600 it\n");
}
END_TEST

static void expect_wrong(const char *from, const char *to, const char *said)
{
	char command[512], line[256];
	snprintf(command, sizeof command, "sed -E '/\"alice\"/s/%s/%s/' " INPUT " | " IMPORT, from,
		to);
	snprintf(line, sizeof line, "chatd: line 2 of the input: %s; nothing was imported\n", said);
	shell_expect_part(command, line);
}

START_TEST(what_is_no_account_is_named)
{
	fill();
	expect_wrong("\"alice\"", "\"a lice\"", "'name' has a character that it must not have");
	expect_wrong(",\"name\":\"alice\"", ",\"n\":\"alice\"",
		"'name' must be a name that an account can have");
	expect_wrong("argon2id", "argon2x", "'password_hash' must be one that chatd can check");
	expect_wrong("SCRAM-SHA-256", "SCRAM-MD5", "'scram' must be keys of SCRAM-SHA-256");
	expect_wrong(DIGITS, "0123",
		"'certificates' must have fingerprints of 64 digits of 0 to 9 and a to f");
	expect_wrong("\\[\\{\"number\":1", "[{\"number\":0",
		"'number' must be a number from 1 to 4294967295");
	expect_wrong("\"hash\":\"[0-9a-f]*", "\"hash\":\"12",
		"'tokens' must be objects with a number, a label and a hash of 64 digits");
	expect_wrong("\\[\\{\"number\":1", "[7,{\"number\":1",
		"'tokens' must be objects with a number, a label and a hash of 64 digits");
	shell_expect_part("sed -n '2{p;p}' " INPUT " | " IMPORT,
		"line 2 of the input: there is an account alice before it; nothing was imported");
	shell_expect_part("sed 's/192.0.2.0/192.0.2/' " INPUT " | " IMPORT,
		"'address' must be an address or a range such as 192.0.2.0/24, or there is an "
		"'account'");
}
END_TEST

int main(void)
{
	const TTest *const once[] = {whoever_had_an_account_has_it,
		an_account_that_is_there_is_kept, accounts_can_be_left_out,
		what_is_no_account_is_named, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_once("accounts_move", once, set_up, NULL);
}
