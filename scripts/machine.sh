# shellcheck shell=sh disable=SC2154
# Bare machines for tests: a Debian with nothing but debootstrap's minbase. Sourced behind prepare.sh,
# with $release as the name of a Debian. Makes $work, a temporary folder, and sets traps: however the
# script ends, its machines end first, and the folder is removed.
#
# The mirror, proxies and certificates are those of this machine's apt. Each machine is a folder in
# namespaces for mounts and processes, which end with it; the network is this one's. Where
# BARE_MACHINES names a folder, what debootstrap has made is kept there for the next time.

work=$(mktemp -d)
machine=
group=
trap end_work EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

end_work() {
	end_machine
	rm -rf --one-file-system "$work"
}

# end_machine: where one runs, it and all its processes have ended when this returns.
end_machine() {
	if [ -n "$machine" ]; then
		# The first process of a namespace ends behind all others.
		# shellcheck disable=SC2046
		kill -KILL $(cat "/proc/$machine/task/$machine/children") 2>/dev/null || kill -KILL "$machine" || true
		wait "$machine" || true
	fi
	remove_group
}

# await_machine COMMAND...: which becomes unshare. A signal to this script is heard meanwhile.
await_machine() {
	ended=0
	setpriv --pdeathsig KILL "$@" &
	machine=$!
	wait "$machine" || ended=$?
	machine=
	return "$ended"
}

# remove_group: the control groups of a machine that was booted, which has ended.
remove_group() {
	# shellcheck disable=SC2016
	[ -z "$group" ] || unshare --mount sh -euc '
		mount -t cgroup2 cgroup2 "$1"
		[ ! -d "$1/$2" ] || find "$1/$2" -depth -type d -exec rmdir {} +' sh "$work/groups" "$group"
	group=
}

# This machine's Debian archives, as "SITE SUITE" with the suite that $release has there.
archives() {
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(SITE) $(CODENAME)' 'Origin: Debian' 'Created-By: Packages' |
		sed "s/ $(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)/ $release/" | sort -u
}

# alone COMMAND...: with mounts and processes that end with it.
alone() {
	unshare --mount --pid --fork --kill-child "$@"
}

# make_base FOLDER MIRROR: what each machine begins with.
make_base() {
	kept=${BARE_MACHINES:+$BARE_MACHINES/$release.tar}
	mkdir "$1"
	if [ -n "$kept" ] && [ -f "$kept" ]; then
		tar -xf "$kept" -C "$1"
		return
	fi
	say "making a bare $release"
	quietly "debootstrap could not make a $release" \
		alone debootstrap --variant=minbase "$release" "$1" "$2"
	[ -z "$kept" ] || tar -cf "$kept" -C "$1" .
}

# connect FOLDER: apt works there as it does here.
connect() {
	sed 's/^\([^ ]*\) \(.*\)/deb \1 \2 main/' "$work/archives" >"$1/etc/apt/sources.list"
	apt-config dump Acquire | grep -E '^Acquire::(http|https|Check-|ForceIPv|Retries)' \
		>"$1/etc/apt/apt.conf.d/99machine" || true
	for kind in http https; do
		proxy=$(printenv "${kind}_proxy") || continue
		printf 'Acquire::%s::Proxy "%s";\n' "$kind" "$proxy" >>"$1/etc/apt/apt.conf.d/99machine"
	done
	cp /etc/hosts /etc/resolv.conf "$1/etc/"
	if grep -q '^https:' "$work/archives"; then
		bundle=$(apt-config dump --format '%v' Acquire::https::CaInfo)
		bundle=${bundle:-/etc/ssl/certs/ca-certificates.crt}
		mkdir -p "$1$(dirname "$bundle")"
		cp "$bundle" "$1$bundle"
	fi
}

# prepare_machines: what new_machine needs.
prepare_machines() {
	[ "$(id -u)" -eq 0 ] || fail "only root can make a machine; run it with sudo"
	install_packages debootstrap debian-archive-keyring git iproute2
	archives >"$work/archives"
	if ! [ -s "$work/archives" ]; then
		quietly "apt-get update failed; is the network up?" apt-get update
		archives >"$work/archives"
	fi
	mirror=$(sed -n "s/ $release\$//p" "$work/archives" | head -n 1)
	[ -n "$mirror" ] || fail "this machine's apt knows no mirror of Debian"
	make_base "$work/base" "$mirror"
	connect "$work/base"
}

# new_machine FOLDER
new_machine() {
	cp -a "$work/base" "$1"
}

# remove_machine FOLDER
remove_machine() {
	rm -rf --one-file-system "$1"
}

# clone_to FOLDER: the last commit, at /srv/chatd of that machine.
clone_to() {
	quietly "the repository could not be cloned" git clone "$top" "$1/srv/chatd"
}

# on_machine FOLDER COMMAND...: as root, and as the first process there.
on_machine() {
	on_machine_with "" "$@"
}

# on_machine_apart FOLDER COMMAND...: the same, with a network of its own: 127.0.0.1 and ::1.
on_machine_apart() {
	on_machine_with --net "$@"
}

on_machine_with() {
	network=$1
	shift
	# shellcheck disable=SC2016,SC2086
	await_machine env -i --default-signal PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
		unshare --mount --pid $network --fork --kill-child sh -euc '
			[ -z "$1" ] || ip link set lo up
			mount --bind "$2" "$2"
			cd "$2"
			shift 2
			mount -t proc proc proc
			mount --rbind /dev dev
			mkdir here
			pivot_root . here
			umount -l /here
			rmdir /here
			exec "$@"' sh "$network" "$@"
}

# boot_machine FOLDER PROGRAM: systemd, which must be installed there, runs as the first process and
# starts PROGRAM (a path there) when all else is started; the machine ends with it, or is ended after
# ten minutes. What it prints is shown; returns its exit status. The network is as in on_machine_apart.
boot_machine() {
	cat >"$1/etc/systemd/system/machine.service" <<-UNIT
		[Unit]
		After=multi-user.target
		SuccessAction=exit
		FailureAction=exit
		FailureActionExitStatus=1

		[Service]
		Type=oneshot
		ExecStart=/bin/sh $2
		StandardOutput=file:/srv/printed
		StandardError=inherit
	UNIT
	mkdir -p "$1/etc/systemd/system/multi-user.target.wants"
	ln -sf ../machine.service "$1/etc/systemd/system/multi-user.target.wants/"
	: >"$1/etc/machine-id"
	mkdir -p "$work/groups"
	group=chatd-machine-$$
	booted=0
	# The outer namespaces end what is left when the time is over, and the mount of the groups.
	# shellcheck disable=SC2016
	await_machine env -i --default-signal PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		container=machine unshare --mount --pid --fork --kill-child sh -euc '
		mount -t cgroup2 cgroup2 "$1"
		mkdir "$1/$2"
		timeout --signal KILL 600 sh -euc "$3" sh "$1/$2" "$4" "$5" || exit' \
		sh "$work/groups" "$group" '
		echo 0 >"$1/cgroup.procs"
		exec unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child sh -euc "$2" sh "$3"' '
		ip link set lo up
		hostname machine
		mount --bind "$1" "$1"
		cd "$1"
		mount -t proc proc proc
		mount --bind proc/sys proc/sys
		mount -o remount,ro,bind proc/sys
		mount -t sysfs -o ro sysfs sys
		mount -t cgroup2 cgroup2 sys/fs/cgroup
		mount -t tmpfs -o mode=755 tmpfs dev
		for device in null zero full random urandom tty; do
			cp -a "/dev/$device" dev/
		done
		ln -s /proc/self/fd dev/fd
		mkdir dev/pts dev/shm here
		mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
		ln -s pts/ptmx dev/ptmx
		pivot_root . here
		umount -l /here
		rmdir /here
		exec setpriv --bounding-set -sys_module,-sys_time,-sys_rawio,-syslog,-mknod \
			/lib/systemd/systemd' "$1" >"$work/console" 2>&1 || booted=$?
	cat "$1/srv/printed" || cat "$work/console"
	[ "$booted" != 137 ] || say "the machine was ended: it took longer than ten minutes"
	remove_group
	return "$booted"
}
