/* The page for browsers, and the way from it into the chat: conns of the web door. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "conn.h"
#include "pack.h"

extern const struct conn_ops web_conn_ops;

/* web_unpack() for these conns. */
void *web_page_unpack(struct unpack *in);

#endif
