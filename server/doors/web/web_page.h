/* The page for browsers, and the way from it into the chat: conns of the web door. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "conn.h"

extern const struct conn_ops web_conn_ops;

#endif
