/* The files of two pages, which embed.py has put into the program: the chat (server/web/page/), and
 * the figures for operators (server/web/stats/). */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct page_file {
	const char *path; /* with which a request asks for it: "/", or "/HASH/chat/chat.js" */
	const char *type; /* Content-Type */
	const char *etag; /* of its bytes, with the quotes (RFC 9110, 8.8.3) */
	const unsigned char *plain, *gzip; /* the file, and the same compressed (RFC 1952) */
	size_t plain_length, gzip_length;
	bool immutable; /* the path changes with the bytes, so it may be kept for ever */
};

/* What embed.py writes: ended by a row without a path. */
extern const struct page_file page_files[], stats_files[];

/* The hash of the style in the document, for its Content-Security-Policy: "sha256-...". */
extern const char page_style_hash[], stats_style_hash[];

/* NULL where there is no such file. Constants. */
const struct page_file *page_find(const struct page_file *files, const char *path, size_t length);

#endif
