/* Folders for a program's own files. */
#ifndef FOLDER_H
#define FOLDER_H

/* Makes the missing folders above a path, for their owner alone. Where that fails, opening the file
 * fails, too. */
void folder_make_above(const char *path);

#endif
