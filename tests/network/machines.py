"""Machines on a local network: each is a network namespace and a mount namespace with a D-Bus daemon
and an Avahi daemon of its own. Needs root.

    with Network() as network:
        alice, bob = network.machine('alice'), network.machine('bob')
        alice.start('chatd', ...)

Nothing sleeps: whoever waits looks again until what is expected is there, for at most LIMIT seconds.
"""
import contextlib
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

LIMIT = 60

PROGRAMS = ('avahi-browse', 'avahi-daemon', 'avahi-publish-service', 'dbus-daemon', 'ip', 'nsenter', 'unshare')

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

AVAHI = """[server]
host-name=%s
use-ipv4=yes
use-ipv6=yes
allow-interfaces=lan
enable-dbus=yes
[publish]
publish-workstation=no
publish-hinfo=no
"""


def missing():
    """Why there can be no machines here; None where there can."""
    if os.geteuid() != 0:
        return 'only root makes network namespaces'
    for program in PROGRAMS:
        if not shutil.which(program):
            return f'{program} is not installed (Debian: avahi-daemon, avahi-utils, dbus, iproute2)'
    made = subprocess.run(['unshare', '--net', '--mount', 'ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1'],
                          capture_output=True, text=True)
    return None if made.returncode == 0 else 'no network namespaces here: ' + made.stderr.strip()


def until(what, look):
    """What look() returns as soon as that is true."""
    end = time.monotonic() + LIMIT
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < end, f'waited in vain: {what}'
        time.sleep(0.02)


class Process:
    """A process whose output goes to a file."""

    def __init__(self, arguments, output, **options):
        self.output = output
        with open(output, 'wb') as file:
            self.popen = subprocess.Popen(arguments, stdout=file, stderr=subprocess.STDOUT, **options)

    def text(self):
        with open(self.output, encoding='utf-8', errors='backslashreplace') as file:
            return file.read()

    def expect(self, pattern, count=1):
        """Waits until the pattern has come so often; returns the last match."""
        def look():
            found = list(re.finditer(pattern, self.text()))
            ended = self.popen.poll() is not None
            assert len(found) >= count or not ended, f'it ended without {pattern!r}:\n{self.text()}'
            return found[-1] if len(found) >= count else None
        try:
            return until(pattern, look)
        except AssertionError as error:
            raise AssertionError(f'{error}\n{self.text()}') from None

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self):
        return self.popen.wait(LIMIT)

    def close(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait()


class Terminal:
    """A process on a terminal."""

    def __init__(self, arguments, environment):
        self.seen = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(arguments[0], arguments, environment)
        self.status = None

    def read(self):
        if not select.select([self.fd], [], [], 0.1)[0]:
            return
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # the other end is closed
            data = b''
        self.seen += data.decode(errors='backslashreplace')
        if not data and self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def expect(self, text):
        def look():
            self.read()
            assert text in self.seen or self.status is None, f'it ended without {text!r}:\n{self.seen}'
            return text in self.seen
        try:
            until(text, look)
        except AssertionError as error:
            raise AssertionError(f'{error}\n{self.seen}') from None

    def type(self, text):
        os.write(self.fd, text.encode())

    def wait(self):
        def look():
            if self.status is None:
                self.read()
            return self.status is not None
        until('the end', look)
        return self.status

    def close(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


class Machine:
    def __init__(self, network, name):
        self.network = network
        self.name = name
        self.stack = network.stack
        self.folder = os.path.join(network.folder, name)
        self.count = 0
        os.makedirs(os.path.join(self.folder, 'home'))
        self.bus = os.path.join(self.folder, 'bus')
        self.write('bus.conf', BUS % self.bus)
        self.write('avahi.conf', AVAHI % name)
        self.holder = self.keep(Process(
            ['unshare', '--net', '--mount', 'sh', '-c',
             'mount -t tmpfs tmpfs /run && mkdir /run/avahi-daemon && ip link set lo up && echo up && '
             'exec sleep infinity'], self.path('holder')))
        self.stack.callback(self.end_all)
        self.holder.expect('up')
        self.environment = os.environ | {
            'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=' + self.bus, 'HOME': self.path('home'), 'TERM': 'dumb',
            'LC_ALL': 'C.UTF-8', 'LOGNAME': name}
        if 'TSAN_OPTIONS' in os.environ:  # libdbus takes its locks in any order, in one thread
            self.environment['TSAN_OPTIONS'] = os.environ['TSAN_OPTIONS'] + ':detect_deadlocks=0'
        for variable in ('XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'CHAT_PASSWORD', 'CHAT_SERVER_PASSWORD'):
            self.environment.pop(variable, None)

    def end_all(self):
        """Ends what still runs on the machine: an upgraded server is no child of ours."""
        def space(pid):
            try:
                return os.readlink(f'/proc/{pid}/ns/net')
            except OSError:  # it has ended, or is a thread of the kernel
                return None
        mine = space(self.holder.popen.pid)
        for pid in filter(str.isdigit, os.listdir('/proc')):
            if mine and mine != space('self') and space(pid) == mine:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        return self.path(name)

    def keep(self, process):
        self.stack.callback(process.close)
        return process

    def inside(self, arguments):
        return ['nsenter', '--net', '--mount', '-t', str(self.holder.popen.pid), *arguments]

    def start(self, *arguments, **options):
        self.count += 1
        environment = self.environment | options.pop('environment', {})
        return self.keep(Process(self.inside(arguments), self.path(f'output-{self.count}'), env=environment,
                                 stdin=options.pop('stdin', subprocess.DEVNULL), **options))

    def run(self, *arguments, **options):
        """Its status and output."""
        process = self.start(*arguments, **options)
        return process.wait(), process.text()

    def terminal(self, *arguments, environment=()):
        return self.keep(Terminal(self.inside(arguments), self.environment | dict(environment)))

    def start_bus(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.bus)
        bus = self.start('dbus-daemon', '--config-file=' + self.path('bus.conf'), '--nofork', '--nopidfile')
        until('the bus', lambda: os.path.exists(self.bus))
        return bus

    def start_avahi(self):
        avahi = self.start('avahi-daemon', '--no-drop-root', '--no-chroot', '--no-rlimits',
                           '-f', self.path('avahi.conf'))
        avahi.expect('Server startup complete')
        return avahi

    def start_all(self):
        self.bus_daemon = self.start_bus()
        self.avahi_daemon = self.start_avahi()

    def server(self, *arguments, **options):
        """chatd; it listens when this returns."""
        self.count += 1
        server = self.start(os.environ['CHATD'], '--history', 'off', '--state', self.path(f'state-{self.count}'),
                            *arguments, **options)
        server.expect('Ctrl-C ends it')
        return server

    def client(self, *arguments, **options):
        return self.terminal(os.environ['CHAT_CLIENT'], *arguments, **options)

    def browse(self, kind='_chatd._tcp'):
        """avahi-browse, which goes on: rows with +, = and -, as expect() finds them."""
        return self.start('avahi-browse', '--parsable', '--resolve', kind)


class Network:
    """Two machines, alice and bob, joined by a cable."""

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.folder = tempfile.mkdtemp(prefix='chatd-network-')
        self.stack.callback(shutil.rmtree, self.folder)
        try:
            self.alice, self.bob = Machine(self, 'alice'), Machine(self, 'bob')
            self.join()
        except BaseException:
            self.stack.close()
            raise
        return self

    def join(self):
        pids = [str(machine.holder.popen.pid) for machine in (self.alice, self.bob)]
        subprocess.run(['ip', 'link', 'add', 'lan', 'netns', pids[0], 'type', 'veth',
                        'peer', 'name', 'lan', 'netns', pids[1]], check=True)
        for machine, address in (self.alice, '10.9.8.1/24'), (self.bob, '10.9.8.2/24'):
            for command in (['addr', 'add', address, 'dev', 'lan'], ['link', 'set', 'lan', 'up']):
                subprocess.run(machine.inside(['ip', *command]), check=True)

    def __exit__(self, *_):
        self.stack.close()
