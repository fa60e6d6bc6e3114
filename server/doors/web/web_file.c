#include "web_file.h"

void web_file(
	const struct page_file *file, const struct http_request *request, struct web_answer *answer)
{
	struct buffer *fields = &answer->fields;
	buffer_add_all(fields, "ETag: W/", file->etag,
		"\r\nVary: Accept-Encoding\r\nCache-Control: ",
		file->immutable ? "public, max-age=31536000, immutable\r\n" : "no-cache\r\n", NULL);
	if (http_unchanged(request, file->etag)) {
		answer->status = 304;
		return;
	}
	answer->status = 200;
	answer->type = file->type;
	answer->constant = request->gzip ? file->gzip : file->plain;
	answer->constant_length = request->gzip ? file->gzip_length : file->plain_length;
	if (request->gzip)
		buffer_add_text(fields, "Content-Encoding: gzip\r\n");
}
