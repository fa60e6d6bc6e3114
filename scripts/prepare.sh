# For scripts/server and scripts/test: installs what is missing and builds. Sourced, after `set -eu`
# and with $top as the project's folder.

build_packages="gcc libc6-dev meson ninja-build pkg-config libevent-dev libutf8proc-dev uthash-dev
	libsodium-dev libconfuse-dev libjansson-dev libreadline-dev scdoc"
test_packages="check netcat-openbsd tmux irssi weechat-curses iproute2 procps
	libident libgnutls30 libpam0g"

fail() {
	printf '%s: %s\n' "$(basename "$0")" "$1" >&2
	exit 1
}

say() {
	printf '%s: %s\n' "$(basename "$0")" "$1" >&2
}

# Runs a command quietly; where it fails, shows what it printed and then the sentence.
quietly() {
	sentence=$1
	shift
	printed=$(mktemp)
	if ! "$@" >"$printed" 2>&1 </dev/null; then
		tail -n 40 "$printed" >&2
		rm -f "$printed"
		fail "$sentence"
	fi
	rm -f "$printed"
}

missing() {
	for package in "$@"; do
		status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
		[ "$status" = installed ] || printf ' %s' "$package"
	done
}

install_packages() {
	if ! command -v apt-get >/dev/null 2>&1; then
		say "this is no Debian, so nothing is installed; what is needed: $*"
		return
	fi
	# shellcheck disable=SC2086,SC2048
	wanted=$(missing $*)
	[ -n "$wanted" ] || return 0
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null 2>&1 ||
			fail "these packages are missing:$wanted. Install them as root: apt-get install$wanted"
		as_root=sudo
	fi
	say "installing$wanted"
	export DEBIAN_FRONTEND=noninteractive
	quietly "apt-get update failed; is the network up?" $as_root apt-get update
	# shellcheck disable=SC2086
	quietly "apt-get could not install$wanted" \
		$as_root apt-get install -y --no-install-recommends $wanted
}

# prepare_build FOLDER [MESON OPTION]...
prepare_build() {
	folder=$1
	shift
	if [ ! -f "$folder/build.ninja" ]; then
		say "configuring $folder"
		rm -rf "$folder"
		quietly "meson could not configure the build" meson setup "$@" "$folder" "$top"
	fi
	ninja -C "$folder" -n 2>/dev/null | grep -q 'no work to do' || say "building $folder"
	quietly "the build failed" ninja -C "$folder"
}

# unpack_servers FOLDER: IRC servers of other makes, which the tests start; unpacked and not
# installed, since a package would start its server there and then.
unpack_servers() {
	command -v apt-get >/dev/null 2>&1 || return 0
	for package in ngircd inspircd; do
		[ ! -x "$1/usr/sbin/$package" ] || continue
		say "unpacking $package for the tests"
		packed=$(mktemp -d)
		chmod 755 "$packed"
		quietly "apt-get could not fetch $package; after apt-get update it may" \
			sh -c 'cd "$1" && apt-get download "$2"' sh "$packed" "$package"
		quietly "dpkg could not unpack $package" dpkg -x "$packed"/*.deb "$1"
		rm -rf "$packed"
	done
}
