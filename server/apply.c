#include "server.h"

#include "clock.h"
#include "config_web.h"
#include "log.h"
#include "operators.h"
#include "server_ban.h"
#include "server_password.h"

void server_apply(struct server *server, const struct config *config, struct config_files *files)
{
	long max = server->max_clients;
	if (config->max_clients > 0 && config->max_clients < max)
		max = config->max_clients;
	log_set_level((enum log_level)config->log_level);
	log_set_addresses(config->log_addresses == CONFIG_YES);
	atomic_store(&server->detect.greet_ms, config->greet_ms);
	admission_set(&server->admission, max, config->max_per_address);
	atomic_store(&server->ping_seconds, config->ping_seconds);
	web_settings_set(
		&server->web, config->web == CONFIG_WEB_ON, &config->web_host, &config->web_origin);
	access_rules_log(&files->access);
	struct prover prover = password_prover(&server->password);
	core_enter(&server->core.loops[0], clock_monotonic_ms());
	server->core.limits = config->limits;
	core_set_clock(&server->core, clock_utc_ms());
	core_set_motd(&server->core, files->motd);
	server_password_set(&server->core, files->password_hash);
	server->core.accounts_only = config->accounts_only;
	access_set_rules(&server->core, &files->access);
	server_ban_end_all(&server->core);
	core_set_admin(&server->core, config->admin);
	core_set_description(&server->core, config->description);
	operators_set(&server->core, (const char *const *)config->operators.values,
		config->operators.count);
	proof_set_prover(&server->core, &prover);
	server->core.plain_passwords = config->plain_passwords;
	archive_apply(&server->archive, &server->core, config);
	core_leave(&server->core.loops[0]);
	for (unsigned i = 0; i < server->worker_count; i++) {
		atomic_store(&server->workers[i].loop.drain_ms, config->drain_ms);
		loop_wake(&server->workers[i].loop); /* its flush copies the limits */
	}
	log_event(LOG_INFO, "settings", LOG_NUMBER("max_clients", max),
		LOG_NUMBER("threads", server->worker_count));
}
