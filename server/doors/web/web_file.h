/* A file of a page as an answer (RFC 9110): from the browser's cache where that has it, compressed
 * where the browser allows it. */
#ifndef WEB_FILE_H
#define WEB_FILE_H

#include "page.h"
#include "web.h"

void web_file(const struct page_file *file, const struct http_request *request,
	struct web_answer *answer);

#endif
