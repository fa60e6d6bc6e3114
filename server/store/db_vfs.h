/* Files of SQLite that have nothing on disk but what is in the database.
 *
 * With secure_delete SQLite overwrites what is deleted. But when cells move from one page to
 * another (a page is full, or nearly empty), their bytes stay in the free space of the first one,
 * and nothing overwrites them when they are deleted later. So that space is cleared whenever a page
 * is written into the database file, which happens at a checkpoint. */
#ifndef DB_VFS_H
#define DB_VFS_H

/* The name for sqlite3_open_v2(); NULL where there is too little memory. Any thread. */
const char *db_vfs(void);

#endif
