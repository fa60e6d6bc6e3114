/* The chat behind the page: everything of it that needs no DOM.
 *
 *   import { Chat } from "./chat/chat.js";
 *   const chat = new Chat({ url, open, timer, settings });
 *   chat.addEventListener("lines", (event) => show(event.detail));
 *   chat.connect();
 *
 * It speaks IRC over WebSocket (docs/irc.md, docs/web.md) to the chatd that the page came from. It
 * knows no DOM, no storage and no clock: all are passed in. Nothing here trusts the server or other
 * people: what grows is bounded (limits.js), texts have no control characters but "\n" (a message
 * of several lines), and names are keys of Maps alone. Texts are plain: the view puts them in with
 * textContent.
 *
 * new Chat({...}):
 *   url       "ws://host:5555/" or "wss://..."
 *   open      (url, protocols) => a WebSocket
 *   timer     { set(function, ms) => id, clear(id), now() => ms since 1970 }
 *   settings  what was saved (below), all of it optional:
 *             { name, account, token, rooms: ["#lobby"], ignored: ["bob"] }; also
 *             password: the server's own, where it has one; secure: true where the page came over
 *             https or from this machine
 *
 * Properties, to be read only:
 *   chat.state    "connecting" | "online" | "waiting" (offline; tries again at chat.retryAt) |
 *                 "ended" (until connect() is called)
 *   chat.reason   why it is not online: a sentence, or ""
 *   chat.needs    "" | "password" (the server's) | "account": what the server asks for before it
 *                 lets anybody in; with state "ended". Then connect({ password }) or login()
 *   chat.me       { name, account: "" for none, away: "" or why, operator: of the server }
 *   chat.server   { name, network, secure, history, search, erase, accounts, registration,
 *                   motd: [lines] }. accounts: one can log in here; false also where others could
 *                 read the password on its way. registration: one can make an account
 *   chat.rooms    Map key => Room, in the order of joining. Key "" is the server's own room, for
 *                 what belongs to no other
 *   chat.ignored  Map key => name
 *
 * Room:
 *   key, name, kind: "room" | "person" | "server"
 *   topic    null | { text, by, time }
 *   people   Map key => { name, prefix: "" | "+" | "@" | "~" (the highest), away, account, bot,
 *            spoke: when, or 0 }
 *   lines    Line[], oldest first, in the order of the server
 *   pending  Line[]: one's own that the server has not confirmed, in the order in which they were
 *            said; to be shown behind `lines`. A confirmed one moves to `lines`
 *   earlier  "more" | "loading" | "none": lines before the first one, for earlier()
 *   unread, mentions   counters of what came since it was read
 *   marker   ms: read up to there; 0 where that is not known
 *   joined   one is in it, as far as the server has said
 *   wanted   one wants to be in it: it is entered again after a loss
 *   modes    Map letter => value or ""
 *   draft    for the view to use
 *
 * Line:
 *   key      string, unique in the page
 *   id       the server's msgid, or ""
 *   number   of the line in its room, 0 where it has none (/erase, /since)
 *   time     ms since 1970
 *   kind     "said" | "action" | "notice": `from` says `text`
 *            "note": a sentence in `text` of the server or the page; `refused` where it says no
 *            "joined" | "left" | "quit": `from`, `text` is the reason
 *            "renamed": `from` is now `other`
 *            "kicked": `from` put `other` out, `text` is the reason
 *            "topic": `from` set it to `text` ("": took it away)
 *            "mode": a sentence in `text`
 *            "gap": lines are missing here; `fill`: "more" (chat.fill(room, line) gets them) |
 *            "loading" | "none" (the server does not have them); `text` is a sentence
 *   from, other, account ("" for none), bot
 *   own      one's own, also of another device of the same account and name
 *   mention  one's name is in it
 *   past     it came from the history and not live
 *   erased   its text is gone: `text` is "(erased)"; erasedBy, why
 *   state    "sent" | "waiting" (for its echo, or for the connection) | "unsure" (the connection was
 *            lost after it was sent: it may have been said; resend() or discard()) | "failed" (why)
 *   why      a sentence
 *
 * Functions; `room` is a Room. Those with a Promise reject with an Error whose message is a
 * sentence for people.
 *   connect(options)   begins, or begins again after "ended"; options: { password }
 *   close(why)         leaves for good: QUIT
 *   retryNow()         "waiting": tries at once
 *   online()           the browser says that the network is back: looks whether the connection lives
 *   saved()            what to keep for the next visit, plain JSON, for `settings`; changed at event
 *                      "settings". token is "" unless `keep` was asked for
 *   say(room, text, kind = "said")   Line, the first of them where the text takes several messages
 *   resend(room, line), discard(room, line)   unsure or failed ones
 *   run(room, text)    a /command (also what is typed without one: it is said). { error } with a
 *                      sentence where it is not done; answers come as "note" lines in `room`
 *   complete(room, text, cursor)   { from, words }: what can stand in place of text.slice(from,
 *                      cursor), best first, each with the blank or ": " behind it
 *   join(name, key), part(room, why), query(name)   part() also closes a talk with a person.
 *                      join() and query() give the Room
 *   rename(name)       Promise
 *   earlier(room)      a page of older lines; event "lines" with where "start"
 *   fill(room, line)   lines of a gap; event "lines" with where "middle"
 *   search(room, { text, from, before: ms, after: ms })   Promise of { lines, more }
 *   read(room)         one has read it to the end: counters to 0, other devices are told. To be
 *                      called whenever the room is in sight at its end; cheap when nothing is new
 *   erase(room, line, why)   Promise
 *   list()             Promise of [{ name, people, topic }], the fullest first
 *   login(account, password, { keep }), register(account, password, { keep }), logout()   Promise
 *   tokens(), revoke(id)   Promise: login tokens of the account
 *   ignore(name), unignore(name), away(why)
 *   commands()         [{ name, usage, help }] that can be used now
 *
 * Events (CustomEvent; detail). Lines of a flood are gathered: one "lines" for what came within
 * 16 ms, and the same for "people" and "rooms". What is in Room and Line is always the newest.
 *   "state" {}           state, reason, retryAt, needs
 *   "me" {}              me, server
 *   "settings" {}        saved() has changed
 *   "rooms" {}           rooms, their counters, joined
 *   "lines" { room, added: Line[], where: "end" | "start" | "middle", removed, gap }
 *                        removed: so many lines were dropped from the start (before `added` where
 *                        that is at the end). middle: `added` stands before the Line `gap`, which is
 *                        still in room.lines unless gap.fill is "none" and gap.text is ""
 *   "line" { room, line }   one has changed: erased, a gap
 *   "pending" { room }   room.pending or a state in it
 *   "people" { room }, "topic" { room }
 *   "mention" { room, line }   for a notification: one's name, or a private message; not of the past
 *   "problem" { text }   a sentence that belongs to no room
 *   "open" { room }      the view should show this room: /join, /query, /room, a share link
 *   "ask" { what, name } a command wants a form: "login" | "register" | "password" | "search" | "list"
 *   "number" { on }      /number: show line.number, or not
 */

export class Chat extends EventTarget {
	constructor({ url, open, timer, settings = {} }) {
		super();
		Object.assign(this, { url, open, timer, settings });
		this.state = "ended";
		this.reason = "";
		this.needs = "";
		this.retryAt = 0;
		this.me = { name: settings.name || "", account: "", away: "", operator: false };
		this.server = {};
		this.rooms = new Map();
		this.ignored = new Map();
	}
}
