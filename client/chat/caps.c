#include "caps.h"

#include <string.h>

#include "ascii.h"

/* In the order of enum cap. */
static const char *const names[] = {"batch", "echo-message", "labeled-response", "chatd/visit",
	"message-tags", "server-time", "setname", "away-notify", "multi-prefix",
	"userhost-in-names", "extended-join", "invite-notify", "chghost", "account-notify",
	"cap-notify", "standard-replies"};

#define NAMES (sizeof names / sizeof *names)
#define BIT(cap) (1U << (cap))
#define LATE_ONES (~0U << CAP_OTHERS)
#define REQUEST_SIZE 320

void caps_init(struct caps *caps,
	void (*send)(void *data, const char *command, const char *const *params, unsigned count),
	void *data)
{
	memset(caps, 0, sizeof *caps);
	caps->send = send;
	caps->data = data;
}

void caps_begin(struct caps *caps)
{
	bool visit = caps->visit;
	caps_init(caps, caps->send, caps->data);
	caps->visit = visit;
	caps->send(caps->data, "CAP", (const char *const[]){"LS", "302"}, 2);
}

bool caps_has(const struct caps *caps, enum cap cap)
{
	return caps->on & BIT(cap);
}

/* The bit of a capability, which may have a value behind it; 0 for none of ours. */
static unsigned bit_of(const char *word, size_t length)
{
	const char *equals = memchr(word, '=', length);
	size_t bytes = equals ? (size_t)(equals - word) : length;
	for (unsigned i = 0; i < NAMES; i++)
		if (strlen(names[i]) == bytes && memcmp(names[i], word, bytes) == 0)
			return BIT(i);
	return 0;
}

static unsigned bits_of(const char *list)
{
	unsigned bits = 0;
	for (list += strspn(list, " "); *list != '\0'; list += strspn(list, " ")) {
		size_t length = strcspn(list, " ");
		bits |= bit_of(list, length);
		list += length;
	}
	return bits;
}

static void request(struct caps *caps, unsigned bits)
{
	char list[REQUEST_SIZE] = "";
	char *to = list;
	for (unsigned i = 0; i < NAMES; i++) {
		if (!(bits & BIT(i)))
			continue;
		if (to > list)
			*to++ = ' ';
		to = stpcpy(to, names[i]);
	}
	caps->send(caps->data, "CAP", (const char *const[]){"REQ", list}, 2);
}

static void ask(struct caps *caps, unsigned bits)
{
	caps->asked = bits;
	caps->each = (bits & (bits - 1)) == 0;
	if (bits)
		request(caps, bits);
}

static void end_if_answered(struct caps *caps)
{
	if (caps->asked || caps->ended)
		return;
	caps->ended = true;
	caps->send(caps->data, "CAP", (const char *const[]){"END"}, 1);
}

static void refused(struct caps *caps, unsigned bits)
{
	if (caps->each) {
		caps->asked &= ~(bits ? bits : caps->asked & -caps->asked);
		return;
	}
	caps->each = true;
	for (unsigned i = 0; i < NAMES; i++)
		if (caps->asked & BIT(i))
			request(caps, BIT(i));
}

void caps_registered(struct caps *caps)
{
	caps->ended = true;
}

/* The server offers more. During registration it is asked for with LS. */
static void appeared(struct caps *caps, unsigned bits)
{
	if (caps->ended && !caps->asked)
		ask(caps, bits & LATE_ONES & ~caps->on);
}

static void listed(struct caps *caps, unsigned bits, bool more)
{
	caps->offered |= bits;
	if (more || caps->asked)
		return;
	if (caps->ended) {
		appeared(caps, caps->offered);
		return;
	}
	ask(caps, caps->offered & (caps->visit ? ~0U : ~BIT(CAP_VISIT)));
	end_if_answered(caps);
}

void caps_read(struct caps *caps, const struct irc_message *message)
{
	if (message->count < 3)
		return;
	const char *what = message->params[1];
	unsigned bits = bits_of(message->params[message->count - 1]);
	if (ascii_equal(what, "LS")) {
		listed(caps, bits, message->count > 3 && strcmp(message->params[2], "*") == 0);
	} else if (ascii_equal(what, "ACK")) {
		caps->on |= bits & caps->asked;
		caps->asked &= ~bits;
		end_if_answered(caps);
	} else if (ascii_equal(what, "NAK")) {
		refused(caps, bits);
		end_if_answered(caps);
	} else if (ascii_equal(what, "NEW")) {
		appeared(caps, bits);
	} else if (ascii_equal(what, "DEL")) {
		caps->on &= ~bits;
	}
}
