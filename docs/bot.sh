#!/bin/sh
# A bot, as an example: says hello to NAME when somebody says "!hello NAME" to it or in its room.
# Usage: bot.sh [HOST [PORT [ROOM]]]
# (Lines end with a carriage return, which "$what" and "$text" bring along.)
pipe=${TMPDIR:-/tmp}/bot.$$
mkfifo -m 600 "$pipe" || exit
trap 'rm -f "$pipe"' EXIT
{
	printf '%s\r\n' 'NICK hellobot' 'USER hellobot 0 * :a bot' 'MODE hellobot +B' "JOIN ${3:-#lobby}"
	while read -r from what target text; do
		case $target in "#"*) ;; *) target=${from#:} target=${target%%!*} ;; esac
		case "$from $what $text" in
		"PING "*) printf 'PONG %s\n' "$what" ;;
		"ERROR "*) break ;;
		*" PRIVMSG :!hello "??*) printf 'NOTICE %s :Hello, %s\n' "$target" "${text#:!hello }" ;;
		esac
	done
} <"$pipe" | nc "${1:-127.0.0.1}" "${2:-5555}" >"$pipe"
