/* Which process has a lock or listens on a socket, as /proc tells it; nothing is touched. */
#ifndef CHECK_HOLDER_H
#define CHECK_HOLDER_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#define CHECK_NAME_SIZE 64

/* The process that has locked the file (common/lock_file.h); 0 for none. */
pid_t check_lock_holder(const char *path);

/* The inode of the socket that listens on the address, or on one that contains it; 0 where none is
 * seen. `of_root`: root has made it. */
unsigned long check_listener_of(const struct sockaddr *address, bool *of_root);

/* The same for a unix socket at the path. */
unsigned long check_listener_at(const char *path);

/* Whether the process has the socket open. */
enum check_answer { CHECK_NO, CHECK_YES, CHECK_UNSEEN /* this user may not look */ };
enum check_answer check_has_socket(pid_t process, unsigned long inode);

/* A process that has it open, 0 where none is seen; `preferred` where that is one. */
pid_t check_socket_owner(unsigned long inode, pid_t preferred);

/* The program's name; "" where it cannot be seen. */
void check_process_name(char name[CHECK_NAME_SIZE], pid_t process);

/* Whether the process was started with these arguments, of which "--check" does not count. */
bool check_same_arguments(pid_t process, int argc, char *const *argv);

#endif
