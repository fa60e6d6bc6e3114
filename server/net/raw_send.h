/* send(2) for conns. */
#ifndef RAW_SEND_H
#define RAW_SEND_H

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The call is made without glibc's wrapper. As soon as there is a second thread, the wrapper makes
 * each call a point at which the thread could be cancelled, and that takes half as many
 * instructions as all that chatd does itself for one delivery. No thread is ever cancelled. */
static inline ssize_t raw_send(int fd, const void *bytes, size_t length)
{
	return syscall(SYS_sendto, fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);
}

#endif
