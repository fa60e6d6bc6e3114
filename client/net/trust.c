#include "trust.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "known.h"
#include "memory.h"
#include "tls.h"

#define SOMEBODY "so somebody may be in between"

/* What trust_remember() is to do. */
enum news {
	NEWS_NONE,
	NEWS_WANTED,  /* it is the one that the user wants, and the file has another or none */
	NEWS_VOUCHED, /* the authorities vouch for it, and it was not known */
	NEWS_BETTER,  /* they do, and a fingerprint was remembered */
	NEWS_FIRST,   /* a new one */
};

struct trust {
	const struct trust_wishes *wishes;
	char name[KNOWN_NAME_SIZE];
	struct known known;
	bool unwritten; /* `known` is in no file: it could not be written */
	char *way_out, *refusal, *sentence;
	/* Of the certificate that was accepted. */
	enum news news;
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	char *doubt;
};

struct trust *trust_new(const char *host, int port, const struct trust_wishes *wishes)
{
	struct trust *trust = memory_zero(sizeof *trust);
	trust->wishes = wishes;
	known_name(trust->name, host, port);
	trust->way_out = memory_text("");
	return trust;
}

void trust_free(struct trust *trust)
{
	if (!trust)
		return;
	free(trust->way_out);
	free(trust->refusal);
	free(trust->sentence);
	free(trust->doubt);
	free(trust);
}

__attribute__((format(printf, 2, 3))) static bool refuse(
	struct trust *trust, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	free(trust->refusal);
	trust->refusal = memory_vformat(format, values);
	va_end(values);
	return false;
}

/* A fingerprint in two rows, so that it is whole in 80 columns; "%.*s\n%s". */
#define ROW_BYTES (FINGERPRINT_TEXT_SIZE / 2)
#define ROWS(fingerprint) ROW_BYTES, fingerprint, (fingerprint) + ROW_BYTES

bool trust_look(struct trust *trust)
{
	const char *path = trust->wishes->path;
	bool reads = path && !trust->unwritten;
	int error = reads ? known_find(path, trust->name, &trust->known) : 0;
	memory_replace(&trust->refusal, NULL);
	trust->news = NEWS_NONE;
	free(trust->way_out);
	trust->way_out = trust->known.line
				 ? memory_format("delete line %u of %s", trust->known.line, path)
				 : memory_text("start anew");
	if (!error)
		return true;
	if (error == EBADMSG && trust->known.line)
		return refuse(trust,
			"what is remembered of the certificate of %s is damaged: mend or %s",
			trust->name, trust->way_out);
	return refuse(trust, "cannot read what is remembered of certificates in %s: %s", path,
		error == EBADMSG ? "it is no text, or too large" : strerror(error));
}

bool trust_is_strict(const struct trust *trust)
{
	return trust->wishes->wanted || trust->known.kind != KNOWN_NOT;
}

static bool accept_as(
	struct trust *trust, enum news news, const struct tls_certificate *certificate)
{
	trust->news = news;
	strcpy(trust->fingerprint, certificate->fingerprint);
	memory_replace(&trust->doubt, certificate->doubt);
	return true;
}

static bool accept_wanted(struct trust *trust, const struct tls_certificate *certificate)
{
	const struct known *known = &trust->known;
	if (strcmp(certificate->fingerprint, trust->wishes->wanted) != 0)
		return refuse(trust,
			"the certificate of %s is not the one that is wanted, " SOMEBODY
			"\nwanted is the SHA-256 fingerprint\n%.*s\n%s\nand the certificate has\n"
			"%.*s\n%s",
			trust->name, ROWS(trust->wishes->wanted), ROWS(certificate->fingerprint));
	bool same = certificate->doubt
			    ? known->kind == KNOWN_FINGERPRINT &&
				      strcmp(known->fingerprint, certificate->fingerprint) == 0
			    : known->kind == KNOWN_VOUCHED;
	return accept_as(trust, same ? NEWS_NONE : NEWS_WANTED, certificate);
}

static bool accept_vouched(struct trust *trust, const struct tls_certificate *certificate)
{
	static const enum news news[] = {[KNOWN_NOT] = NEWS_VOUCHED,
		[KNOWN_VOUCHED] = NEWS_NONE,
		[KNOWN_FINGERPRINT] = NEWS_BETTER};
	return accept_as(trust, news[trust->known.kind], certificate);
}

#define WAY_OUT                                                                              \
	"\nif whoever runs the server says that this is right, name it with --fingerprint, " \
	"or %s"

static bool accept_unvouched(struct trust *trust, const struct tls_certificate *certificate)
{
	const struct known *known = &trust->known;
	if (known->kind == KNOWN_VOUCHED)
		return refuse(trust,
			"the system's authorities vouched for the certificate of %s before, and "
			"not for this one (%s), " SOMEBODY
			"\nits SHA-256 fingerprint is\n%.*s\n%s" WAY_OUT,
			trust->name, certificate->doubt, ROWS(certificate->fingerprint),
			trust->way_out);
	if (known->kind == KNOWN_FINGERPRINT &&
		strcmp(known->fingerprint, certificate->fingerprint) != 0)
		return refuse(trust,
			"the certificate of %s has changed, " SOMEBODY
			"\nits SHA-256 fingerprint was\n%.*s\n%s\nand now it is\n%.*s\n%s" WAY_OUT,
			trust->name, ROWS(known->fingerprint), ROWS(certificate->fingerprint),
			trust->way_out);
	if (known->kind == KNOWN_NOT && !trust->wishes->takes_new)
		return refuse(trust,
			"the certificate of %s is not known here, and the system's authorities do "
			"not vouch for it (%s)\nif whoever runs the server says that it is right, "
			"join once on a terminal, or accept it with\n--fingerprint %s",
			trust->name, certificate->doubt, certificate->fingerprint);
	return accept_as(trust, known->kind == KNOWN_NOT ? NEWS_FIRST : NEWS_NONE, certificate);
}

bool trust_accept(void *data, const struct tls_certificate *certificate)
{
	struct trust *trust = data;
	if (trust->wishes->wanted)
		return accept_wanted(trust, certificate);
	if (!certificate->doubt)
		return accept_vouched(trust, certificate);
	return accept_unvouched(trust, certificate);
}

void trust_refuse_plain(struct trust *trust, const char *why)
{
	if (trust->known.kind == KNOWN_NOT)
		refuse(trust, "%s does not speak TLS (%s), and a fingerprint is wanted of it",
			trust->name, why);
	else
		refuse(trust,
			"%s has spoken TLS before and does not now (%s), " SOMEBODY
			"; --tls=never joins it without encryption",
			trust->name, why);
}

const char *trust_refusal(const struct trust *trust)
{
	return trust->refusal;
}

/* A sentence; "" where it is written. */
static char *write_down(const struct trust *trust)
{
	const char *path = trust->wishes->path,
		   *fingerprint = trust->doubt ? trust->fingerprint : NULL;
	int error = path ? known_write(path, trust->name, fingerprint) : 0;
	if (!path)
		return memory_text("It cannot be remembered, since there is no home directory.");
	return error ? memory_format("It cannot be remembered in %s: %s.", path, strerror(error))
		     : memory_text("");
}

const char *trust_remember(struct trust *trust)
{
	enum news news = trust->news;
	free(trust->sentence);
	trust->sentence = NULL;
	trust->news = NEWS_NONE;
	if (news == NEWS_NONE)
		return NULL;
	char *failed = write_down(trust);
	trust->unwritten = *failed;
	trust->known.kind = trust->doubt ? KNOWN_FINGERPRINT : KNOWN_VOUCHED;
	strcpy(trust->known.fingerprint, trust->doubt ? trust->fingerprint : "");
	trust->known.line = 0;
	if (news == NEWS_FIRST)
		trust->sentence = memory_format(
			"%s is new here, and the system's authorities do not vouch for its "
			"certificate (%s).\nCompare its SHA-256 fingerprint with what whoever "
			"runs the server says:\n%.*s\n%s\n%s",
			trust->name, trust->doubt, ROWS(trust->fingerprint),
			*failed ? failed : "It is remembered, and another one will be refused.");
	else if (news == NEWS_BETTER)
		trust->sentence = memory_format(
			"The system's authorities vouch for the certificate of %s now: its "
			"fingerprint is no longer needed.%s%s",
			trust->name, *failed ? "\n" : "", failed);
	else if (*failed)
		trust->sentence = memory_text(failed);
	free(failed);
	return trust->sentence;
}

const char *trust_server(const struct trust *trust)
{
	return trust->name;
}
