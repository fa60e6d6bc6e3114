#include "config_check.h"

#include <string.h>

#include "config_bind.h"
#include "config_web.h"
#include "keep.h"
#include "operators.h"
#include "text.h"
#include "tls_context.h"

static void check_bind(const struct config *config, struct option_report *report)
{
	for (size_t i = 0; i < config->bind.count; i++) {
		struct config_bind bind;
		const char *wrong = config_bind(&bind, config->bind.values[i]);
		if (!wrong && bind.tls == BIND_TLS && !tls_context_built())
			wrong = "this chatd was built without TLS";
		if (wrong)
			option_mistake(report, "bind", i, "'bind' cannot be '%s': %s",
				config->bind.values[i], wrong);
	}
}

static void check_text(const char *option, const char *text, struct option_report *report)
{
	size_t length = strlen(text);
	char safe[TEXT_SAFE_SIZE(64)];
	if (length > 0 && length <= 64) {
		text_safe(safe, text, length);
		if (strcmp(safe, text) == 0)
			return;
	}
	option_mistake(report, option, 0,
		"'%s' must have 1 to 64 bytes of UTF-8 without control characters", option);
}

static void check_texts(const struct config *config, struct option_report *report)
{
	check_text("name", config->name, report);
	if (config->admin)
		check_text("admin", config->admin, report);
	check_text("description", config->description, report);
}

static void check_operators(const struct config *config, struct option_report *report)
{
	for (size_t i = 0; i < config->operators.count; i++)
		if (!operators_row_good(config->operators.values[i]))
			option_mistake(report, "oper", i,
				"'oper' must be a name, a colon and a hash that chatd "
				"--hash-password prints");
}

static void check_keep(const struct config *config, struct option_report *report)
{
	int64_t ms, bytes;
	if (!keep_parse(config->keep, &ms, &bytes))
		option_mistake(report, "keep", 0,
			"'keep' must be a time (90d, 12h), bytes (10G, 500M) or both (90d,10G), "
			"with numbers from 1 to 100000, or forever");
}

static void check_queues(const struct config *config, struct option_report *report)
{
	const char *given = option_origin(report, "slow-queue")->source == OPTION_FILE
				    ? "slow-queue"
				    : "send-queue";
	if (config->limits.slow_queue > config->limits.send_queue_max)
		option_mistake(report, given, 0,
			"'slow-queue' (%ld) must not be more than 'send-queue' (%ld)",
			config->limits.slow_queue, config->limits.send_queue_max);
}

static void check_tls(const struct config *config, struct option_report *report)
{
	const char *given = config->tls_cert ? "tls-cert" : "tls-key";
	if (!tls_context_built() && (config->tls_cert || config->tls_key))
		option_mistake(report, given, 0,
			"'%s' cannot be used: this chatd was built without TLS", given);
	else if (!config->tls_cert && config->tls_key)
		option_mistake(report, "tls-key", 0,
			"'tls-key' needs the certificate's file in 'tls-cert'");
}

static void check_metrics(const struct config *config, struct option_report *report)
{
	struct address address;
	const char *wrong = config->metrics ? config_metrics(&address, config->metrics) : NULL;
	if (wrong)
		option_mistake(report, "metrics", 0, "'metrics' cannot be '%s': %s",
			config->metrics, wrong);
}

/* Each asks for something else than a server. */
static void check_questions(const struct config *config, struct option_report *report)
{
	const struct {
		const char *name;
		bool asked;
	} all[] = {{"check", config->check}, {"print-config", config->print_config},
		{"hash-password", config->hash_password}, {"verify", config->verify},
		{"export", config->export}, {"import", config->import},
		{"backup", config->backup != NULL}, {"restore", config->restore != NULL},
		{"upgrade", config->upgrade}};
	const char *first = NULL;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i].asked && first) {
			option_mistake(report, NULL, 0,
				"'%s' and '%s' do not go together: start chatd for each", first,
				all[i].name);
			report->usage = true;
		} else if (all[i].asked) {
			first = all[i].name;
		}
	}
}

void config_check(const struct config *config, struct option_report *report)
{
	check_bind(config, report);
	check_texts(config, report);
	check_operators(config, report);
	check_queues(config, report);
	check_keep(config, report);
	check_tls(config, report);
	check_metrics(config, report);
	config_web(config, report);
	if (!config->help && !config->version)
		check_questions(config, report);
}
