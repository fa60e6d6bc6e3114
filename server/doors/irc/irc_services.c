#include "irc_services.h"

#include <string.h>

#include <sodium.h>

#include "ascii.h"
#include "irc_chanserv.h"
#include "irc_commands.h"
#include "irc_nickserv.h"

static const struct irc_service *named(const char *name, size_t length)
{
	static const struct irc_service *const services[] = {&irc_nickserv, &irc_chanserv};
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
		if (length == strlen(services[i]->name) &&
			ascii_equal_n(name, services[i]->name, length))
			return services[i];
	return NULL;
}

const struct irc_service *irc_services_target(const char *targets)
{
	const struct irc_service *found = NULL;
	for (const char *at = targets; *at && !found; at += *at == ',') {
		found = named(at, strcspn(at, ",@"));
		at += strcspn(at, ",");
	}
	return found;
}

/* The parameters with blanks between them, behind `first`. */
static void say_params(struct irc_call *call, const struct irc_service *service, const char *first)
{
	struct buffer text = {0};
	size_t length = strlen(first) + 1;
	for (unsigned i = 0; i < call->count; i++)
		length += strlen(call->params[i]) + 1;
	buffer_reserve(&text, length); /* it does not move then, and is wiped as a whole */
	buffer_add_text(&text, first);
	for (unsigned i = 0; i < call->count; i++)
		buffer_add_all(&text, text.length > 0 ? " " : "", call->params[i], NULL);
	buffer_text(&text);
	irc_service_say(call, service, text.bytes);
	sodium_memzero(text.bytes, text.length);
	buffer_finish(&text);
}

void irc_nickserv_command(struct irc_call *call)
{
	say_params(call, &irc_nickserv, "");
}

void irc_chanserv_command(struct irc_call *call)
{
	say_params(call, &irc_chanserv, "");
}

void irc_cert(struct irc_call *call)
{
	say_params(call, &irc_nickserv, "CERT");
}

void irc_token(struct irc_call *call)
{
	say_params(call, &irc_nickserv, "TOKEN");
}
