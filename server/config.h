/* The configuration: the table of chatd's options, and their values. */
#ifndef CONFIG_H
#define CONFIG_H

#include "limits.h"
#include "option_report.h"

enum { CONFIG_ANNOUNCE_ON, CONFIG_ANNOUNCE_OFF };

enum config_answer { CONFIG_NO, CONFIG_YES };

struct config {
	bool help, version;
	bool check;		 /* see check_all.h */
	bool print_config;	 /* see config_print.h */
	char *config;		 /* the file; NULL for none */
	struct option_list bind; /* see config_bind.h */
	long port;
	long threads; /* 0: as many as there are CPUs, at most 8 */
	char *name;
	char *motd; /* a file; NULL for none */
	long log_level;
	char *log_file;	    /* NULL: standard error */
	long log_addresses; /* enum config_answer */
	long max_clients;   /* 0: as many as there are descriptors */
	long max_per_address;
	char *password_file; /* see config_files.h; NULL for none */
	bool accounts_only;
	struct option_list allow, deny; /* see access_rules.h */
	long announce;			/* on the local network: CONFIG_ANNOUNCE_... */
	long web;			/* see config_web.h */
	struct option_list web_host, web_origin;
	long greet_ms;
	long ping_seconds; /* 0: never */
	bool plain_passwords;
	struct option_list operators; /* "NAME:HASH" */
	char *metrics;		      /* see config_metrics(); NULL for none */
	char *admin;		      /* NULL for nobody */
	char *description;
	bool hash_password;
	bool verify, export, import, upgrade; /* see tool.h */
	char *backup, *restore;		      /* files; NULL for none */
	char *room, *since, *until;	      /* of export; NULL for all */
	long drain_ms;
	long history; /* enum history_mode */
	char *state;  /* a folder for the history and the certificate; NULL for the usual one */
	char *keep;   /* see keep.h */
	long history_wait_ms;
	long replay;		  /* lines shown on entering a room */
	char *tls_cert, *tls_key; /* files; NULL: the server's own */
	struct limits limits;
};

extern const struct option_table config_table;

/* As option_read(), with the checks that no single row can make. */
bool config_load(struct config *config, int argc, char *const *argv, bool again,
	struct option_report *report);
void config_finish(struct config *config);

/* The port after which the usual state folder is called: the first that is listened on, 0 where the
 * system chooses it. */
int config_port(const struct config *config);

/* Reads the message of the day and makes it safe to show; free it. NULL for none. False where it
 * cannot be read. */
bool config_motd(const struct config *config, char **motd, struct option_report *report);

#endif
