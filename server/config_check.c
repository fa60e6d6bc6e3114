#include "config_check.h"

#include <stdio.h>
#include <string.h>

#include "config_bind.h"
#include "config_web.h"
#include "keep.h"
#include "operators.h"
#include "text.h"
#include "tls_context.h"

static bool check_bind(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	for (size_t i = 0; i < config->bind.count; i++) {
		struct config_bind bind;
		const char *wrong = config_bind(&bind, config->bind.values[i]);
		if (!wrong && bind.tls == BIND_TLS && !tls_context_built())
			wrong = "this chatd was built without TLS";
		if (!wrong)
			continue;
		snprintf(error, OPTION_ERROR_SIZE, "'bind' cannot be '%s': %s",
			config->bind.values[i], wrong);
		return false;
	}
	return true;
}

static bool check_text(const char *option, const char *text, char error[OPTION_ERROR_SIZE])
{
	size_t length = strlen(text);
	char safe[TEXT_SAFE_SIZE(64)];
	if (length > 0 && length <= 64) {
		text_safe(safe, text, length);
		if (strcmp(safe, text) == 0)
			return true;
	}
	snprintf(error, OPTION_ERROR_SIZE,
		"'%s' must have 1 to 64 bytes of UTF-8 without control characters", option);
	return false;
}

static bool check_name(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	return check_text("name", config->name, error);
}

static bool check_about(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	return (!config->admin || check_text("admin", config->admin, error)) &&
	       check_text("description", config->description, error);
}

static bool check_operators(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	for (size_t i = 0; i < config->operators.count; i++) {
		if (operators_row_good(config->operators.values[i]))
			continue;
		snprintf(error, OPTION_ERROR_SIZE,
			"'oper' must be a name, a colon and a hash that chatd --hash-password "
			"prints");
		return false;
	}
	return true;
}

static bool check_keep(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	int64_t ms, bytes;
	if (keep_parse(config->keep, &ms, &bytes))
		return true;
	snprintf(error, OPTION_ERROR_SIZE,
		"'keep' must be a time (90d, 12h), bytes (10G, 500M) or both (90d,10G), with "
		"numbers from 1 to 100000, or forever");
	return false;
}

static bool check_queues(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	if (config->limits.slow_queue <= config->limits.send_queue_max)
		return true;
	snprintf(error, OPTION_ERROR_SIZE,
		"'slow-queue' (%ld) must not be more than 'send-queue' (%ld)",
		config->limits.slow_queue, config->limits.send_queue_max);
	return false;
}

static bool check_tls(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	if (!tls_context_built() && (config->tls_cert || config->tls_key)) {
		snprintf(error, OPTION_ERROR_SIZE,
			"'%s' cannot be used: this chatd was built without TLS",
			config->tls_cert ? "tls-cert" : "tls-key");
		return false;
	}
	if (config->tls_cert || !config->tls_key)
		return true;
	snprintf(error, OPTION_ERROR_SIZE, "'tls-key' needs the certificate's file in 'tls-cert'");
	return false;
}

static bool check_metrics(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	struct address address;
	const char *wrong = config->metrics ? config_metrics(&address, config->metrics) : NULL;
	if (wrong)
		snprintf(error, OPTION_ERROR_SIZE, "'metrics' cannot be '%s': %s", config->metrics,
			wrong);
	return !wrong;
}

bool config_check(const struct config *config, char error[OPTION_ERROR_SIZE])
{
	return check_bind(config, error) && check_name(config, error) &&
	       check_about(config, error) && check_operators(config, error) &&
	       check_queues(config, error) && check_keep(config, error) &&
	       check_tls(config, error) && check_metrics(config, error) &&
	       config_web(config, error);
}
