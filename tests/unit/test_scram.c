/* Proving a password by SCRAM-SHA-256. */
#include "scram.h"

#include <string.h>

#include "unit.h"

static struct scram_keys keys;
static char asked[64]; /* the name for which keys were wanted */
static unsigned finds;
static struct buffer first, second, third, fourth; /* the messages of an exchange */

static void find(void *data, const char *name, struct scram_keys *out)
{
	ck_assert_ptr_eq(data, &keys);
	finds++;
	ck_assert_uint_lt(strlen(name), sizeof asked);
	strcpy(asked, name);
	*out = keys;
}

static void clear(void)
{
	buffer_clear(&first);
	buffer_clear(&second);
	buffer_clear(&third);
	buffer_clear(&fourth);
	finds = 0;
}

static void tear_down(void)
{
	buffer_finish(&first);
	buffer_finish(&second);
	buffer_finish(&third);
	buffer_finish(&fourth);
}

/* A client of the same library against the keys. The client's result comes last. */
static enum scram_step exchange(const char *name, const char *password, bool *client_sure)
{
	clear();
	struct scram *server = scram_server_new(find, &keys);
	struct scram *client = scram_client_new(name, password);
	ck_assert_int_eq(scram_step(client, "", 0, &first), SCRAM_MORE);
	ck_assert_int_eq(scram_step(server, first.bytes, first.length, &second), SCRAM_MORE);
	ck_assert_str_eq(scram_name(server), name);
	ck_assert_str_eq(scram_acts_as(server), "");
	ck_assert_int_eq(scram_step(client, second.bytes, second.length, &third), SCRAM_MORE);
	enum scram_step step = scram_step(server, third.bytes, third.length, &fourth);
	if (step == SCRAM_DONE)
		*client_sure =
			scram_step(client, fourth.bytes, fourth.length, &first) == SCRAM_DONE;
	scram_free(server);
	scram_free(client);
	return step;
}

START_TEST(who_knows_the_password_is_believed)
{
	static const char *const passwords[] = {"hunter2", "two words", "Pässwörd",
		"\xE2\x85\xA8 and a ligature \xEF\xAC\x81", "="};
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
		bool client_sure = false;
		ck_assert(scram_keys_make(&keys, passwords[i]));
		ck_assert_uint_eq(keys.iterations, SCRAM_ITERATIONS);
		ck_assert_int_eq(exchange("alice", passwords[i], &client_sure), SCRAM_DONE);
		ck_assert(client_sure);
		ck_assert_str_eq(asked, "alice");
		ck_assert_uint_eq(finds, 1);
	}
}
END_TEST

START_TEST(another_password_is_wrong)
{
	static const char *const passwords[] = {"Hunter2", "hunter2 ", "hunter", ""};
	bool client_sure = false;
	ck_assert(scram_keys_make(&keys, "hunter2"));
	for (size_t i = 0; i + 1 < sizeof passwords / sizeof *passwords; i++)
		ck_assert_int_eq(exchange("alice", passwords[i], &client_sure), SCRAM_FAILED);
	ck_assert_uint_eq(fourth.length, 0);
}
END_TEST

START_TEST(a_name_may_have_any_character)
{
	static const char *const names[] = {"a,b", "a=b", "=2C", "Ärger", "n=x,r=y"};
	bool client_sure = false;
	ck_assert(scram_keys_make(&keys, "hunter2"));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		ck_assert_int_eq(exchange(names[i], "hunter2", &client_sure), SCRAM_DONE);
		ck_assert_str_eq(asked, names[i]);
	}
}
END_TEST

START_TEST(each_password_gets_a_salt_of_its_own)
{
	struct scram_keys other;
	ck_assert(scram_keys_make(&keys, "hunter2"));
	ck_assert(scram_keys_make(&other, "hunter2"));
	ck_assert_int_ne(memcmp(keys.salt, other.salt, sizeof keys.salt), 0);
	ck_assert_int_ne(memcmp(keys.stored_key, other.stored_key, sizeof keys.stored_key), 0);
}
END_TEST

/* RFC 4013, section 2.3: no control characters; 2.4: no mixture of directions. */
START_TEST(a_password_that_no_client_could_send_has_no_keys)
{
	static const char *const passwords[] = {"a\tb", "a\177", "\330\2471", "\377"};
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
		keys.iterations = 1;
		ck_assert(!scram_keys_make(&keys, passwords[i]));
		ck_assert_uint_eq(keys.iterations, 0);
	}
}
END_TEST

START_TEST(a_name_without_an_account_looks_like_one_and_always_fails)
{
	unsigned char secret[SCRAM_SECRET_BYTES] = "a secret",
		      other[SCRAM_SECRET_BYTES] = "another";
	struct scram_keys again;
	bool client_sure = false;
	scram_keys_fake(&keys, "nobody", secret);
	ck_assert_uint_eq(keys.iterations, SCRAM_ITERATIONS);
	ck_assert_int_eq(exchange("nobody", "hunter2", &client_sure), SCRAM_FAILED);
	scram_keys_fake(&again, "nobody", secret);
	ck_assert_int_eq(memcmp(keys.salt, again.salt, sizeof keys.salt), 0);
	scram_keys_fake(&again, "nobody", other);
	ck_assert_int_ne(memcmp(keys.salt, again.salt, sizeof keys.salt), 0);
	scram_keys_fake(&again, "somebody", secret);
	ck_assert_int_ne(memcmp(keys.salt, again.salt, sizeof keys.salt), 0);
}
END_TEST

START_TEST(what_is_no_message_fails)
{
	static const char *const messages[] = {"n", "n,,", "n,,r=x", "n,,n=a", "y,n=a,r=x",
		"\xFF\xFE", "n,,n=,r=x", "n,,m=x,n=a,r=x"};
	ck_assert(scram_keys_make(&keys, "hunter2"));
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		clear();
		struct scram *server = scram_server_new(find, &keys);
		ck_assert_msg(scram_step(server, messages[i], strlen(messages[i]), &second) ==
				      SCRAM_FAILED,
			"%s", messages[i]);
		scram_free(server);
	}
}
END_TEST

/* The client proves it to this server alone: what was seen once proves nothing again. */
START_TEST(a_proof_counts_once)
{
	bool client_sure = false;
	ck_assert(scram_keys_make(&keys, "hunter2"));
	ck_assert_int_eq(exchange("alice", "hunter2", &client_sure), SCRAM_DONE);
	struct buffer out = {0};
	struct scram *server = scram_server_new(find, &keys);
	buffer_clear(&first);
	buffer_add_text(&first, "n,,n=alice,r=abc");
	ck_assert_int_eq(scram_step(server, first.bytes, first.length, &out), SCRAM_MORE);
	ck_assert_int_eq(scram_step(server, third.bytes, third.length, &out), SCRAM_FAILED);
	scram_free(server);
	buffer_finish(&out);
}
END_TEST

START_TEST(a_build_without_it_has_no_keys)
{
	struct scram_keys none = {.iterations = 1};
	ck_assert(!scram_keys_make(&none, "hunter2"));
	ck_assert_uint_eq(none.iterations, 0);
	ck_assert_ptr_null(scram_server_new(find, &keys));
	ck_assert_ptr_null(scram_client_new("alice", "hunter2"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {who_knows_the_password_is_believed, another_password_is_wrong,
		a_name_may_have_any_character, each_password_gets_a_salt_of_its_own,
		a_password_that_no_client_could_send_has_no_keys,
		a_name_without_an_account_looks_like_one_and_always_fails, what_is_no_message_fails,
		a_proof_counts_once, NULL};
	const TTest *const absent[] = {a_build_without_it_has_no_keys, NULL};
	return unit_cases_with("scram", NULL, tear_down, scram_exists() ? cases : absent);
}
