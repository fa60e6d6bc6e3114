#include "reload.h"

#include "dnssd.h"
#include "log.h"
#include "metrics.h"
#include "service.h"

static void apply(struct server *server, const struct config *config, struct config_files *files)
{
	server_apply(server, config, files);
	dnssd_apply(server, config);
	archive_log_reload(&server->archive, config);
	metrics_log_reload(server, config);
	log_plain(LOG_INFO, "reloaded");
	certificate_reload(&server->certificate, config); /* a thread's log rows follow */
}

void reload_start(struct server *server)
{
	struct config config;
	struct config_files files;
	char error[OPTION_ERROR_SIZE];
	service_reloading();
	if (!config_reload(&config, server->argc, server->argv, error)) {
		log_event(LOG_ERROR, "not_reloaded", LOG_TEXT("reason", error));
		service_ready();
		return;
	}
	if (config_files_load(&files, &config, error)) {
		apply(server, &config, &files);
		config_files_finish(&files);
	} else {
		log_event(LOG_ERROR, "not_reloaded", LOG_TEXT("reason", error));
	}
	config_finish(&config);
	service_ready();
}
