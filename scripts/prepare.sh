# What the scripts share: installing packages and building. Sourced, after `set -eu` and with $top as
# the project's folder.

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
	if ! printed=$("$@" 2>&1 </dev/null); then
		printf '%s\n' "$printed" | tail -n 40 >&2
		fail "$sentence"
	fi
}

# Runs a command with an empty TMPDIR of its own, and fails where it leaves something in it.
leave_nothing() {
	left=$(mktemp -d)
	chmod 711 "$left" # tests become other users, who have folders in it
	trap 'rm -rf "$left"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	status=0
	TMPDIR=$left "$@" || status=$?
	if [ -n "$(ls -A "$left")" ]; then
		ls -lAR "$left" >&2
		say "these files were left in the temporary directory"
		status=1
	fi
	rm -rf "$left"
	return "$status"
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
	as_root="env DEBIAN_FRONTEND=noninteractive"
	if [ "$(id -u)" -ne 0 ]; then
		as_root="sudo $as_root"
		{ command -v sudo >/dev/null 2>&1 && sudo true; } || fail \
			"packages are missing, and only root can install them: apt-get install$wanted"
	fi
	say "installing$wanted"
	# shellcheck disable=SC2086
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

# libraries_missing FOLDER PACKAGE: names of the libraries that the unpacked server does not find.
libraries_missing() {
	for file in "$1/usr/sbin/$2" "$1"/usr/lib/"$2"/modules/core_*.so; do
		[ ! -f "$file" ] || LD_LIBRARY_PATH=$1/libraries ldd "$file"
	done 2>/dev/null | sed -n "s/^[[:space:]]*\(.*\) => not found$/\1/p" | sort -u
}

# unpack_package FOLDER PACKAGE: all shared libraries of it can be found in FOLDER/libraries.
unpack_package() {
	mkdir -p "$1/packed" "$1/libraries"
	chmod 755 "$1/packed"
	quietly "apt-get could not fetch $2; after apt-get update it may" \
		sh -c 'cd "$1" && apt-get download "$2"' sh "$1/packed" "$2"
	quietly "dpkg could not unpack $2" dpkg -x "$1/packed"/*.deb "$1"
	rm -rf "$1/packed"
	for file in "$1"/lib/*-linux-gnu*/*.so.* "$1"/usr/lib/*-linux-gnu*/*.so.*; do
		[ ! -e "$file" ] || ln -sf "..${file#"$1"}" "$1/libraries/"
	done
}

# unpack_servers FOLDER: IRC servers of other makes, which the tests start; unpacked and not
# installed, since a package would start its server there and then. So are the libraries they need:
# packages that apt would install with them, until no library is missing.
unpack_servers() {
	command -v apt-get >/dev/null 2>&1 || return 0
	for package in ngircd inspircd; do
		if [ ! -x "$1/usr/sbin/$package" ]; then
			say "unpacking $package for the tests"
			unpack_package "$1" "$package"
		fi
		[ -n "$(libraries_missing "$1" "$package")" ] || continue
		with=$(apt-get install -s --no-install-recommends "$package" 2>/dev/null |
			sed -n 's/^Inst \(lib[^ ]*\) .*/\1/p')
		for library in $with; do
			unpack_package "$1" "$library"
			[ -n "$(libraries_missing "$1" "$package")" ] || break
		done
		still=$(libraries_missing "$1" "$package")
		[ -z "$still" ] || fail "$package lacks libraries, and no package brings them: $still"
	done
}
