#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "page.h"
#include "unit.h"

#define WIRE_MAX 59300 /* bytes of the whole page, compressed */

START_TEST(each_file_is_found_by_its_path)
{
	size_t count = 0;
	for (const struct page_file *file = page_files; file->path; file++, count++)
		ck_assert_ptr_eq(page_find(page_files, file->path, strlen(file->path)), file);
	ck_assert_uint_ge(count, 2);
	ck_assert_str_eq(page_find(page_files, "/", 1)->type, "text/html; charset=utf-8");
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
	static const char *const paths[] = {"", "//", "/index.html", "/style.css", "/main.js",
		"/../page.c", "/..", "/%2e%2e/", "/favicon.ico", NULL};
	for (const char *const *path = paths; *path; path++)
		ck_assert_ptr_null(page_find(page_files, *path, strlen(*path)));
}
END_TEST

START_TEST(what_may_be_kept_has_the_hash_in_its_path)
{
	for (const struct page_file *file = page_files; file->path; file++) {
		ck_assert_int_eq(file->immutable, strcmp(file->path, "/") != 0);
		if (file->immutable)
			ck_assert_uint_eq(strspn(file->path + 1, "0123456789abcdef"), 16);
	}
}
END_TEST

START_TEST(the_document_has_its_style_and_names_the_program)
{
	const struct page_file *document = page_find(page_files, "/", 1);
	struct buffer copy = {0};
	buffer_add(&copy, (const char *)document->plain, document->plain_length);
	const char *text = buffer_text(&copy);
	ck_assert_ptr_nonnull(strstr(text, "<style>"));
	ck_assert_ptr_null(strstr(text, "rel=\"stylesheet\""));
	for (const struct page_file *file = page_files; file->path; file++) {
		char script[256];
		snprintf(script, sizeof script, "<script type=\"module\" src=\"%s\">", file->path);
		if (strncmp(file->type, "text/javascript", 15) == 0)
			ck_assert_ptr_nonnull(strstr(text, script));
	}
	buffer_finish(&copy);
}
END_TEST

START_TEST(the_page_is_small_on_the_wire)
{
	size_t total = 0;
	for (const struct page_file *file = page_files; file->path; file++) {
		ck_assert_int_eq(file->gzip[0], 0x1F);
		ck_assert_int_eq(file->gzip[1], 0x8B);
		total += file->gzip_length;
	}
	ck_assert_uint_le(total, WIRE_MAX);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_file_is_found_by_its_path,
		what_is_not_there_is_not_found, what_may_be_kept_has_the_hash_in_its_path,
		the_document_has_its_style_and_names_the_program, the_page_is_small_on_the_wire,
		NULL};
	return unit_cases("page", cases);
}
