#include "config_bind.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char unix_prefix[] = "unix:";

/* The words that have been given. */
struct given {
	bool door, tls;
};

static const char *set_door(struct config_bind *bind, struct given *given, const char *name)
{
	if (given->door)
		return "the door is given twice";
	given->door = true;
	for (int i = 0; detect_names[i]; i++) {
		if (strcmp(name, detect_names[i]) != 0)
			continue;
		bind->door = (enum detect_door)i;
		return NULL;
	}
	return "the door must be irc, line, web or auto";
}

static const char *set_tls(struct config_bind *bind, struct given *given, enum bind_tls tls)
{
	if (given->tls)
		return bind->tls == tls ? "'tls' or 'plain' is given twice"
					: "'tls' and 'plain' exclude each other";
	given->tls = true;
	bind->tls = tls;
	return NULL;
}

static const char *set_mode(struct config_bind *bind, const char *text)
{
	char *end;
	if (!bind->path[0])
		return "only a unix socket, unix:PATH, can have a mode";
	if (bind->mode >= 0)
		return "the mode is given twice";
	long mode = strtol(text, &end, 8);
	if (*text < '0' || *text > '7' || *end || mode > 0777)
		return "the mode must be an octal number from 0 to 0777, such as 0660";
	bind->mode = (int)mode;
	return NULL;
}

static const char *set_word(struct config_bind *bind, struct given *given, const char *word)
{
	if (strncmp(word, "door=", 5) == 0)
		return set_door(bind, given, word + 5);
	if (strncmp(word, "mode=", 5) == 0)
		return set_mode(bind, word + 5);
	if (strcmp(word, "tls") == 0)
		return set_tls(bind, given, BIND_TLS);
	if (strcmp(word, "plain") == 0)
		return set_tls(bind, given, BIND_PLAIN);
	return "only ',door=...', ',tls', ',plain' and, with unix:PATH, ',mode=...' may follow it";
}

static const char *set_words(struct config_bind *bind, const char *words)
{
	struct given given = {0};
	const char *wrong = NULL;
	for (bool more = true; !wrong && more;) {
		char word[32];
		size_t length = strcspn(words, ",");
		snprintf(word, sizeof word, "%.*s", (int)length, words);
		wrong = set_word(bind, &given, word);
		more = words[length] == ',';
		words += length + more;
	}
	return wrong;
}

static const char *set_path(struct config_bind *bind, const char *path, size_t length)
{
	if (length == 0)
		return "a unix socket needs a path, unix:PATH";
	if (length >= sizeof bind->path)
		return "the path of a unix socket has at most 107 bytes";
	memcpy(bind->path, path, length);
	return NULL;
}

static const char *set_address(struct address *to, const char *text, size_t length)
{
	char address[ADDRESS_HOST_BYTES + sizeof "[]:65535"];
	bool all = length > 1 && text[0] == ':' && text[1] != ':';
	if (length + all >= sizeof address)
		return address_error_text(ADDRESS_BAD_HOST);
	snprintf(address, sizeof address, "%s%.*s", all ? "*" : "", (int)length, text);
	enum address_error wrong = address_parse(to, address);
	if (wrong == ADDRESS_GOOD && !to->host[0])
		wrong = ADDRESS_BAD_HOST;
	if (all)
		to->host[0] = '\0';
	return wrong == ADDRESS_GOOD ? NULL : address_error_text(wrong);
}

const char *config_bind(struct config_bind *bind, const char *text)
{
	size_t length = strcspn(text, ","), prefix = sizeof unix_prefix - 1;
	*bind = (struct config_bind){.address.port = -1, .mode = -1};
	bool is_path = strncmp(text, unix_prefix, prefix) == 0;
	const char *wrong = is_path ? set_path(bind, text + prefix, length - prefix)
				    : set_address(&bind->address, text, length);
	return wrong || !text[length] ? wrong : set_words(bind, text + length + 1);
}

const char *config_bind_words(struct config_bind *bind, const char *words)
{
	*bind = (struct config_bind){.address.port = -1, .mode = -1};
	return set_words(bind, words);
}

const char *config_metrics(struct address *address, const char *text)
{
	char local[sizeof "127.0.0.1:65535"];
	size_t length = strlen(text), digits = strspn(text, "0123456789");
	const char *wrong;
	if (length > 0 && digits == length && length <= sizeof "65535" - 1) {
		snprintf(local, sizeof local, "127.0.0.1:%s", text);
		wrong = set_address(address, local, strlen(local));
	} else {
		wrong = set_address(address, text, length);
	}
	if (!wrong && address->port < 0)
		wrong = "it needs a port, as in 127.0.0.1:9555";
	return wrong;
}
