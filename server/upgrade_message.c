#include "upgrade_message.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "clock.h"

#define AGAIN_MS 5 /* while too many descriptors are on their way */

union control {
	char bytes[CMSG_SPACE(UPGRADE_DESCRIPTORS_MAX * sizeof(int))];
	struct cmsghdr align;
};

static bool await(int fd, short events, int64_t until_ms)
{
	struct pollfd one = {.fd = fd, .events = events};
	int ready;
	do {
		int64_t left = until_ms - clock_monotonic_ms();
		ready = poll(&one, 1, left > 0 ? (int)left : 0);
	} while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static void add_descriptors(
	struct msghdr *header, union control *control, const int *fds, unsigned count)
{
	header->msg_control = control->bytes;
	header->msg_controllen = CMSG_SPACE(count * sizeof *fds);
	struct cmsghdr *rights = CMSG_FIRSTHDR(header);
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(count * sizeof *fds);
	memcpy(CMSG_DATA(rights), fds, count * sizeof *fds);
}

enum upgrade_result upgrade_send(int fd, enum upgrade_type type, const struct buffer *body,
	const int *fds, unsigned fd_count, int64_t until_ms)
{
	unsigned char first = (unsigned char)type;
	union control control = {0};
	struct iovec pieces[] = {{&first, 1}, {body ? body->bytes : NULL, body ? body->length : 0}};
	struct msghdr header = {.msg_iov = pieces, .msg_iovlen = 2};
	if (fd_count > 0)
		add_descriptors(&header, &control, fds, fd_count);
	while (sendmsg(fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
		bool many = errno == ETOOMANYREFS;
		if (errno != EAGAIN && errno != EINTR && !many)
			return UPGRADE_ENDED;
		if (clock_monotonic_ms() >= until_ms)
			return UPGRADE_LATE;
		if (many)
			(void)poll(NULL, 0, AGAIN_MS);
		else
			await(fd, POLLOUT, until_ms);
	}
	return UPGRADE_GOOD;
}

static void take_descriptors(struct upgrade_message *message, struct msghdr *header)
{
	for (struct cmsghdr *one = CMSG_FIRSTHDR(header); one; one = CMSG_NXTHDR(header, one)) {
		if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
			continue;
		size_t bytes = one->cmsg_len - CMSG_LEN(0);
		memcpy(message->fds, CMSG_DATA(one), bytes);
		message->fd_count = (unsigned)(bytes / sizeof *message->fds);
	}
}

enum upgrade_result upgrade_receive(int fd, struct upgrade_message *message, int64_t until_ms)
{
	union control control;
	struct iovec pieces[] = {{&message->type, 1}, {message->body, sizeof message->body}};
	struct msghdr header = {.msg_iov = pieces,
		.msg_iovlen = 2,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes};
	ssize_t got;
	message->fd_count = 0;
	do {
		if (!await(fd, POLLIN, until_ms))
			return UPGRADE_LATE;
		got = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	} while (got < 0 && (errno == EAGAIN || errno == EINTR));
	if (got <= 0)
		return UPGRADE_ENDED;
	take_descriptors(message, &header);
	message->length = (size_t)got - 1;
	bool cut = header.msg_flags & (MSG_TRUNC | MSG_CTRUNC);
	for (unsigned i = 0; cut && i < message->fd_count; i++)
		close(message->fds[i]);
	return cut ? UPGRADE_ENDED : UPGRADE_GOOD;
}
