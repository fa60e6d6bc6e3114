#include "reload.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "config_change.h"
#include "config_log.h"
#include "descriptors.h"
#include "dnssd.h"
#include "given.h"
#include "listen_change.h"
#include "log.h"
#include "memory.h"
#include "service.h"
#include "thread.h"

struct reload {
	struct server *server;
	pthread_t thread;
	atomic_bool done; /* what follows is the first loop's again */
	bool again;	  /* there was another signal meanwhile */
	bool good;
	struct config config;
	struct config_files files;
	struct option_report report;
	struct listen_change listeners, metrics;
};

static void read_all(struct reload *reload, bool own_umask)
{
	const struct server *server = reload->server;
	struct option_report *report = &reload->report;
	reload->good = config_load(&reload->config, server->argc, server->argv, true, report);
	reload->good &= config_files_load(&reload->files, &reload->config, report);
	if (reload->good) {
		reload->good =
			listen_change_open(&reload->listeners, &reload->config, own_umask, report);
		reload->good &=
			listen_change_open(&reload->metrics, &reload->config, own_umask, report);
	}
	if (reload->good)
		reload->good = config_log(&reload->config, report);
}

static void *run(void *data)
{
	struct reload *reload = data;
	read_all(reload, unshare(CLONE_FS) == 0);
	struct loop *loop = &reload->server->workers[0].loop;
	atomic_store(&reload->done, true);
	loop_wake(loop);
	return NULL;
}

static void finish(struct reload *reload)
{
	listen_change_finish(&reload->listeners);
	listen_change_finish(&reload->metrics);
	config_files_finish(&reload->files);
	option_report_finish(&reload->report);
	config_finish(&reload->config);
	free(reload);
}

/* The usual state folder is called after the port. */
static void log_folder(const struct server *server, const struct config *wished)
{
	const char *folder = server->archive.folder;
	if (*folder && !server->config->state && !wished->state &&
		config_port(server->config) != config_port(wished))
		log_event(LOG_WARNING, "other_folder", LOG_TEXT("folder", folder),
			LOG_TEXT("advice", "a restart would take the folder of the new port: name "
					   "this one with --state"));
}

static void apply(struct server *server, struct reload *reload)
{
	long listeners = (long)(server->listeners.count + server->metrics.count);
	given_warn(&reload->config, &reload->report);
	complain_log_warnings(&reload->report);
	config_change_log(server->config, &reload->config, &server->archive);
	log_folder(server, &reload->config);
	config_change(server->config, &reload->config, &server->archive);
	listen_change_apply(&reload->listeners, server, server->config);
	listen_change_apply(&reload->metrics, server, server->config);
	listeners -= (long)(server->listeners.count + server->metrics.count);
	server->max_clients += listeners * DESCRIPTORS_EACH_LISTENER;
	server_apply(server, server->config, &reload->files);
	dnssd_apply(server, server->config);
	archive_log_reload(&server->archive, server->config);
	log_plain(LOG_INFO, "reloaded");
	certificate_reload(&server->certificate, server->config); /* a thread's log rows follow */
}

static void start(struct server *server)
{
	struct reload *reload = memory_zero(sizeof *reload);
	reload->server = server;
	server->reload = reload;
	service_reloading();
	listen_change_begin(&reload->listeners, server, false, &reload->metrics);
	listen_change_begin(&reload->metrics, server, true, &reload->listeners);
	int error = thread_start(&reload->thread, run, reload);
	if (error == 0)
		return;
	log_event(LOG_ERROR, "not_reloaded", LOG_TEXT("reason", strerrordesc_np(error)));
	server->reload = NULL;
	finish(reload);
	service_ready();
}

void reload_start(struct server *server)
{
	if (atomic_load(&server->stopping))
		return;
	if (server->reload)
		server->reload->again = true;
	else if (atomic_load(&server->upgrade.running))
		server->upgrade.hup = true;
	else
		start(server);
}

bool reload_is_due(const struct server *server)
{
	return server->reload && atomic_load(&server->reload->done);
}

static struct reload *join(struct server *server)
{
	struct reload *reload = server->reload;
	pthread_join(reload->thread, NULL);
	server->reload = NULL;
	return reload;
}

void reload_end(struct server *server)
{
	struct reload *reload = join(server);
	bool again = reload->again, stopping = atomic_load(&server->stopping);
	complain_log_mistakes(&reload->report, "not_reloaded");
	if (reload->good && !stopping)
		apply(server, reload);
	finish(reload);
	if (stopping)
		return;
	service_ready();
	if (again)
		start(server);
}

void reload_stop(struct server *server)
{
	if (server->reload)
		finish(join(server));
}
