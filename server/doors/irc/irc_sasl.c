#include "irc_sasl.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ascii.h"
#include "irc_account.h"
#include "irc_commands.h"
#include "irc_reply.h"
#include "memory.h"
#include "name.h"
#include "sasl.h"
#include "scram.h"

struct mechanism {
	const char *name;
	bool (*allowed)(const struct irc_peer *peer, const struct core *core);
	/* Takes a message of the client. OUTCOME_DONE: `*account` is proven, or NULL, and another
	 * message is to follow. OUTCOME_LATER: it is to be called again with the same message.
	 * Anything else is a refusal, which `*why` says in words, if it is not NULL. */
	enum outcome (*step)(struct irc_call *call, struct account **account, const char **why);
};

struct irc_sasl {
	const struct mechanism *mechanism;
	struct sasl_reader reader;
	bool whole; /* the message has been read and is being proven: its last piece comes again */
	struct scram *scram;	   /* SCRAM: from the client's first message on */
	char name[NAME_BYTES + 1]; /* that the client has given, "" before */
	uint32_t token;		   /* PLAIN: the number of the one that was given; 0 for none */
	uint32_t account;	   /* SCRAM: whose keys are asked for; 0 for nobody's */
	bool lost;		   /* SCRAM: it was begun with another process */
	bool proven;		   /* SCRAM: the client's next message is empty */
	unsigned char stored_key[SCRAM_KEY_BYTES];
};

/* Notes the name; one that is too long is none. */
static void set_name(struct irc_sasl *sasl, const char *given)
{
	*stpncpy(sasl->name, given, NAME_BYTES) = '\0';
	irc_account_cut(sasl->name);
	if (strlen(given) > NAME_BYTES && strlen(sasl->name) == NAME_BYTES)
		*sasl->name = '\0';
}

static bool is_tls(const struct irc_peer *peer, const struct core *core)
{
	return conn_is_tls(peer->conn);
}

static bool has_scram(const struct irc_peer *peer, const struct core *core)
{
	return scram_exists();
}

static enum outcome no_message(const char **why)
{
	*why = "that is no message of this mechanism";
	return OUTCOME_LOGIN_WRONG;
}

static enum outcome step_plain(struct irc_call *call, struct account **account, const char **why)
{
	struct irc_sasl *sasl = call->peer->sasl;
	struct sasl_plain plain;
	if (!sasl_plain_parse(&plain, sasl->reader.message, sasl->reader.length))
		return no_message(why);
	set_name(sasl, plain.name);
	if (*plain.acts_as && !name_same(plain.acts_as, sasl->name) &&
		!name_same(plain.acts_as, plain.name))
		return OUTCOME_LOGIN_WRONG;
	struct proof *proof = irc_account_proof(call);
	enum outcome outcome = proof_password(proof, sasl->name, plain.password, account);
	sasl->token = proof->token;
	return outcome;
}

/* The message is the name, "" for the one of the certificate. */
static enum outcome step_external(struct irc_call *call, struct account **account, const char **why)
{
	const char *acts_as = call->peer->sasl->reader.message;
	char fingerprint[CONN_CERTIFICATE_SIZE];
	if (!conn_certificate(call->peer->conn, fingerprint)) {
		*why = "your client has sent no certificate";
		return OUTCOME_LOGIN_WRONG;
	}
	*account = account_by_certificate(call->core, fingerprint);
	if (*account && (!*acts_as || name_same(acts_as, (*account)->name)))
		return OUTCOME_DONE;
	*why = *account ? "the certificate is that of another account"
			: "no account has your client's certificate";
	return OUTCOME_LOGIN_WRONG;
}

/* Names without keys get some that nobody can use. */
static void find_keys(void *data, const char *given, struct scram_keys *keys)
{
	struct irc_call *call = data;
	struct irc_sasl *sasl = call->peer->sasl;
	set_name(sasl, given);
	const struct account *account = account_find(call->core, sasl->name);
	sasl->account = account && account->scram.iterations > 0 ? account->id : 0;
	if (sasl->account > 0) {
		*keys = account->scram;
	} else {
		unsigned char secret[SCRAM_SECRET_BYTES];
		struct name_key key;
		name_key(&key, sasl->name, strlen(sasl->name));
		door_derive_secret(secret, "SCRAM");
		scram_keys_fake(keys, key.bytes, secret);
		sodium_memzero(secret, sizeof secret);
	}
	memcpy(sasl->stored_key, keys->stored_key, sizeof sasl->stored_key);
}

static void say_piece(void *data, const char *piece)
{
	irc_say(data, "AUTHENTICATE %s", piece);
}

/* The account whose password the client has proven: it must still have it. */
static struct account *scram_account(const struct irc_call *call)
{
	const struct irc_sasl *sasl = call->peer->sasl;
	const char *acts_as = scram_acts_as(sasl->scram);
	struct account *account = account_by_id(call->core, sasl->account);
	if (!account || (*acts_as && !name_same(acts_as, account->name)) ||
		sodium_memcmp(
			account->scram.stored_key, sasl->stored_key, sizeof sasl->stored_key) != 0)
		return NULL;
	return account;
}

/* The client's second message has its proof. Checking it takes no time, but counts as a try. */
static enum outcome check_proof(struct irc_call *call, struct buffer *answer)
{
	struct irc_sasl *sasl = call->peer->sasl;
	struct proof *proof = irc_account_proof(call);
	enum outcome outcome = proof_may_try(proof, sasl->name);
	if (outcome == OUTCOME_DONE) {
		enum scram_step step =
			scram_step(sasl->scram, sasl->reader.message, sasl->reader.length, answer);
		sasl->proven = step == SCRAM_DONE && scram_account(call);
		proof_tried(proof, sasl->name, sasl->proven);
		if (!sasl->proven)
			outcome = OUTCOME_LOGIN_WRONG;
	}
	return outcome;
}

static enum outcome step_scram(struct irc_call *call, struct account **account, const char **why)
{
	struct irc_sasl *sasl = call->peer->sasl;
	struct buffer answer = {0};
	enum outcome outcome = OUTCOME_DONE;
	if (sasl->proven) {
		*account = scram_account(call);
		return *account ? OUTCOME_DONE : OUTCOME_LOGIN_WRONG;
	}
	if (sasl->lost) {
		*why = "the server was upgraded meanwhile; try again";
		return OUTCOME_LOGIN_WRONG;
	}
	if (sasl->scram) {
		outcome = check_proof(call, &answer);
	} else {
		sasl->scram = scram_server_new(find_keys, call);
		if (sasl->reader.length == 0 || scram_step(sasl->scram, sasl->reader.message,
							sasl->reader.length, &answer) != SCRAM_MORE)
			outcome = no_message(why);
	}
	if (outcome == OUTCOME_DONE)
		sasl_each_piece(answer.bytes, answer.length, say_piece, call);
	buffer_finish(&answer);
	return outcome;
}

static const struct mechanism mechanisms[] = {
	{"PLAIN", irc_account_private, step_plain},
	{"EXTERNAL", is_tls, step_external},
	{"SCRAM-SHA-256", has_scram, step_scram},
};

#define MECHANISMS (sizeof mechanisms / sizeof mechanisms[0])

const char *irc_sasl_mechanisms(
	const struct irc_peer *peer, const struct core *core, char out[IRC_SASL_MECHANISMS_SIZE])
{
	char *end = out;
	*out = '\0';
	for (size_t i = 0; i < MECHANISMS; i++)
		if (mechanisms[i].allowed(peer, core))
			end = stpcpy(stpcpy(end, *out ? "," : ""), mechanisms[i].name);
	return out;
}

void irc_sasl_free(struct irc_peer *peer)
{
	if (!peer->sasl)
		return;
	scram_free(peer->sasl->scram);
	sodium_memzero(peer->sasl, sizeof *peer->sasl);
	free(peer->sasl);
	peer->sasl = NULL;
}

static void fail(struct irc_call *call, enum numeric numeric, const char *why)
{
	irc_numeric(call, numeric, ":SASL authentication failed: %s", why);
	irc_sasl_free(call->peer);
}

void irc_sasl_abort(struct irc_call *call)
{
	if (call->peer->sasl)
		irc_numeric(call, ERR_SASLABORTED, ":SASL authentication aborted");
	irc_sasl_free(call->peer);
}

static void begin(struct irc_call *call, const char *name)
{
	char list[IRC_SASL_MECHANISMS_SIZE];
	size_t i = 0;
	while (i < MECHANISMS && !ascii_equal(mechanisms[i].name, name))
		i++;
	if (i < MECHANISMS && mechanisms[i].allowed(call->peer, call->core)) {
		call->peer->sasl = memory_zero(sizeof *call->peer->sasl);
		call->peer->sasl->mechanism = &mechanisms[i];
		irc_say(call, "AUTHENTICATE +");
		return;
	}
	irc_numeric(call, RPL_SASLMECHS, "%s :are available SASL mechanisms",
		irc_word(irc_sasl_mechanisms(call->peer, call->core, list)));
	if (i == MECHANISMS)
		fail(call, ERR_SASLFAIL, "there is no such mechanism here");
	else if (mechanisms[i].step == step_plain)
		fail(call, ERR_SASLFAIL,
			"others could read the password on its way; connect with TLS");
	else if (mechanisms[i].step == step_external)
		fail(call, ERR_SASLFAIL, "your client has to connect with TLS for that");
	else
		fail(call, ERR_SASLFAIL, "this server was built without that mechanism");
}

/* A whole message has come. */
static void step(struct irc_call *call)
{
	struct irc_sasl *sasl = call->peer->sasl;
	struct account *account = NULL;
	const char *why = NULL;
	char words[IRC_ACCOUNT_WORDS_SIZE];
	enum outcome outcome = sasl->mechanism->step(call, &account, &why);
	sasl->whole = outcome == OUTCOME_LATER;
	if (outcome == OUTCOME_LATER) {
		call->later = true;
		return;
	}
	sasl_reader_clear(&sasl->reader);
	if (outcome != OUTCOME_DONE) {
		fail(call, outcome == OUTCOME_LOGIN_WAIT ? ERR_NICKLOCKED : ERR_SASLFAIL,
			why ? why : irc_account_words(call, outcome, sasl->name, words));
	} else if (account) {
		uint32_t token = sasl->token;
		irc_sasl_free(call->peer);
		if (irc_account_enter(call, account, token))
			irc_numeric(call, RPL_SASLSUCCESS, ":SASL authentication successful");
		else
			fail(call, ERR_SASLFAIL, "that account is banned from this server");
	}
}

static void take(struct irc_call *call, const char *piece)
{
	struct irc_sasl *sasl = call->peer->sasl;
	switch (sasl->whole ? SASL_WHOLE : sasl_take(&sasl->reader, piece)) {
	case SASL_PART:
		break;
	case SASL_WHOLE:
		step(call);
		break;
	case SASL_ABORTED:
		irc_sasl_abort(call);
		break;
	case SASL_PIECE_LONG:
		irc_numeric(call, ERR_SASLTOOLONG, ":SASL message too long");
		irc_sasl_free(call->peer);
		break;
	case SASL_MESSAGE_LONG:
		fail(call, ERR_SASLFAIL, "the message has too many parts");
		break;
	case SASL_NOT_BASE64:
		fail(call, ERR_SASLFAIL, "that is no base64");
		break;
	}
}

void irc_authenticate(struct irc_call *call)
{
	const char *word = call->params[0];
	call->core->secret = true;
	if (!irc_known(call, IRC_SASL, "sasl"))
		return;
	if (call->peer->sasl)
		take(call, word);
	else if (strcmp(word, "*") == 0)
		irc_numeric(call, ERR_SASLABORTED, ":SASL authentication aborted");
	else
		begin(call, word);
}

PACK_SIZE(struct irc_sasl, 3656);

void irc_sasl_pack(const struct irc_peer *peer, struct pack *out)
{
	const struct irc_sasl *sasl = peer->sasl;
	pack_text(out, sasl->mechanism->name);
	pack_bool(out, sasl->scram || sasl->lost);
	pack_bool(out, sasl->whole);
	pack_bytes(out, sasl->reader.text, sasl->reader.text_length);
	pack_bytes(out, sasl->reader.message, sasl->reader.length);
}

/* At most `most` of them. Returns how many. */
static size_t unpack_most(struct unpack *in, char *to, size_t most)
{
	size_t length;
	const char *bytes = unpack_bytes(in, &length);
	if (length > most)
		unpack_fail(in);
	else if (length > 0)
		memcpy(to, bytes, length);
	return in->failed ? 0 : length;
}

void irc_sasl_unpack(struct unpack *in, struct irc_peer *peer)
{
	struct irc_sasl *sasl = peer->sasl = memory_zero(sizeof *sasl);
	const char *name = unpack_string(in);
	size_t i = 0;
	while (i < MECHANISMS && strcmp(mechanisms[i].name, name) != 0)
		i++;
	sasl->mechanism = &mechanisms[i < MECHANISMS ? i : 0];
	sasl->lost = unpack_bool(in);
	sasl->whole = unpack_bool(in);
	sasl->reader.text_length = unpack_most(in, sasl->reader.text, sizeof sasl->reader.text);
	sasl->reader.length = unpack_most(in, sasl->reader.message, SASL_MESSAGE_BYTES);
	if (i == MECHANISMS || (sasl->lost && sasl->mechanism->step != step_scram))
		unpack_fail(in);
}
