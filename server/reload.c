#include "reload.h"

#include "complain.h"
#include "config_log.h"
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
	struct config_files files = {0};
	struct option_report report;
	service_reloading();
	bool good = config_load(&config, server->argc, server->argv, true, &report);
	if (good)
		good = config_files_load(&files, &config, &report);
	if (good)
		good = config_log(&config, &report);
	complain_log_mistakes(&report, "not_reloaded");
	if (good) {
		complain_log_warnings(&report);
		apply(server, &config, &files);
	}
	config_files_finish(&files);
	option_report_finish(&report);
	config_finish(&config);
	service_ready();
}
