#include "isupport.h"

#include <stdlib.h>
#include <string.h>

#include "chat.h"
#include "name.h"

#define NAME_BYTES_LEAST 5 /* a smaller NICKLEN is ignored */

void isupport_init(struct isupport *isupport)
{
	memset(isupport, 0, sizeof *isupport);
	mode_rules_init(&isupport->modes);
	isupport->mapping = CASEMAPPING_RFC1459;
	strcpy(isupport->room_signs, "#&");
}

/* Copies the text before `end`, as much as fits. Returns the text behind `end`. */
static const char *take(char *out, size_t size, const char *text, char end)
{
	size_t length = (size_t)(strchrnul(text, end) - text);
	size_t fits = length < size ? length : size - 1;
	memcpy(out, text, fits);
	out[fits] = '\0';
	return text + length + (text[length] != '\0');
}

static void read_modes(struct mode_rules *modes, const char *value)
{
	value = take(modes->lists, sizeof modes->lists, value, ',');
	value = take(modes->keys, sizeof modes->keys, value, ',');
	value = take(modes->numbers, sizeof modes->numbers, value, ',');
	take(modes->flags, sizeof modes->flags, value, ',');
}

/* "(qov)~@+"; anything else means that there are no roles. */
static void read_prefix(struct mode_rules *modes, const char *value)
{
	char letters[sizeof modes->role_modes], signs[sizeof modes->role_signs];
	modes->role_modes[0] = modes->role_signs[0] = '\0';
	if (*value != '(' || !strchr(value, ')'))
		return;
	value = take(letters, sizeof letters, value + 1, ')');
	take(signs, sizeof signs, value, '\0');
	if (strlen(letters) != strlen(signs))
		return;
	strcpy(modes->role_modes, letters);
	strcpy(modes->role_signs, signs);
}

static enum casemapping read_mapping(const char *value)
{
	if (strcmp(value, "ascii") == 0)
		return CASEMAPPING_ASCII;
	return strcmp(value, "rfc1459-strict") == 0 ? CASEMAPPING_STRICT : CASEMAPPING_RFC1459;
}

/* `on`: false for "-NAME", which has no value and means the default. */
static void read_token(struct isupport *isupport, const char *name, const char *value, bool on)
{
	if (strcmp(name, "CASEMAPPING") == 0)
		isupport->mapping = read_mapping(value);
	else if (strcmp(name, "UTF8ONLY") == 0)
		isupport->utf8only = on;
	else if (strcmp(name, "CHATD") == 0)
		isupport->chatd = on;
	else if (strcmp(name, "NICKLEN") == 0)
		isupport->name_bytes = strtoul(value, NULL, 10);
	else if (strcmp(name, "CHATHISTORY") == 0)
		isupport->history_most = (unsigned)strtoul(value, NULL, 10);
	else if (!on)
		return;
	else if (strcmp(name, "MSGREFTYPES") == 0)
		isupport->times_only = !strstr(value, "msgid");
	else if (strcmp(name, "CHANTYPES") == 0)
		take(isupport->room_signs, sizeof isupport->room_signs, value, '\0');
	else if (strcmp(name, "CHANMODES") == 0)
		read_modes(&isupport->modes, value);
	else if (strcmp(name, "PREFIX") == 0)
		read_prefix(&isupport->modes, value);
	if (isupport->name_bytes < NAME_BYTES_LEAST)
		isupport->name_bytes = 0;
}

bool isupport_read(struct isupport *isupport, char *const *tokens, unsigned count)
{
	enum casemapping mapping = isupport->mapping;
	bool utf8only = isupport->utf8only;
	for (unsigned i = 0; i < count; i++) {
		char name[32];
		const char *value = take(name, sizeof name, tokens[i], '=');
		bool on = name[0] != '-';
		read_token(isupport, on ? name : name + 1, on ? value : "", on);
	}
	return mapping != isupport->mapping || utf8only != isupport->utf8only;
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

void isupport_fold(const struct isupport *isupport, char out[FOLD_SIZE], const char *name)
{
	/* RFC 1459, 2.2: []\~ are the upper case of {}|^; '~' is not in the strict mapping. */
	char last = isupport->mapping == CASEMAPPING_ASCII ? 'Z' : ']';
	size_t length = strnlen(name, FOLD_SIZE - 1);
	if (isupport->utf8only && isupport->mapping == CASEMAPPING_ASCII && !is_ascii(name)) {
		struct name_key key;
		name_key(&key, name, length);
		if (key.length > 0) {
			memcpy(out, key.bytes, key.length + 1U);
			return;
		}
	}
	for (size_t i = 0; i < length; i++) {
		bool upper = name[i] >= 'A' && name[i] <= last;
		out[i] = (char)(upper ? name[i] + 'a' - 'A' : name[i]);
		if (name[i] == '~' && isupport->mapping == CASEMAPPING_RFC1459)
			out[i] = '^';
	}
	out[length] = '\0';
}

bool isupport_same(const struct isupport *isupport, const char *a, const char *b)
{
	char fold_a[FOLD_SIZE], fold_b[FOLD_SIZE];
	isupport_fold(isupport, fold_a, a);
	isupport_fold(isupport, fold_b, b);
	return strcmp(fold_a, fold_b) == 0;
}

bool isupport_is_room(const struct isupport *isupport, const char *text)
{
	return *text != '\0' && strchr(isupport->room_signs, *text);
}

const char *isupport_room_of(const struct isupport *isupport, const char *target)
{
	if (isupport_is_room(isupport, target))
		return target;
	target += strspn(target, isupport->modes.role_signs);
	return isupport_is_room(isupport, target) ? target : NULL;
}

bool isupport_name_good(const char *name)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)name[i] <= ' ')
			return false;
	return length > 0 && length <= CHAT_NAME_BYTES;
}
