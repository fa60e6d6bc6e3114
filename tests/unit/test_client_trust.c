/* Which certificates are taken, what is remembered of them, and what the user is told. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "known.h"
#include "temporary.h"
#include "tls.h"
#include "trust.h"
#include "unit.h"

#define A                                                                                         \
	"AA:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:" \
	"1D:1E:1F"
#define B                                                                                         \
	"BB:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:" \
	"1D:1E:1F"
#define ROWS(first)                                                                               \
	first ":01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:\n10:11:12:13:14:15:16:17:18:19:1A:" \
	      "1B:1C:1D:1E:1F"
#define ROWS_A ROWS("AA")
#define ROWS_B ROWS("BB")
#define NAME "chat.example.org:5555"
#define WAY_OUT                                                                                 \
	"\nif whoever runs the server says that this is right, name it with --fingerprint, or " \
	"delete line 1 of ..."
#define DOUBT "self-signed certificate"

static char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 32];
static struct trust_wishes wishes;
static struct trust *trust;

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	snprintf(path, sizeof path, "%s/known_servers", folder);
	wishes = (struct trust_wishes){.path = path, .takes_new = true};
	trust = trust_new("chat.example.org", 5555, &wishes);
}

static void tear_down(void)
{
	trust_free(trust);
	temporary_remove_tree(folder);
}

/* The server shows a certificate; whether it is taken. */
static bool shows(const char *fingerprint, const char *doubt)
{
	struct tls_certificate certificate = {.doubt = doubt};
	strcpy(certificate.fingerprint, fingerprint);
	ck_assert(trust_look(trust));
	return trust_accept(trust, &certificate);
}

static void expect_taken(const char *fingerprint, const char *doubt, const char *told)
{
	ck_assert_msg(shows(fingerprint, doubt), "%s", trust_refusal(trust));
	ck_assert_ptr_null(trust_refusal(trust));
	const char *sentence = trust_remember(trust);
	unit_like(sentence ? sentence : "", told);
	ck_assert_ptr_null(trust_remember(trust));
}

static void expect_refused(const char *fingerprint, const char *doubt, const char *why)
{
	ck_assert(!shows(fingerprint, doubt));
	unit_like(trust_refusal(trust), why);
	ck_assert_ptr_null(trust_remember(trust));
}

static void expect_known(enum known_kind kind, const char *fingerprint)
{
	struct known known;
	ck_assert_int_eq(known_find(path, NAME, &known), 0);
	ck_assert_int_eq(known.kind, kind);
	unit_same(known.fingerprint, fingerprint);
}

START_TEST(nothing_is_said_where_the_authorities_vouch)
{
	ck_assert(trust_look(trust) && !trust_is_strict(trust));
	expect_taken(A, NULL, "");
	expect_known(KNOWN_VOUCHED, "");
	ck_assert(trust_look(trust) && trust_is_strict(trust));
	expect_taken(B, NULL, ""); /* renewed */
}
END_TEST

START_TEST(a_new_one_is_shown_once_and_remembered)
{
	expect_taken(A, DOUBT,
		NAME " is new here, and the system's authorities do not vouch for its certificate "
		     "(" DOUBT ").\nCompare its SHA-256 fingerprint with what whoever runs the "
		     "server says:\n" ROWS_A
		     "\nIt is remembered, and another one will be refused.");
	expect_known(KNOWN_FINGERPRINT, A);
	expect_taken(A, DOUBT, "");
}
END_TEST

/* The server has not proved yet that it has the key. */
START_TEST(nothing_is_remembered_before_the_handshake_is_done)
{
	ck_assert(shows(A, DOUBT));
	expect_known(KNOWN_NOT, "");
}
END_TEST

START_TEST(another_one_is_refused)
{
	expect_taken(A, DOUBT, "...");
	expect_refused(B, DOUBT,
		"the certificate of " NAME " has changed, so somebody may be in between\n"
		"its SHA-256 fingerprint was\n" ROWS_A "\nand now it is\n" ROWS_B WAY_OUT);
	expect_known(KNOWN_FINGERPRINT, A);
	expect_taken(A, DOUBT, ""); /* it is back */
}
END_TEST

START_TEST(a_better_one_is_taken)
{
	expect_taken(A, DOUBT, "...");
	expect_taken(B, NULL,
		"The system's authorities vouch for the certificate of " NAME
		" now: its fingerprint is no longer needed.");
	expect_known(KNOWN_VOUCHED, "");
	expect_taken(B, NULL, "");
}
END_TEST

START_TEST(a_worse_one_is_refused)
{
	expect_taken(A, NULL, "");
	expect_refused(A, "certificate has expired",
		"the system's authorities vouched for the certificate of " NAME
		" before, and not for this one (certificate has expired), so somebody may be in "
		"between\nits SHA-256 fingerprint is\n" ROWS_A WAY_OUT);
	expect_known(KNOWN_VOUCHED, "");
}
END_TEST

START_TEST(a_program_takes_none_that_is_not_known)
{
	wishes.takes_new = false;
	expect_refused(A, DOUBT,
		"the certificate of " NAME " is not known here, and the system's authorities do "
		"not vouch for it (" DOUBT ")\nif whoever runs the server says that it is right, "
		"join once on a terminal, or accept it with\n--fingerprint " A);
	expect_known(KNOWN_NOT, "");
	expect_taken(A, NULL, "");
	wishes.takes_new = true;
}
END_TEST

START_TEST(the_user_s_fingerprint_counts_for_more)
{
	wishes.wanted = A;
	wishes.takes_new = false;
	ck_assert(trust_look(trust) && trust_is_strict(trust));
	expect_refused(B, DOUBT,
		"the certificate of " NAME " is not the one that is wanted, so somebody may be in "
		"between\nwanted is the SHA-256 fingerprint\n" ROWS_A
		"\nand the certificate has\n" ROWS_B);
	expect_refused(B, NULL, "...is not the one that is wanted...");
	expect_known(KNOWN_NOT, "");
	expect_taken(A, DOUBT, "");
	expect_known(KNOWN_FINGERPRINT, A);
	wishes.wanted = B; /* the way out of a change */
	expect_taken(B, DOUBT, "");
	expect_known(KNOWN_FINGERPRINT, B);
	expect_taken(B, NULL, "");
	expect_known(KNOWN_VOUCHED, "");
}
END_TEST

START_TEST(who_spoke_tls_may_not_stop)
{
	expect_taken(A, DOUBT, "...");
	ck_assert(trust_look(trust));
	trust_refuse_plain(trust, "it answers in plain text");
	unit_same(trust_refusal(trust),
		NAME " has spoken TLS before and does not now (it answers in plain text), so "
		     "somebody may be in between; --tls=never joins it without encryption");
}
END_TEST

START_TEST(whose_fingerprint_is_wanted_must_speak_tls)
{
	wishes.wanted = A;
	ck_assert(trust_look(trust));
	trust_refuse_plain(trust, "it does not answer");
	unit_same(trust_refusal(trust),
		NAME " does not speak TLS (it does not answer), and a fingerprint is wanted of it");
}
END_TEST

START_TEST(a_damaged_line_is_no_reason_to_trust)
{
	const char text[] = NAME " AA:BB\n";
	temporary_write(path, text, strlen(text));
	ck_assert(!trust_look(trust));
	unit_like(trust_refusal(trust), "what is remembered of the certificate of " NAME
					" is damaged: mend or delete line 1 of ...");
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_told)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert(!trust_look(trust));
	unit_like(trust_refusal(trust), "cannot read what is remembered of certificates in ...");
}
END_TEST

START_TEST(what_cannot_be_remembered_is_told)
{
	wishes.path = "/proc/nowhere/known_servers";
	expect_taken(A, DOUBT,
		"...:\n" ROWS_A "\nIt cannot be remembered in /proc/nowhere/known_servers: ...");
	expect_taken(A, NULL,
		"The system's authorities vouch ... no longer needed.\n"
		"It cannot be remembered in /proc/nowhere/known_servers: ...");
}
END_TEST

/* So nobody can come in between at the next connection of the same client. */
START_TEST(what_cannot_be_written_is_remembered_until_the_end)
{
	wishes.path = NULL;
	expect_taken(A, DOUBT,
		"...:\n" ROWS_A "\nIt cannot be remembered, since there is no home directory.");
	expect_taken(A, DOUBT, "");
	expect_refused(B, DOUBT,
		"the certificate of " NAME " has changed, so somebody may be in between\n"
		"its SHA-256 fingerprint was\n" ROWS_A "\nand now it is\n" ROWS_B
		"\nif whoever runs the server says that this is right, name it with "
		"--fingerprint, or start anew");
	ck_assert(trust_look(trust) && trust_is_strict(trust));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		nothing_is_said_where_the_authorities_vouch,
		a_new_one_is_shown_once_and_remembered,
		nothing_is_remembered_before_the_handshake_is_done,
		another_one_is_refused,
		a_better_one_is_taken,
		a_worse_one_is_refused,
		a_program_takes_none_that_is_not_known,
		the_user_s_fingerprint_counts_for_more,
		who_spoke_tls_may_not_stop,
		whose_fingerprint_is_wanted_must_speak_tls,
		a_damaged_line_is_no_reason_to_trust,
		a_file_that_cannot_be_read_is_told,
		what_cannot_be_remembered_is_told,
		what_cannot_be_written_is_remembered_until_the_end,
		NULL,
	};
	return unit_cases_with("client trust", set_up, tear_down, cases);
}
