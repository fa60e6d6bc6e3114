/* Logging in by SCRAM-SHA-256, with a server that has the password's keys, and with servers that do
 * not. */
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "chatting.h"
#include "sasl.h"
#include "scram.h"
#include "unit.h"

static struct scram_keys keys;
static struct scram *server;
static struct sasl_reader reader;

static void on_ask(void *data, const char *why)
{
	notes_add(&chatting.seen, "ask %s", why ? why : "-");
}

static void on_failed(void *data, const char *why)
{
	notes_add(&chatting.seen, "failed %s", why);
}

static const struct chat_login user = {.ask = on_ask, .failed = on_failed};

static void find(void *data, const char *name, struct scram_keys *out)
{
	unit_same(name, "ada");
	*out = keys;
}

static void set_up(void)
{
	chatting_set_up();
	ck_assert(scram_keys_make(&keys, "lovelace") == scram_exists());
	server = scram_server_new(find, NULL);
}

static void tear_down(void)
{
	scram_free(server);
	sasl_reader_clear(&reader);
	chatting_tear_down();
}

static void begin(const char *password, const char *caps)
{
	chat_set_private(chatting.chat, true);
	chat_set_login(chatting.chat, "ada", &user);
	chat_password(chatting.chat, password);
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	from_server_format("CAP * LS :%s", caps);
	from_server("CAP * ACK :sasl");
}

/* What the client has sent last, all of its pieces, without base64. */
static void hear(void)
{
	static const char mark[] = "> AUTHENTICATE ";
	enum sasl_taken taken = SASL_PART;
	char *rest = chatting.seen.text, *line;
	while ((line = strsep(&rest, "\n")))
		if (strncmp(line, mark, sizeof mark - 1) == 0)
			taken = sasl_take(&reader, line + sizeof mark - 1);
	ck_assert_int_eq(taken, SASL_WHOLE);
	notes_forget(&chatting.seen);
}

static void say_piece(void *data, const char *piece)
{
	from_server_format("AUTHENTICATE %s", piece);
}

static void say(const char *message, size_t length)
{
	sasl_each_piece(message, length, say_piece, NULL);
}

/* The server's answer to what was heard. */
static enum scram_step answer(void)
{
	struct buffer out = {0};
	enum scram_step step = scram_step(server, reader.message, reader.length, &out);
	sasl_reader_clear(&reader);
	if (step != SCRAM_FAILED)
		say(out.bytes, out.length);
	buffer_finish(&out);
	return step;
}

static void name_sent(void)
{
	chatting_expect("> CAP REQ sasl\n> AUTHENTICATE SCRAM-SHA-256");
	from_server("AUTHENTICATE +");
	hear();
	ck_assert_ptr_null(strstr(reader.message, "lovelace"));
}

START_TEST(the_server_learns_no_password)
{
	begin("lovelace", "sasl=PLAIN,EXTERNAL,SCRAM-SHA-256 batchy");
	name_sent();
	ck_assert_int_eq(answer(), SCRAM_MORE);
	hear();
	ck_assert_ptr_null(strstr(reader.message, "lovelace"));
	ck_assert_int_eq(answer(), SCRAM_DONE);
	chatting_expect("> AUTHENTICATE +");
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	chatting_expect("INFO - - - 'You are logged in as ada.'\n> CAP END");
}
END_TEST

START_TEST(a_wrong_password_is_asked_for_again)
{
	begin("not that", "sasl=SCRAM-SHA-256,PLAIN");
	name_sent();
	answer();
	hear();
	ck_assert_int_eq(answer(), SCRAM_FAILED);
	from_server(":irc.test 904 ada :that is not the password");
	chatting_expect("ask that is not the password");
	scram_free(server);
	server = scram_server_new(find, NULL);
	chat_password(chatting.chat, "lovelace");
	chatting_expect("> AUTHENTICATE SCRAM-SHA-256");
	from_server("AUTHENTICATE +");
	hear();
	answer();
	hear();
	ck_assert_int_eq(answer(), SCRAM_DONE);
}
END_TEST

/* Whoever cannot show that it knows the password is not the server that has the account. */
START_TEST(a_server_that_does_not_know_the_password_is_left)
{
	begin("lovelace", "sasl=SCRAM-SHA-256");
	name_sent();
	answer();
	hear();
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	chatting_expect("failed the server does not show that it knows the password");
	ck_assert_ptr_null(chat_account(chatting.chat));
}
END_TEST

START_TEST(nor_is_a_made_up_proof_one)
{
	static const char made_up[] = "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
	begin("lovelace", "sasl=SCRAM-SHA-256");
	name_sent();
	answer();
	hear();
	say(made_up, sizeof made_up - 1);
	chatting_expect("> AUTHENTICATE *");
	from_server(":irc.test 903 ada :SASL authentication successful");
	chatting_expect("failed the server does not show that it knows the password");
}
END_TEST

static const char *const bad_rounds[] = {
	"1", "4095", "1000001", "99999999999999999999", "-1", "x", ""};

/* A few rounds would help those who try passwords, and many would never end. */
START_TEST(the_rounds_are_bounded)
{
	begin("lovelace", "sasl=SCRAM-SHA-256");
	name_sent();
	char message[512], *nonce = strstr(reader.message, "r=");
	ck_assert_ptr_nonnull(nonce);
	int length = snprintf(
		message, sizeof message, "%sxyz,s=QUJDREVGR0g=,i=%s", nonce, bad_rounds[_i]);
	say(message, (size_t)length);
	chatting_expect("> AUTHENTICATE *");
	from_server(":irc.test 906 ada :SASL authentication aborted");
	chatting_expect("failed the server's messages are not right");
}
END_TEST

START_TEST(messages_do_not_go_on_without_an_end)
{
	char piece[SASL_PIECE_BYTES + 1];
	memset(piece, 'A', SASL_PIECE_BYTES);
	piece[SASL_PIECE_BYTES] = '\0';
	begin("lovelace", "sasl=SCRAM-SHA-256");
	name_sent();
	for (int i = 0; i < SASL_PIECES_MAX; i++) {
		chatting_expect("");
		from_server_format("AUTHENTICATE %s", piece);
	}
	from_server_format("AUTHENTICATE %s", piece);
	chatting_expect("> AUTHENTICATE *");
	from_server_format("AUTHENTICATE %s", piece);
	chatting_expect("");
}
END_TEST

START_TEST(a_loss_in_between_begins_anew)
{
	begin("lovelace", "sasl=SCRAM-SHA-256");
	name_sent();
	answer();
	chat_lost(chatting.chat, chatting.now);
	scram_free(server);
	server = scram_server_new(find, NULL);
	sasl_reader_clear(&reader);
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	from_server("CAP * LS :sasl=SCRAM-SHA-256");
	from_server("CAP * ACK :sasl");
	name_sent();
	answer();
	hear();
	ck_assert_int_eq(answer(), SCRAM_DONE);
}
END_TEST

static const char *const others[] = {"sasl", "sasl=PLAIN", "sasl=PLAIN,SCRAM-SHA-256-PLUS",
	"sasl=SCRAM-SHA-1,PLAIN", "no-sasl=SCRAM-SHA-256 sasl=PLAIN"};

START_TEST(where_it_is_not_offered_plain_is_taken)
{
	begin("lovelace", others[_i]);
	chatting_expect("> CAP REQ sasl\n> AUTHENTICATE PLAIN");
}
END_TEST

/* RFC 4013 forbids text that goes both ways and ends with a digit. */
START_TEST(a_password_that_scram_cannot_carry_goes_by_plain)
{
	begin("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D 1", "sasl=SCRAM-SHA-256,PLAIN");
	chatting_expect("> CAP REQ sasl\n> AUTHENTICATE PLAIN");
}
END_TEST

START_TEST(without_the_library_plain_is_taken)
{
	begin("lovelace", "sasl=SCRAM-SHA-256,PLAIN");
	chatting_expect("> CAP REQ sasl\n> AUTHENTICATE PLAIN");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const without[] = {without_the_library_plain_is_taken, NULL};
	const struct unit_loop loops[] = {
		{the_server_learns_no_password, 1},
		{a_wrong_password_is_asked_for_again, 1},
		{a_server_that_does_not_know_the_password_is_left, 1},
		{nor_is_a_made_up_proof_one, 1},
		{the_rounds_are_bounded, sizeof bad_rounds / sizeof *bad_rounds},
		{messages_do_not_go_on_without_an_end, 1},
		{a_loss_in_between_begins_anew, 1},
		{where_it_is_not_offered_plain_is_taken, sizeof others / sizeof *others},
		{a_password_that_scram_cannot_carry_goes_by_plain, 1},
		{NULL, 0},
	};
	return scram_exists() ? unit_loops_with("client chat scram", set_up, tear_down, loops)
			      : unit_cases_with("client chat scram", set_up, tear_down, without);
}
