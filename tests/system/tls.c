#include "tls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>

#include "relay.h"

#define PIECE_BYTES 16384

/* The first context of a program takes long with a sanitizer, and chatd greets whoever is silent
 * for 0.3 s in plain text. So it is made before any client connects. */
__attribute__((constructor)) static void prepare(void)
{
	SSL_CTX_free(SSL_CTX_new(TLS_client_method()));
}

static void set_options(SSL *ssl, const struct tls_options *options)
{
	unsigned char protocols[64];
	if (options->version)
		ck_assert_int_eq(SSL_set_max_proto_version(ssl, options->version), 1);
	if (options->protocol) {
		size_t length = strlen(options->protocol);
		protocols[0] = (unsigned char)length;
		memcpy(protocols + 1, options->protocol, length);
		ck_assert_int_eq(SSL_set_alpn_protos(ssl, protocols, (unsigned)length + 1), 0);
	}
	if (options->certificate) {
		ck_assert_int_eq(SSL_use_certificate_chain_file(ssl, options->certificate), 1);
		ck_assert_int_eq(
			SSL_use_PrivateKey_file(ssl, options->certificate, SSL_FILETYPE_PEM), 1);
	}
}

SSL *tls_new(int fd, const struct tls_options *options)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(context);
	SSL_CTX_free(context);
	ck_assert_ptr_nonnull(ssl);
	if (options)
		set_options(ssl, options);
	if (fd >= 0)
		ck_assert_int_eq(SSL_set_fd(ssl, fd), 1);
	SSL_set_connect_state(ssl);
	return ssl;
}

SSL *tls_shake(int fd, const struct tls_options *options)
{
	SSL *ssl = tls_new(fd, options);
	fcntl(fd, F_SETFL, 0);
	must(SSL_do_handshake(ssl) == 1, "no handshake: %s",
		ERR_reason_error_string(ERR_peek_error()));
	return ssl;
}

const char *tls_refusal(int fd, const struct tls_options *options)
{
	SSL *ssl = tls_new(fd, options);
	fcntl(fd, F_SETFL, 0);
	int result = SSL_do_handshake(ssl);
	if (result == 1)
		result = SSL_read(ssl, (char[1]){0}, 1); /* TLS 1.3 learns of it here */
	must(result <= 0, "a handshake that was to be refused was not");
	unsigned long error = ERR_get_error();
	SSL_free(ssl);
	return error ? ERR_reason_error_string(error) : "the end";
}

/* Reads a record for the test. False at the end. */
static bool carry_in(SSL *ssl, int test)
{
	char bytes[PIECE_BYTES];
	int got = SSL_read(ssl, bytes, sizeof bytes);
	if (got > 0)
		return write_all(test, bytes, (size_t)got);
	int error = SSL_get_error(ssl, got);
	if (error == SSL_ERROR_WANT_READ)
		return true;
	if (error != SSL_ERROR_ZERO_RETURN)
		write_all(test, TLS_CUT "\n", sizeof TLS_CUT);
	shutdown(test, SHUT_WR);
	return false;
}

/* Sends what the test has written. False at its end. */
static bool carry_out(SSL *ssl, int test)
{
	char bytes[PIECE_BYTES];
	struct pollfd net = {.fd = SSL_get_fd(ssl), .events = POLLOUT};
	ssize_t got = read(test, bytes, sizeof bytes);
	int sent = -1;
	if (got <= 0)
		SSL_shutdown(ssl);
	while (got > 0 && (sent = SSL_write(ssl, bytes, (int)got)) <= 0 &&
		SSL_get_error(ssl, sent) == SSL_ERROR_WANT_WRITE)
		poll(&net, 1, -1);
	return sent > 0;
}

/* Until both sides have ended. */
static void carry(SSL *ssl, int net, int test)
{
	struct pollfd fds[2] = {{.fd = net, .events = POLLIN}, {.fd = test, .events = POLLIN}};
	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		bool pending = fds[0].fd >= 0 && SSL_pending(ssl) > 0;
		if (poll(fds, 2, pending ? 0 : -1) < 0 && errno != EINTR)
			return;
		if ((pending || (fds[0].fd >= 0 && fds[0].revents)) && !carry_in(ssl, test))
			fds[0].fd = -1;
		if (fds[1].fd >= 0 && fds[1].revents && !carry_out(ssl, test))
			fds[1].fd = -1;
	}
}

void tls_start(struct client *client, const struct tls_options *options)
{
	int test;
	SSL *ssl = tls_shake(client->fd, options);
	if (relay_fork(client, &test)) {
		fcntl(client->fd, F_SETFL, O_NONBLOCK);
		carry(ssl, client->fd, test);
		_exit(0);
	}
	SSL_set_quiet_shutdown(ssl, 1);
	SSL_free(ssl);
}

void tls_connect(struct client *client, const struct server *server)
{
	client_connect(client, server);
	tls_start(client, NULL);
}

void tls_come(struct client *client, const struct server *server)
{
	tls_connect(client, server);
	client_say(client, "%s", ""); /* as client_come() */
	client_greet(client);
}

size_t tls_hello(char out[TLS_HELLO_SIZE])
{
	SSL *ssl = tls_new(-1, NULL);
	BIO *in = BIO_new(BIO_s_mem()), *sent = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(in, -1);
	SSL_set_bio(ssl, in, sent);
	SSL_do_handshake(ssl);
	int length = BIO_read(sent, out, TLS_HELLO_SIZE);
	ck_assert_int_gt(length, 0);
	SSL_free(ssl);
	return (size_t)length;
}
