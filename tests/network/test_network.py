"""chatd and chat-client find each other on a local network: two machines (machines.py), with the real
daemons. Prints TAP; with names as arguments runs the tests whose sentence contains one of them."""
import os
import re
import signal
import socket
import struct
import sys
import traceback

from machines import Network, missing
from tap import added, complain, run_tests, skip, test


def both(network):
    network.alice.start_all()
    network.bob.start_all()
    return network.alice, network.bob


def announced(server, count=1):
    return server.expect(r'event=announced name=("[^"]*"|\S+)', count).group(1).strip('"')


def known(machine, name):
    """Waits until the machine's Avahi knows the server and all addresses of alice."""
    machine.browse().expect(rf'=;lan;IPv[46];{shown(name)};')
    for family, address in ('-4', '10.9.8.1'), ('-6', 'fe80:'):
        status, said = machine.run('avahi-resolve-host-name', family, 'alice.local')
        assert status == 0 and address in said, said


def shown(name):
    """As avahi-browse --parsable writes it."""
    return re.escape(name).replace(r'\ ', r'\\032').replace(r'\#', r'\\035')


def alice_serves(network, *servers):
    """Starts a server of alice with each of these arguments; bob's Avahi knows all when this returns."""
    alice, bob = both(network)
    started = [alice.server(*arguments) for arguments in servers]
    for server in started:
        known(bob, announced(server))
    return started


HERE = 'No server answers on this machine'


@test('the only server is joined, with a word of which it is, and its certificate is remembered by its name')
def _(network):
    bob = network.bob
    name = announced(*alice_serves(network, []))
    assert name == 'chatd on ' + socket.gethostname().partition('.')[0], name
    client = bob.client()
    client.expect(f'{HERE}. Joining the one on the local network: {name}, at alice.local (10.9.8.1) port 5555, '
                  'encrypted')
    client.expect('You are in #lobby now')
    assert 'new here' in client.seen, client.seen
    client.type('/quit\n')
    assert client.wait() == 0
    with open(bob.path('home/.local/state/chat-client/known_servers'), encoding='utf-8') as file:
        assert file.read().startswith('alice.local:5555 ')
    again = bob.client()
    again.expect('You are in #lobby now')
    assert 'new here' not in again.seen, again.seen


@test('of several servers the client asks which')
def _(network):
    alice_serves(network, ['--name', 'Alpha'], ['--name', 'Beta', '--bind', ':6697,tls'])
    client = network.bob.client()
    client.expect(f'{HERE}. On the local network:')
    client.expect('  1  Alpha, at alice.local (10.9.8.1) port 5555, encrypted')
    client.expect('  2  Beta, at alice.local (10.9.8.1) port 6697, encrypted')
    client.expect('Which one? (1 to 2, or Enter for none) ')
    client.type('3\n')
    client.expect('That is none of them. Which one?')
    client.type('x\n')
    client.expect('That is none of them. Which one?', 2)
    client.type('2\n')
    client.expect('connected to 10.9.8.1:6697')
    client.expect('You are in #lobby now')


@test('Enter joins none of them')
def _(network):
    alice_serves(network, ['--name', 'Alpha'], ['--name', 'Beta', '--port', '6000'])
    client = network.bob.client()
    client.expect('Which one?')
    client.type('\n')
    assert client.wait() == 1
    assert 'connected' not in client.seen, client.seen


@test('who has a password, an account or a key for a room is asked before the only one gets it')
def _(network):
    bob = network.bob
    alice_serves(network, ['--name', 'Alpha'])
    secret = bob.write('password', 'secret\n')
    os.chmod(secret, 0o600)
    for arguments, environment in (
            (['--login', 'bob', '--password-file', secret], {}), (['--server-password-file', secret], {}),
            (['#vault key'], {}), ([], {'CHAT_SERVER_PASSWORD': 'secret'})):
        client = bob.client(*arguments, environment=environment)
        client.expect('Join it? (1, or Enter for no) ')
        client.type('\n')
        assert client.wait() == 1, client.seen
        assert 'connected' not in client.seen, client.seen


@test('a program joins none, and is told what there is')
def _(network):
    [server] = alice_serves(network, ['--name', 'Alpha'])
    status, said = network.bob.run(os.environ['CHAT_CLIENT'], '-m', 'hello')
    assert status == 1, said
    assert 'no server answers on this machine; name the one to join' in said, said
    assert 'chat-client: Alpha, at alice.local (10.9.8.1) port 5555, encrypted\n' in said, said
    server.signal(signal.SIGTERM)
    server.expect('event=counters accepted=0 ')


@test('nobody is found: the sentence, and what to do')
def _(network):
    both(network)
    client = network.bob.client()
    assert client.wait() == 1
    assert 'cannot connect to localhost port 5555' in client.seen, client.seen
    assert "no server was found on the local network, either; 'chat-client HOST' joins one elsewhere" in client.seen, \
        client.seen


@test('without D-Bus, or without Avahi, nobody could look, and that is said')
def _(network):
    bob = network.bob
    for start in (lambda: None, bob.start_bus):
        start()
        client = bob.client()
        assert client.wait() == 1
        assert 'cannot connect to localhost port 5555' in client.seen, client.seen
        assert 'nobody could look for a server on the local network: Avahi does not run here; ' in client.seen, \
            client.seen
        assert 'no server was found' not in client.seen, client.seen


@test('a server of this machine is joined, and one that is named')
def _(network):
    alice, bob = both(network)
    announced(alice.server('--name', 'Alpha'))
    there = bob.client('10.9.8.1')
    there.expect('You are in #lobby now')
    assert HERE not in there.seen, there.seen
    bob.server('--bind', '127.0.0.1')
    here = bob.client()
    here.expect('connected to 127.0.0.1:5555')
    assert HERE not in here.seen, here.seen
    nobody = bob.client('localhost:7')
    assert nobody.wait() == 1
    assert 'local network' not in nobody.seen, nobody.seen


@test('over IPv6 alone, by a link-local address with its interface')
def _(network):
    alice_serves(network, ['--bind', '[::]', '--name', 'Six'])
    client = network.bob.client()
    client.expect('Six, at alice.local (fe80::')
    client.expect('%lan) port 5555')
    client.expect('connected to [fe80::')
    client.expect('You are in #lobby now')


@test('over IPv4 alone, though the machine has an IPv6 address')
def _(network):
    alice_serves(network, ['--bind', '0.0.0.0', '--name', 'Four'])
    client = network.bob.client()
    client.expect('Four, at alice.local (10.9.8.1) port 5555')
    client.expect('connected to 10.9.8.1:5555')


@test('what only this machine reaches is not announced, nor anything with --announce off')
def _(network):
    alice, bob = both(network)
    seen, irc, ircs = bob.browse(), bob.browse('_irc._tcp'), bob.browse('_ircs-u._tcp')
    quiet = [alice.server('--name', 'Off', '--announce', 'off'),
             alice.server('--name', 'Loopback', '--bind', '127.0.0.1:6001', '--bind', '[::1]:6001'),
             alice.server('--name', 'Path', '--bind', 'unix:' + alice.path('chat')),
             alice.server('--name', 'Line', '--bind', ':6002,door=line')]
    mixed = alice.server('--name', 'Mixed', '--bind', '127.0.0.1:6003', '--bind', '10.9.8.1:6004',
                         '--bind', ':6005,tls,door=irc')
    announced(mixed)
    ircs.expect(r'=;lan;IPv4;Mixed;_ircs-u._tcp;local;alice.local;[^;]*;6005;.*"tls=required"')
    irc.expect(r'=;lan;IPv4;Mixed;_irc._tcp;local;alice.local;[^;]*;6004;.*"tls=optional"')
    seen.expect(r'=;lan;IPv4;Mixed;_chatd._tcp;local;alice.local;[^;]*;6004;.*"version=[\d.]+"')
    for browser in seen, irc, ircs:
        assert not re.search('Off|Loopback|Path|Line|600[1235];.*optional', browser.seen), browser.seen
    for server in quiet:
        assert 'announced' not in server.seen, server.seen


@test('a server that stops or is killed is withdrawn')
def _(network):
    alice, bob = both(network)
    seen = bob.browse()
    for name, number in ('Stopped', signal.SIGTERM), ('Killed', signal.SIGKILL):
        server = alice.server('--name', name)
        announced(server)
        seen.expect(rf'\+;lan;IPv4;{name};')
        server.signal(number)
        server.wait()
        seen.expect(rf'-;lan;IPv4;{name};')


@test('HUP withdraws, and announces again')
def _(network):
    alice, bob = both(network)
    seen = bob.browse()
    config = alice.write('chatd.conf', 'name = "Alpha"\n')
    server = alice.server('--config', config)
    announced(server)
    seen.expect(r'\+;lan;IPv4;Alpha;')
    alice.write('chatd.conf', 'name = "Alpha"\nannounce = "off"\n')
    server.signal(signal.SIGHUP)
    seen.expect(r'-;lan;IPv4;Alpha;')
    alice.write('chatd.conf', 'name = "Alpha"\n')
    server.signal(signal.SIGHUP)
    announced(server, 2)
    seen.expect(r'\+;lan;IPv4;Alpha;', 2)


@test('HUP adds a listener, which is announced, and takes it away again')
def _(network):
    alice, bob = both(network)
    seen = bob.browse()
    here = 'name = "Alpha"\nbind = {"127.0.0.1:5555"}\n'
    everywhere = 'name = "Alpha"\nbind = {"127.0.0.1:5555", "10.9.8.1:6000"}\n'
    config = alice.write('chatd.conf', here)
    server = alice.server('--config', config)
    alice.write('chatd.conf', everywhere)
    server.signal(signal.SIGHUP)
    server.expect('event=announced name=Alpha services="_chatd._tcp:6000 _irc._tcp:6000"')
    seen.expect(r'\+;lan;IPv4;Alpha;')
    alice.write('chatd.conf', here)
    server.signal(signal.SIGHUP)
    seen.expect(r'-;lan;IPv4;Alpha;')


@test('two servers with one name both have one')
def _(network):
    alice, bob = both(network)
    announced(alice.server('--name', 'Tea Room'))
    bob.browse().expect(r'\+;lan;IPv4;' + shown('Tea Room'))
    assert announced(bob.server('--name', 'Tea Room')) == 'Tea Room #2'  # of another machine
    assert announced(alice.server('--name', 'Tea Room', '--port', '6000')) == 'Tea Room #3'  # of its own


@test('a server that takes over from another one keeps the name')
def _(network):
    alice, bob = both(network)
    before = alice.server('--name', 'Alpha')
    announced(before)
    after = alice.server('--name', 'Alpha', '--port', '6000', '--log-level', 'debug')
    before.signal(signal.SIGTERM)
    assert announced(after) == 'Alpha'
    bob.browse().expect(r'=;lan;IPv4;Alpha;_chatd._tcp;local;alice.local;[^;]*;6000')


@test('an upgraded server keeps the name')
def _(network):
    alice, bob = both(network)
    seen = bob.browse()
    server = alice.server('--name', 'Alpha')
    announced(server)
    seen.expect(r'\+;lan;IPv4;Alpha;')
    server.signal(signal.SIGUSR2)
    assert server.wait() == 0
    announced(server, 2)  # by the new one
    seen.expect(r'=;lan;IPv[46];Alpha;_chatd._tcp;local;alice.local;')
    client = bob.client('10.9.8.1')
    client.expect('You are in #lobby now')


@test('a name of 64 bytes is cut to 63, at a whole character')
def _(network):
    alice, bob = both(network)
    name = announced(alice.server('--name', 'ü' * 32))
    assert name == 'ü' * 31, name
    bob.browse().expect('=;lan;')
    client = bob.client()
    client.expect('ü' * 31 + ', at alice.local')


@test('without D-Bus and Avahi the server runs, says so once, and announces itself when they come, also again')
def _(network):
    alice, bob = network.alice, network.bob
    bob.start_all()
    seen = bob.browse()
    server = alice.server('--name', 'Alpha')
    server.expect('event=not_announced reason=')
    bus = alice.start_bus()
    avahi = alice.start_avahi()
    announced(server)
    avahi.signal(signal.SIGTERM)
    server.expect('event=not_announced reason=', 2)
    avahi.wait()
    avahi = alice.start_avahi()
    announced(server, 2)
    bus.signal(signal.SIGKILL)
    server.expect('event=not_announced reason="Avahi does not run"', 3)
    avahi.wait()  # it ends with its bus
    alice.start_bus()
    alice.start_avahi()
    announced(server, 3)
    seen.expect(r'\+;lan;IPv4;Alpha;')
    assert server.popen.poll() is None
    assert server.seen.count('not_announced') == 3, server.seen


@test('an Avahi that hangs holds up nobody, and the server is announced when it goes on')
def _(network):
    alice = network.alice
    alice.start_all()
    alice.avahi_daemon.signal(signal.SIGSTOP)
    server = alice.server('--name', 'Alpha')
    client = alice.client()
    client.expect('You are in #lobby now')
    assert 'announced' not in server.seen, server.seen
    server.expect('event=not_announced reason="Avahi does not run"')  # the call has ended
    alice.avahi_daemon.signal(signal.SIGCONT)
    announced(server)


class Stuck:
    """A D-Bus that takes connections and never says a word."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)
        self.listener.settimeout(60)
        self.taken = []

    def take(self):
        self.taken.append(self.listener.accept()[0])

    def close(self):
        for one in (*self.taken, self.listener):
            one.close()


@test('a D-Bus that does not answer holds up nobody')
def _(network):
    alice = network.alice
    stuck = alice.keep(Stuck(alice.bus))
    server = alice.server('--greet-after', '0', '--threads', '1')
    stuck.take()  # the server has asked it
    client = alice.client()
    client.expect('You are in #lobby now')
    client.type('still here\n')
    client.expect('still here')
    client.type('/quit\n')
    assert client.wait() == 0
    server.signal(signal.SIGHUP)
    server.expect('event=reloaded')
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    assert 'not_announced' not in server.seen, 'the call has ended:\n' + server.seen
    client = alice.client()
    assert client.wait() == 1  # it does not wait for the answer
    assert 'no server was found on the local network' in client.seen, client.seen


def label(data):
    return bytes([len(data)]) + data


def name_of(*labels):
    return b''.join(label(one) for one in labels) + b'\0'


def record(name, kind, data, ttl=120):
    return name + struct.pack('>HHIH', kind, 1, ttl, len(data)) + data


def shout(machine, services):
    """Sends answers of multicast DNS (RFC 6762) that nobody has asked for, in the machine's namespace: for each
    (instance, host, port, address, texts)."""
    packets = []
    for instance, host, port, address, texts in services:
        chatd = name_of(b'_chatd', b'_tcp', b'local')
        service = label(instance) + chatd
        target = name_of(*host)
        records = [record(chatd, 12, service), record(service, 33, struct.pack('>HHH', 0, 0, port) + target),
                   record(service, 16, b''.join(label(text) for text in texts) or b'\0'),
                   record(target, 1, socket.inet_aton(address))]
        packets.append(struct.pack('>HHHHHH', 0, 0x8400, 0, len(records), 0, 0) + b''.join(records))
    code = ('import socket, sys\n'
            's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n'
            's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\n'
            's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\n'
            's.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)\n'
            's.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.9.8.1"))\n'
            's.bind(("", 5353))\n'
            'for packet in sys.argv[1:]: s.sendto(bytes.fromhex(packet), ("224.0.0.251", 5353))\n')
    status, said = machine.run(sys.executable, '-c', code, *(packet.hex() for packet in packets))
    assert status == 0, said


LOCAL = (b'mallory', b'local')
NO_TEXT = ()


@test('hostile answers: names are made safe, and what cannot be joined is passed over')
def _(network):
    alice, bob = network.alice, network.bob
    bob.start_all()
    seen = bob.browse()
    shout(alice, [
        (b'\x1b[2J\nred', LOCAL, 5555, '10.9.8.1', (b'tls=\x1b[31m', b'x' * 200)),
        (b'B\xc3\xbccher \xe2\x80\xaeabc', LOCAL, 5555, '10.9.8.1', (b'tls=none',)),
        (b'bad \xff\xfe', LOCAL, 5555, '10.9.8.1', NO_TEXT),
        (b'a' * 63, (b'www', b'example', b'org'), 5555, '10.9.8.1', (b'tls=required',)),
        (b'no port', LOCAL, 0, '10.9.8.1', NO_TEXT),
        (b'loopback', (b'loop', b'local'), 5555, '127.0.0.1', NO_TEXT),
        (b'odd host', (b'a b\x1b', b'local'), 5556, '10.9.8.1', NO_TEXT),
    ])
    seen.expect('=;lan;IPv4;odd.*5556')
    client = bob.client()
    client.expect('Which one?')
    rows = client.seen.replace('\r', '')
    assert '\x1b' not in rows, repr(rows)
    assert re.search(r'^ +\d+  \ufffd\[2J\ufffdred, at mallory\.local \(10\.9\.8\.1\) port 5555$', rows, re.M), rows
    assert re.search(r'Bücher \u202eabc\u202c, at .*port 5555, not encrypted$', rows, re.M), rows
    assert re.search(r'a{63}, at 10\.9\.8\.1 port 5555, encrypted$', rows, re.M), rows  # not example.org
    assert re.search(r'odd host, at 10\.9\.8\.1 port 5556$', rows, re.M), rows
    assert 'no port' not in rows and 'loopback' not in rows and '127.' not in rows, rows


@test('a network full of servers: 32 are shown')
def _(network):
    alice, bob = network.alice, network.bob
    bob.start_all()
    seen = bob.browse()
    shout(alice, [(b'server %d' % i, LOCAL, 5000 + i, '10.9.8.1', NO_TEXT) for i in range(200)])
    seen.expect('=;lan;IPv4;server', 100)
    client = bob.client()
    client.expect('Which one? (1 to 32, or Enter for none)')
    assert len(re.findall(r'^ *\d+  server', client.seen.replace('\r', ''), re.M)) == 32, client.seen


def passes(sentence, function):
    try:
        with Network() as network:
            function(network)
        return True
    except Exception:  # the text of each kind is what the reader needs
        complain(sentence + '\n' + traceback.format_exc())
        return False


why = missing()
if why:
    skip(why)
run_tests(added, passes)
