#include "tls_tickets.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sodium.h>

#include "clock.h"

void tls_tickets_init(struct tls_tickets *tickets)
{
	*tickets = (struct tls_tickets){0};
	pthread_mutex_init(&tickets->lock, NULL);
}

void tls_tickets_finish(struct tls_tickets *tickets)
{
	pthread_mutex_destroy(&tickets->lock);
	sodium_memzero(tickets, sizeof *tickets);
}

static bool make_key(struct tls_ticket_key *key, int64_t now_ms)
{
	key->made_ms = now_ms;
	return RAND_bytes(key->name, sizeof key->name) == 1 &&
	       RAND_priv_bytes(key->cipher, sizeof key->cipher) == 1 &&
	       RAND_priv_bytes(key->mac, sizeof key->mac) == 1;
}

static bool lives(const struct tls_ticket_key *key, int64_t now_ms, int64_t ms)
{
	return key->made_ms != 0 && now_ms - key->made_ms < ms;
}

bool tls_tickets_now(struct tls_tickets *tickets, int64_t now_ms, struct tls_ticket_key *out)
{
	static const struct tls_ticket_key none;
	struct tls_ticket_key made;
	bool good = true;
	pthread_mutex_lock(&tickets->lock);
	if (!lives(&tickets->now, now_ms, TLS_TICKETS_KEY_MS)) {
		good = make_key(&made, now_ms);
		if (good) {
			tickets->former = lives(&tickets->now, now_ms, 2 * TLS_TICKETS_KEY_MS)
						  ? tickets->now
						  : none;
			tickets->now = made;
		}
		sodium_memzero(&made, sizeof made);
	}
	*out = tickets->now;
	pthread_mutex_unlock(&tickets->lock);
	return good;
}

bool tls_tickets_find(struct tls_tickets *tickets, int64_t now_ms, const unsigned char name[16],
	struct tls_ticket_key *out, bool *newest)
{
	bool found = false;
	pthread_mutex_lock(&tickets->lock);
	const struct tls_ticket_key *const keys[] = {&tickets->now, &tickets->former};
	for (int i = 0; !found && i < 2; i++) {
		found = lives(keys[i], now_ms, 2 * TLS_TICKETS_KEY_MS) &&
			memcmp(keys[i]->name, name, sizeof keys[i]->name) == 0;
		if (found)
			*out = *keys[i];
		*newest = i == 0 && lives(keys[i], now_ms, TLS_TICKETS_KEY_MS);
	}
	pthread_mutex_unlock(&tickets->lock);
	return found;
}

static bool start(const struct tls_ticket_key *key, unsigned char *iv, EVP_CIPHER_CTX *cipher,
	EVP_MAC_CTX *mac, int encrypt)
{
	char digest[] = "SHA256";
	OSSL_PARAM settings[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key->cipher, iv, encrypt) == 1 &&
	       EVP_MAC_init(mac, key->mac, sizeof key->mac, settings) == 1;
}

/* Returns 1 to go on, 2 to go on and send a new ticket, 0 for a full handshake, -1 to fail. */
static int ticket_cb(SSL *session, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
	EVP_MAC_CTX *mac, int encrypt)
{
	struct tls_tickets *tickets = SSL_CTX_get_app_data(SSL_get_SSL_CTX(session));
	int64_t now_ms = clock_monotonic_ms();
	struct tls_ticket_key key;
	bool newest = true;
	int answer;
	if (!encrypt && !tls_tickets_find(tickets, now_ms, name, &key, &newest))
		return 0;
	if (encrypt && (!tls_tickets_now(tickets, now_ms, &key) || RAND_bytes(iv, 16) != 1))
		return -1;
	if (encrypt)
		memcpy(name, key.name, sizeof key.name);
	answer = !start(&key, iv, cipher, mac, encrypt) ? -1 : newest ? 1 : 2;
	sodium_memzero(&key, sizeof key);
	return answer;
}

void tls_tickets_use(struct tls_tickets *tickets, SSL_CTX *ssl)
{
	SSL_CTX_set_app_data(ssl, tickets);
	SSL_CTX_set_tlsext_ticket_key_evp_cb(ssl, ticket_cb);
}

static void pack_key(const struct tls_ticket_key *key, struct pack *out)
{
	pack_i64(out, key->made_ms);
	pack_raw(out, key->name, sizeof key->name);
	pack_raw(out, key->cipher, sizeof key->cipher);
	pack_raw(out, key->mac, sizeof key->mac);
}

void tls_tickets_pack(struct tls_tickets *tickets, struct pack *out)
{
	pthread_mutex_lock(&tickets->lock);
	pack_key(&tickets->now, out);
	pack_key(&tickets->former, out);
	pthread_mutex_unlock(&tickets->lock);
}

static void unpack_array(struct unpack *in, unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = unpack_u8(in);
}

static void unpack_key(struct unpack *in, struct tls_ticket_key *key)
{
	key->made_ms = unpack_i64(in);
	unpack_array(in, key->name, sizeof key->name);
	unpack_array(in, key->cipher, sizeof key->cipher);
	unpack_array(in, key->mac, sizeof key->mac);
}

bool tls_tickets_unpack(struct tls_tickets *tickets, struct unpack *in)
{
	pthread_mutex_lock(&tickets->lock);
	unpack_key(in, &tickets->now);
	unpack_key(in, &tickets->former);
	pthread_mutex_unlock(&tickets->lock);
	return !in->failed;
}
