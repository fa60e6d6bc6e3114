#include "ascii.h"

#include <string.h>

int ascii_compare(const char *a, const char *b)
{
	while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)ascii_lower(*a) - (unsigned char)ascii_lower(*b);
}

bool ascii_equal(const char *a, const char *b)
{
	return ascii_compare(a, b) == 0;
}

bool ascii_equal_n(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
		if (a[i] == '\0')
			return true;
	}
	return true;
}

bool ascii_is_word(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && ascii_equal_n(text, word, length);
}
