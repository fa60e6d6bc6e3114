# shellcheck shell=sh disable=SC2034
# What the tests on machines share. Sourced, by root there, after `set -eu`.

now=$(echo /srv/now/chatd_*.deb) client_now=$(echo /srv/now/chat-client_*.deb)
next=$(echo /srv/next/chatd_*.deb) client_next=$(echo /srv/next/chat-client_*.deb)

fail() {
	echo "package-test: $1"
	exit 1
}

# quietly COMMAND...: what it prints is shown where it fails.
quietly() {
	if ! printed=$("$@" 2>&1 </dev/null); then
		printf '%s\n' "$printed" | tail -n 40
		fail "this failed: $*"
	fi
}

apt_get() {
	quietly env DEBIAN_FRONTEND=noninteractive apt-get -y "$@"
}

milliseconds() {
	echo $(($(date +%s%N) / 1000000))
}

# await WORDS: reads from descriptor 5 until a line has these words.
await() {
	while IFS= read -r line <&5; do
		case $line in
		*"$1"*) return 0 ;;
		esac
	done
	fail "nobody said: $1"
}

# someone: a person with nc, who types what is written to descriptor 6 and reads from 5.
someone() {
	mkfifo /root/typed /root/seen
	nc localhost 5555 </root/typed >/root/seen &
	person=$!
	exec 6>/root/typed 5</root/seen
	rm /root/typed /root/seen
	await '-- Welcome to '
}

someone_is_gone() {
	exec 6>&-
	cat <&5 >/dev/null
	{ wait "$person" || true; } 2>/dev/null
	exec 5<&-
}

someone_leaves() {
	echo /quit >&6
	someone_is_gone
}

# A person with nc and one with chat-client hear each other.
chat() {
	someone
	echo '/nick nancy' >&6
	await 'You are nancy now.'
	chat-client --nick clara -m "hello from the client $1" localhost ||
		fail "chat-client ended with $?"
	await "<clara> hello from the client $1"
	mkfifo /root/heard
	chat-client --nick clara --follow localhost >/root/heard &
	follower=$!
	exec 7</root/heard
	rm /root/heard
	await 'clara'
	echo "hello from nc $1" >&6
	while IFS= read -r line <&7; do
		case $line in
		*"hello from nc $1"*) break ;;
		esac
	done
	kill "$follower"
	{ wait "$follower" || true; } 2>/dev/null
	exec 7<&-
	someone_leaves
}

# remembered WORDS: somebody who comes later is shown them.
remembered() {
	printf '/history\n/quit\n' | nc localhost 5555 | grep -qF -- "$1" ||
		fail "this is not in the history: $1"
}

# Where each program and document is.
installed() {
	for file in /usr/bin/chatd /usr/bin/chat-client /etc/chatd/chatd.conf \
		/usr/share/doc/chatd/copyright /usr/share/doc/chat-client/copyright; do
		[ -f "$file" ] || fail "there is no $file"
	done
	grep -q 'GNU General Public License version 3' /usr/share/doc/chat-client/copyright ||
		fail "the copyright of chat-client does not name the GPL 3"
	ldd /usr/bin/chat-client | grep -q libreadline || fail "chat-client is built without readline"
	! ldd /usr/bin/chatd | grep -q libreadline || fail "chatd is linked with readline"
	[ "$(stat -c '%U %a' /var/lib/chatd)" = 'chatd 700' ] ||
		fail "the state folder is $(stat -c '%U %a' /var/lib/chatd)"
}

# Nothing of the packages is left but the user, whom files elsewhere may belong to.
purged() {
	apt_get purge chatd chat-client
	left=$(find / -xdev \( -path /srv -o -path /proc -o -path /sys -o -path /dev -o -path /var/lib/apt \
		-o -path /var/cache/apt \) -prune -o \( -name '*chatd*' -o -name '*chat-client*' -o -user chatd \) -print)
	[ -z "$left" ] || fail "a purge leaves: $left"
	! dpkg -l chatd chat-client 2>/dev/null | grep -q '^[^pu]' || fail "dpkg remembers the packages"
	case $(getent passwd chatd) in
	*:/usr/sbin/nologin | '') ;;
	*) fail "the user chatd can log in" ;;
	esac
}
