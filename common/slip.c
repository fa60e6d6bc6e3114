#include "slip.h"

#include <stddef.h>
#include <string.h>

#include "ascii.h"
#include "token_text.h"

#define JUNK_BYTES 8 /* stray bytes before a word: ".", "7", ">", a BOM */
#define MANY 5	     /* words are counted up to here, so that the time stays linear */

/* Commands with a secret, and how many words must follow. */
static const struct secret {
	const char *word;
	unsigned least,
		most;	  /* without a slash; 0: never. In capitals, more than `most` may follow */
	unsigned slashed; /* `least` with a slash */
	bool apart;	  /* at the start, and behind a slash with a blank before it, any number of
			     words may follow: a password may have blanks, and the command is one that
			     people use often */
} secrets[] = {
	{"oper", 1, MANY, 2, false},
	{"pass", 1, 1, 1, false},
	{"identify", 1, 2, 1, false},
	{"authenticate", 1, 1, 1, false},
	{"webirc", 2, MANY, 2, false},
	{"login", 1, 2, 2, true},
	{"register", 1, 2, 2, true},
	{"password", 1, 2, 2, true},
	{"account-add", 1, 2, 2, true},
	{"auth", 0, 2, 2, false},
	{"passwd", 1, 2, 0, false},
	{0},
};

/* Commands of services that take a password. */
static const char *const services_words[] = {"identify", "id", "register", "login", "auth", "ghost",
	"recover", "regain", "release", "group", "set", "drop", NULL};

static const char *const services[] = {"ns", "nickserv", "cs", "chanserv", "authserv", "operserv",
	"memoserv", "hostserv", "botserv", "saslserv", NULL};

static const char *const to_others[] = {"msg", "privmsg", "query", "notice", NULL};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* U+FFFD stands for a control character that was typed (text.h). Behind one that was an escape, a
 * key such as the left arrow has sent "[D", "[1;5D" or "OD". */
static const char *skip_keys(const char *at)
{
	static const char control[] = "\xEF\xBF\xBD";
	while (strncmp(at, control, sizeof control - 1) == 0) {
		at += sizeof control - 1;
		const char *end = at + 1;
		if (*at == '[')
			end += strspn(end, "0123456789;");
		if ((*at == '[' || *at == 'O') && (ascii_is_letter(*end) || *end == '~'))
			at = end + 1;
	}
	return at;
}

/* Marks that people type behind whom they talk to. */
static bool is_mark(char c)
{
	return c == ':' || c == ',';
}

static size_t word_length(const char *at)
{
	size_t length = 0;
	while (at[length] && !is_blank(at[length]))
		length++;
	return length;
}

static const char *next_word(const char *at)
{
	return skip_blanks(at + word_length(at));
}

static unsigned words_behind(const char *at)
{
	unsigned count = 0;
	for (at = next_word(at); *at && count < MANY; at = next_word(at))
		count++;
	return count;
}

/* Runs for each word on each line, so the first letter is compared first. */
static inline bool is_word(const char *at, const char *word)
{
	if (ascii_lower(*at) != *word)
		return false;
	size_t length = strlen(word);
	if (!ascii_equal_n(at, word, length))
		return false;
	at += length;
	return !*at || is_blank(*at) || (is_mark(*at) && is_blank(at[1]));
}

/* Whether one of this file's words begins here. Runs on each line that is said. */
static bool is_known(const char *at)
{
	static const char *const words[26][6] = {
		['a' - 'a'] = {"account-add", "auth", "authenticate", "authserv"},
		['b' - 'a'] = {"botserv"},
		['c' - 'a'] = {"cap", "chanserv", "cs"},
		['e' - 'a'] = {"exit"},
		['h' - 'a'] = {"help", "hostserv"},
		['i' - 'a'] = {"identify"},
		['j' - 'a'] = {"j", "join"},
		['l' - 'a'] = {"login"},
		['m' - 'a'] = {"memoserv", "mode", "msg"},
		['n' - 'a'] = {"nick", "nickserv", "notice", "ns"},
		['o' - 'a'] = {"oper", "operserv"},
		['p' - 'a'] = {"pass", "passwd", "password", "privmsg"},
		['q' - 'a'] = {"query", "quit", "quote"},
		['r' - 'a'] = {"raw", "register"},
		['s' - 'a'] = {"saslserv"},
		['u' - 'a'] = {"user"},
		['w' - 'a'] = {"webirc"},
	};
	if (!ascii_is_letter(*at))
		return false;
	const char *const *word = words[ascii_lower(*at) - 'a'];
	while (*word && !is_word(at, *word))
		word++;
	return *word != NULL;
}

static bool is_one_of(const char *at, const char *const *words)
{
	while (*words && !is_word(at, *words))
		words++;
	return *words != NULL;
}

/* Of a command's name, "account-add". */
static size_t letters(const char *at)
{
	size_t length = 0;
	while (ascii_is_letter(at[length]) || (length > 0 && at[length] == '-'))
		length++;
	return length;
}

/* Whether a letter of the word is missing, typed twice, or two have changed places; but not the
 * first one. */
static bool is_typo(const char *at, const char *word)
{
	size_t typed = letters(at), length = strlen(word), same = 1;
	if (ascii_lower(*at) != *word || typed + 1 < length || typed > length + 1 ||
		(at[typed] && !is_blank(at[typed]) && !is_mark(at[typed])))
		return false;
	while (same < length && ascii_lower(at[same]) == word[same])
		same++;
	if (typed < length)
		return ascii_equal_n(at + same, word + same + 1, typed - same);
	if (typed > length)
		return ascii_lower(at[same]) == word[same - 1] &&
		       ascii_equal_n(at + same + 1, word + same, length - same);
	return same + 1 < length && ascii_lower(at[same]) == word[same + 1] &&
	       ascii_lower(at[same + 1]) == word[same] &&
	       ascii_equal_n(at + same + 2, word + same + 2, length - same - 2);
}

static bool is_typo_of(const char *at, const char *const *words)
{
	while (*words && !is_typo(at, *words))
		words++;
	return *words != NULL;
}

static bool in_capitals(const char *word)
{
	size_t length = word_length(word), i = 0;
	while (i < length && word[i] >= 'A' && word[i] <= 'Z')
		i++;
	return i == length;
}

/* Stores the kind and the word at `word`. */
static bool found(struct slip *slip, enum slip_kind kind, const char *word)
{
	size_t length = letters(word);
	if (length > SLIP_WORD_BYTES)
		length = SLIP_WORD_BYTES;
	for (size_t i = 0; i < length; i++)
		slip->word[i] = ascii_lower(word[i]);
	slip->word[length] = '\0';
	slip->kind = kind;
	return true;
}

/* Bytes of a slash or of a character that looks like one (U+2044, U+2215, U+FF0F); 0: none. */
static size_t slash(const char *at)
{
	static const char *const others[] = {"\xE2\x81\x84", "\xE2\x88\x95", "\xEF\xBC\x8F", NULL};
	if ((*at & 0x80) == 0)
		return *at == '/';
	for (const char *const *other = others; *other; other++)
		if (strncmp(at, *other, strlen(*other)) == 0)
			return strlen(*other);
	return 0;
}

static bool ends_in_serv(const char *at)
{
	size_t length = word_length(at);
	length -= length > 0 && is_mark(at[length - 1]);
	return length > 4 && ascii_is_word(at + length - 4, 4, "serv");
}

/* What one asks a service for with a password, "identify ...". */
static bool is_asked(const char *at)
{
	static const char *const typed[] = {"identify", "register", "login", NULL};
	return (is_one_of(at, services_words) || is_typo_of(at, typed)) && *next_word(at);
}

/* "nickserv identify ...", "NickServ: ...", "msg NickServ ...", "privmsg x :identify ...". */
static bool asks_services(const char *at)
{
	bool service = is_one_of(at, services);
	if (!service && !is_one_of(at, to_others))
		return false;
	const char *second = next_word(at), *third = next_word(second);
	if (service && ends_in_serv(at) && is_mark(at[word_length(at) - 1]) && *second)
		return true;
	if (service || !*third)
		return is_asked(second);
	third += *third == ':';
	return ends_in_serv(second) || (is_one_of(third, services_words) && *next_word(third));
}

/* The same behind a word that was to be one of these: "mgs NickServ identify ...". Runs on each
 * line that is said. */
static bool asks_services_behind(const char *at)
{
	const char *second = next_word(at);
	return ends_in_serv(second) && is_asked(next_word(second));
}

/* "login" and the like, mistyped, with something behind. */
static bool is_mistyped(const char *at)
{
	static const char *const words[] = {"login", "register", "identify", "password", NULL};
	return is_typo_of(at, words) && *next_word(at);
}

/* Whether it changes a key: "+k", "-s+k". */
static bool has_key(const char *at)
{
	return (*at == '+' || *at == '-') && memchr(at, 'k', word_length(at));
}

/* "join #room KEY", "mode key KEY", "mode +k KEY", "mode #room -s+k KEY". */
static bool gives_key(const char *at)
{
	bool mode = is_word(at, "mode");
	if (!mode && !is_word(at, "join") && !is_word(at, "j"))
		return false;
	const char *second = next_word(at), *third = next_word(second);
	if (!mode)
		return *second == '#' && words_behind(at) <= 2;
	return ((is_word(second, "key") || has_key(second)) && words_behind(at) == 2) ||
	       (*second == '#' && has_key(third));
}

/* What stands before a word. */
enum before { BEFORE_LINE, BEFORE_SLASH, BEFORE_WORD_SLASH /* a slash within a word */ };

/* Whether a command with a secret begins here. */
static bool is_secret(const char *at, enum before before)
{
	bool slashed = before != BEFORE_LINE;
	if (!is_known(at))
		return false;
	if (is_word(at, "quote") || is_word(at, "raw")) {
		at = next_word(at);
		slashed = true;
	}
	for (const struct secret *row = secrets; row->word; row++) {
		unsigned least = slashed ? row->slashed : row->least;
		if (!is_word(at, row->word) || least == 0)
			continue;
		unsigned behind = words_behind(at);
		if (row->apart && before != BEFORE_WORD_SLASH)
			return behind >= 1;
		return behind >= least && (behind <= row->most || in_capitals(at));
	}
	return asks_services(at) || gives_key(at);
}

/* Skips the tags and the source that IRC clients may send before a command ("@id=1 :alice PASS
 * hunter2"). */
static const char *behind_source(const char *line)
{
	const char *at = line;
	for (const char *mark = "@:"; *mark; mark++)
		if (*at == *mark && at[1] && !is_blank(at[1]))
			at = next_word(at);
	return at;
}

/* Looks after each slash in the line, and after characters that are often typed instead of one. */
static bool find_secret(struct slip *slip, const char *line)
{
	const char *at = line = skip_keys(line);
	while (at - line < JUNK_BYTES && *at && !ascii_is_letter(*at))
		at++;
	if (is_secret(at, BEFORE_LINE) || is_mistyped(at) || asks_services_behind(at))
		return found(slip, SLIP_SECRET, at);
	at = behind_source(line);
	if (in_capitals(at) && is_secret(at, BEFORE_LINE))
		return found(slip, SLIP_SECRET, at);
	for (at = strchr(line, '/'); at; at = strchr(at + 1, '/')) {
		const char *word = skip_blanks(at + 1);
		bool within = at - line >= JUNK_BYTES && !is_blank(at[-1]);
		if (is_secret(word, within ? BEFORE_WORD_SLASH : BEFORE_SLASH))
			return found(slip, SLIP_SECRET, word);
	}
	return false;
}

/* Words that are commands if they stand alone or with a name after them. */
static bool find_bare(struct slip *slip, const char *at)
{
	static const char *const alone[] = {"help", "quit", "exit", NULL};
	unsigned wanted = is_one_of(at, alone) ? 0 : is_word(at, "nick") ? 1 : MANY;
	if (letters(at) != word_length(at))
		return false;
	return wanted < MANY && words_behind(at) == wanted && found(slip, SLIP_COMMAND, at);
}

bool slip_find(struct slip *slip, const char *line, bool first)
{
	static const char *const registration[] = {"cap", "nick", "user", "pass", NULL};
	const char *at = skip_blanks(skip_keys(line));
	*slip = (struct slip){.kind = token_text_within(line) ? SLIP_TOKEN : SLIP_NONE};
	if (slip->kind == SLIP_TOKEN)
		return true;
	if (find_secret(slip, line))
		return true;
	if (line[0] == '/' && line[1] == '/')
		return false;
	size_t bytes = slash(at);
	const char *word = skip_blanks(at + bytes);
	if (bytes > 0 && letters(word) > 0 && letters(word) == word_length(word))
		return found(slip, SLIP_COMMAND, word);
	if (!is_known(at))
		return false;
	if (find_bare(slip, at))
		return true;
	if (first && is_one_of(line, registration))
		return found(slip, SLIP_IRC, line);
	return false;
}

/* Formatting codes of IRC, which are control characters: a color has digits behind it. */
static const char *skip_formatting(const char *at)
{
	for (; *at && (unsigned char)*at < ' ' && *at != '\t'; at++)
		if (*at == '\x03')
			at += strspn(at + 1, "0123456789,");
	return at;
}

bool slip_asks(const char *line)
{
	const char *at = skip_blanks(skip_keys(skip_formatting(line)));
	bool slashed = slash(at) > 0;
	for (size_t bytes; (bytes = slash(at)) > 0;)
		at = skip_blanks(at + bytes);
	if (asks_services_behind(at) || (slashed && is_secret(at, BEFORE_SLASH)))
		return true;
	if (slashed || !is_known(at))
		return false;
	unsigned behind = words_behind(at);
	return asks_services(at) || (is_word(at, "identify") && behind >= 1 && behind <= 2);
}
