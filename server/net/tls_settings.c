#include "tls_settings.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "memory.h"

#define CLIENT_CHAIN_MAX 16384 /* bytes of certificates that a client may send */
#define RSA_BITS_MAX 8192      /* of a client's key */
#define RSA_E_BITS_MAX 64      /* of its public exponent, which is 65537 in almost all */
#define ROUNDS 8	       /* of a handshake; four are enough */

/* In the order of the server's choice. */
static const unsigned char protocols[] = "\3irc\x8http/1.1";

/* A client that asks for other protocols only gets the alert of RFC 7301: it is lost here, and what
 * it says may be somebody else's attempt to have it say something to a chat. */
static int alpn_cb(SSL *session, const unsigned char **out, unsigned char *out_length,
	const unsigned char *asked, unsigned asked_length, void *data)
{
	unsigned char *found;
	int chosen = SSL_select_next_proto(
		&found, out_length, protocols, sizeof protocols - 1, asked, asked_length);
	if (chosen != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = found;
	return SSL_TLSEXT_ERR_OK;
}

/* A key of RSA can be made so that a check with it takes a hundred times as long as usual. */
static bool is_slow(const EVP_PKEY *key)
{
	BIGNUM *exponent = NULL;
	int kind = EVP_PKEY_get_base_id(key);
	if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_RSA_PSS)
		return false;
	if (!EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent))
		return true;
	bool slow = EVP_PKEY_get_bits(key) > RSA_BITS_MAX || BN_num_bits(exponent) > RSA_E_BITS_MAX;
	BN_free(exponent);
	return slow;
}

/* The handshake proves that the client has the key, and nobody vouches for anybody here. */
static int take_any_cb(X509_STORE_CTX *store, void *data)
{
	const EVP_PKEY *key = X509_get0_pubkey(X509_STORE_CTX_get0_cert(store));
	bool good = key && !is_slow(key);
	X509_STORE_CTX_set_error(store, good ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
	return good;
}

/* The system's settings may ask for more. */
static bool raise_version(SSL_CTX *ssl)
{
	return SSL_CTX_get_min_proto_version(ssl) >= TLS1_2_VERSION ||
	       SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1;
}

/* With which clients prove that they have the key of their certificate: all but DSA, which is slow.
 */
static bool set_client_signatures(SSL_CTX *ssl)
{
	return SSL_CTX_set1_client_sigalgs_list(ssl,
		       "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:"
		       "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:rsa_pss_pss_sha256:"
		       "rsa_pss_pss_sha384:rsa_pss_pss_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512") ==
	       1;
}

/* Without a cache, sessions live in tickets alone, and one is enough for a client. The mark of this
 * server's sessions is needed where clients are asked for certificates. */
static bool set_sessions(SSL_CTX *ssl)
{
	static const unsigned char mark[] = "chatd";
	SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
	return SSL_CTX_set_num_tickets(ssl, 1) == 1 &&
	       SSL_CTX_set_session_id_context(ssl, mark, sizeof mark - 1) == 1;
}

/* The first has a key exchange that quantum computers do not break, which OpenSSL has from 3.5 on.
 * The groups of finite fields are left out, of which one handshake can take tens of milliseconds.
 */
static bool set_groups(SSL_CTX *ssl)
{
	if (SSL_CTX_set1_groups_list(ssl, "X25519MLKEM768:X25519:P-256:P-384") == 1)
		return true;
	ERR_clear_error();
	return SSL_CTX_set1_groups_list(ssl, "X25519:P-256:P-384") == 1;
}

SSL_CTX *tls_settings_new(void)
{
	SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
	if (!ssl)
		return NULL;
	SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					 SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_CLEANSE_PLAINTEXT);
	SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(ssl, take_any_cb, NULL);
	SSL_CTX_set_max_cert_list(ssl, CLIENT_CHAIN_MAX);
	SSL_CTX_set_alpn_select_cb(ssl, alpn_cb, NULL);
	/* Of TLS 1.2; forward secret, and no CBC. */
	if (raise_version(ssl) && set_groups(ssl) && set_client_signatures(ssl) &&
		set_sessions(ssl) &&
		SSL_CTX_set_cipher_list(ssl, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1)
		return ssl;
	SSL_CTX_free(ssl);
	return NULL;
}

/* Both ends in memory, which has no limit. */
static void connect_ends(SSL *server, SSL *client)
{
	BIO *to_server = BIO_new(BIO_s_mem()), *to_client = BIO_new(BIO_s_mem());
	if (!to_server || !to_client || !BIO_up_ref(to_server) || !BIO_up_ref(to_client))
		fatal("out of memory");
	BIO_set_mem_eof_return(to_server, -1);
	BIO_set_mem_eof_return(to_client, -1);
	SSL_set_bio(server, to_server, to_client);
	SSL_set_bio(client, to_client, to_server);
	SSL_set_accept_state(server);
	SSL_set_connect_state(client);
}

static bool shake_hands(SSL *server, SSL *client)
{
	for (int i = 0; i < ROUNDS; i++) {
		int client_done = SSL_do_handshake(client);
		int server_done = SSL_do_handshake(server);
		if (client_done == 1 && server_done == 1)
			return true;
		if (SSL_get_error(server, server_done) == SSL_ERROR_SSL)
			return false;
	}
	return false;
}

bool tls_settings_work(SSL_CTX *ssl)
{
	SSL_CTX *other = SSL_CTX_new(TLS_client_method());
	SSL *client = other ? SSL_new(other) : NULL, *server = SSL_new(ssl);
	bool good = client && server;
	if (good) {
		connect_ends(server, client);
		good = shake_hands(server, client);
	}
	SSL_free(client);
	SSL_free(server);
	SSL_CTX_free(other);
	return good;
}
