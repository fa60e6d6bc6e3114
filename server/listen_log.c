#include "listen_log.h"

#include <stdio.h>
#include <string.h>

#include "detect.h"
#include "log.h"
#include "tls_context.h"

const char *listen_text(char out[LISTEN_TEXT_SIZE], const struct listener *listener)
{
	if (listener->file.path[0])
		snprintf(out, LISTEN_TEXT_SIZE, "unix:%s", listener->file.path);
	else if (listener->other)
		snprintf(out, LISTEN_TEXT_SIZE, "%s", listener->host);
	else
		snprintf(out, LISTEN_TEXT_SIZE, strchr(listener->host, ':') ? "[%s]:%d" : "%s:%d",
			listener->host, listener->port);
	return out;
}

void listen_log_one(const struct listener *listener, const char *door)
{
	static const char *const speaks[] = {
		[BIND_ANY] = "any", [BIND_TLS] = "tls", [BIND_PLAIN] = "plain"};
	char address[LISTEN_TEXT_SIZE];
	const char *families = listener->ipv4 && listener->ipv6 ? "both"
			       : listener->ipv4			? "ipv4"
								: "ipv6";
	const struct log_field fields[] = {LOG_TEXT("address", listen_text(address, listener)),
		LOG_TEXT("door", door ? door : detect_names[listener->tag]),
		LOG_TEXT("speaks", speaks[tls_context_built() ? listener->tls : BIND_PLAIN]),
		listener->any ? LOG_TEXT("families", families) : (struct log_field){0}, {0}};
	log_fields(LOG_INFO, "listening", fields);
}

void listen_log_end(const struct listener *listener)
{
	char address[LISTEN_TEXT_SIZE];
	log_event(LOG_INFO, "not_listening", LOG_TEXT("address", listen_text(address, listener)));
}

void listen_log(const struct listener_list *list, const char *door)
{
	for (size_t i = 0; i < list->count; i++)
		listen_log_one(list->items[i], door);
}
