/* Replaces a small file as a whole: whenever the program or the machine ends, there is the old or
 * the new one. */
#ifndef REPLACE_FILE_H
#define REPLACE_FILE_H

/* The path of ".NAME.ending" in the same folder, to free(3). The path has a folder. */
char *replace_file_beside(const char *path, const char *ending);

/* Writes the text as ".NAME.new", for the owner alone, onto the disk and renames that. Where it
 * fails, ".NAME.new" is removed. One writer at a time. Returns 0 or an errno value. */
int replace_file(const char *path, const char *text);

#endif
