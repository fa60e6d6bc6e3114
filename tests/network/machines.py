"""Machines on a local network: each is a network namespace and a mount namespace with a D-Bus daemon
and an Avahi daemon of its own. Needs root.

    with Network() as network:
        alice, bob = network.machine('alice'), network.machine('bob')
        alice.start('chatd', ...)

Nothing sleeps: whoever waits is woken by output, or by the end of a process, within LIMIT seconds.
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


class Process:
    """A process, and what it has printed. Who waits for either is woken by it."""

    def __init__(self, arguments, terminal=False, **options):
        self.bytes = b''
        self.output, inside = pty.openpty() if terminal else os.pipe()
        os.set_blocking(self.output, False)
        if terminal:
            options |= {'stdin': inside, 'preexec_fn': lambda: os.login_tty(inside)}
        self.popen = subprocess.Popen(arguments, stdout=inside, stderr=inside, **options)
        os.close(inside)
        self.ended = os.pidfd_open(self.popen.pid)

    def read(self):
        """Reads what there is; returns whether more can come."""
        try:
            while data := os.read(self.output, 65536):
                self.bytes += data
        except BlockingIOError:
            return True
        except OSError:  # nobody has the terminal any more
            pass
        return False

    @property
    def seen(self):
        self.read()
        return self.bytes.decode(errors='backslashreplace')

    def find(self, pattern, count):
        found = list(re.finditer(pattern, self.seen))
        return found[-1] if len(found) >= count else None

    def until(self, what, look, *others):
        """What look() returns, as soon as that is true; it is asked when something was printed, and when one
        of the other descriptors can be read."""
        end = time.monotonic() + LIMIT
        while True:
            more = self.read()
            if result := look():
                return result
            assert more or others, f'it ended without {what}:\n{self.seen}'
            wanted = [self.output] * more + list(others)
            left = end - time.monotonic()
            assert left > 0 and select.select(wanted, [], [], left)[0], f'waited in vain for {what}:\n{self.seen}'

    def expect(self, pattern, count=1):
        """Waits until the pattern has come so often; returns the last match."""
        return self.until(repr(pattern), lambda: self.find(pattern, count))

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self):
        """Its status, when it has ended; what it printed is read."""
        self.until('its end', lambda: self.popen.poll() is not None, self.ended)
        self.read()
        return self.popen.returncode

    def close(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait()
        os.close(self.output)
        os.close(self.ended)


class Terminal(Process):
    """A process on a terminal, which is shown plain text."""

    def __init__(self, arguments, **options):
        super().__init__(arguments, terminal=True, **options)

    def expect(self, text, count=1):
        return self.until(repr(text), lambda: self.seen.count(text) >= count)

    def type(self, text):
        os.write(self.output, text.encode())


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
             'exec sleep infinity']))
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

    def start(self, *arguments):
        return self.keep(Process(self.inside(arguments), env=self.environment, stdin=subprocess.DEVNULL))

    def run(self, *arguments):
        """Its status and output."""
        process = self.start(*arguments)
        return process.wait(), process.seen

    def terminal(self, *arguments, environment=None):
        return self.keep(Terminal(self.inside(arguments), env=self.environment | (environment or {})))

    def start_bus(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.bus)
        bus = self.start('dbus-daemon', '--config-file=' + self.path('bus.conf'), '--nofork', '--nopidfile',
                         '--print-address')
        bus.expect('unix:path=')  # it listens
        return bus

    def start_avahi(self):
        avahi = self.start('avahi-daemon', '--no-drop-root', '--no-chroot', '--no-rlimits',
                           '-f', self.path('avahi.conf'))
        avahi.expect('Server startup complete')
        return avahi

    def start_all(self):
        self.bus_daemon = self.start_bus()
        self.avahi_daemon = self.start_avahi()

    def server(self, *arguments):
        """chatd; it listens when this returns."""
        self.count += 1
        server = self.start(os.environ['CHATD'], '--history', 'off', '--state', self.path(f'state-{self.count}'),
                            *arguments)
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
