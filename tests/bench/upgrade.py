#!/usr/bin/env python3
"""The pause that a pair who chats sees when the server is upgraded in place, and the memory.

    upgrade.py CHATD [CONNECTIONS [UPGRADES [HISTORY]]]

Two people say lines to each other, one at a time, while so many others are connected in rooms of
50 and read; the server is upgraded to the same program again and again. Printed are the longest
time that a line took in each upgrade, and the memory of both processes together, in which each page
counts once, against that of one.
"""
import os
import re
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PORT = 7744
USUAL = 50  # lines before the first upgrade
ROOM = 50
HANDED = re.compile(r'event=handed_over pid=(\d+) .* paused_ms=(\d+)')


def connect(*lines):
    sock = socket.create_connection(('127.0.0.1', PORT), timeout=20)
    sock.sendall(''.join(line + '\n' for line in lines).encode())
    return sock


class Readers(threading.Thread):
    """Those who read and say nothing."""

    def __init__(self, count):
        super().__init__(daemon=True)
        self.selector = selectors.DefaultSelector()
        for i in range(count):
            sock = connect(f'/nick u{i}', f'/join #room{i // ROOM}')
            sock.setblocking(False)
            self.selector.register(sock, selectors.EVENT_READ)

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if not key.fileobj.recv(65536):
                    sys.exit('upgrade.py: a connection was lost')


class Pair:
    def __init__(self):
        self.lines = 0
        self.says = connect('/nick alice', '/join #pair')
        self.hears = connect('/nick bob', '/join #pair').makefile('rb')
        while b'#pair' not in self.hears.readline():
            pass

    def line(self):
        """Milliseconds until a line is heard."""
        self.lines += 1
        line = b'line %d\n' % self.lines
        begin = time.perf_counter()
        self.says.sendall(line)
        heard = b'-'
        while not heard.endswith(line):
            heard = self.hears.readline()
            if not heard:
                sys.exit('upgrade.py: a connection was lost')
        return (time.perf_counter() - begin) * 1000


def processes():
    """What the memory of each server is made of, in kB; the servers, new ones too, are children of
    this process. One that is being started is still in the memory of the other for a moment, at the
    same addresses: it does not count."""
    found = {}
    for pid in open(f'/proc/self/task/{os.getpid()}/children').read().split():
        try:
            addresses, *rows = open(f'/proc/{pid}/smaps_rollup').read().splitlines()
        except (OSError, ValueError):
            continue  # it has ended
        found[addresses] = {name: int(size.split()[0])
                            for name, size in (row.split(':') for row in rows)}
    return found.values()


def kilobytes():
    """The memory of all servers, each page once. Both processes run the same program: the pages of
    files, which are the program and its libraries, are those of the one that has more of them (PSS
    would give a part of them to other programs of this machine). The state that is handed over is
    a file in memory, of which the new process has each page mapped as long as there is one."""
    own, files = 0, [0]
    for memory in processes():
        own += memory['Anonymous'] + memory['Pss_Shmem']
        files.append(memory['Rss'] - memory['Anonymous'] - memory['Pss_Shmem'])
    return own + max(files)


class Memory(threading.Thread):
    """Looks at it all the time."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most = 0

    def run(self):
        while True:
            self.most = max(self.most, kilobytes())


def upgrade(pid, log, pair):
    """The longest that a line took, and the new process."""
    seen = len(HANDED.findall(log.read_text()))
    longest = 0
    os.kill(pid, signal.SIGUSR2)
    while True:
        longest = max(longest, pair.line())
        handed = HANDED.findall(log.read_text())
        if len(handed) > seen:
            os.waitpid(pid, 0)
            return longest, int(handed[-1][0])


class Log:
    def __init__(self, folder):
        self.path = os.path.join(folder, 'log')
        self.file = open(self.path, 'wb')

    def read_text(self):
        with open(self.path, encoding='utf-8') as file:
            return file.read()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    chatd = os.path.abspath(sys.argv[1])
    connections = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    upgrades = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    history = sys.argv[4] if len(sys.argv) > 4 else 'strict'
    with tempfile.TemporaryDirectory() as folder:
        log = Log(folder)
        server = subprocess.Popen(
            [chatd, '--bind', f'127.0.0.1:{PORT},door=line,plain', '--history', history, '--rate',
             '0', '--state', os.path.join(folder, 'state')], stdout=subprocess.DEVNULL,
            stderr=log.file)
        pid = server.pid
        while 'event=listening' not in log.read_text() and server.poll() is None:
            pass
        try:
            Readers(connections - 2).start()
            pair = Pair()
            usual = [pair.line() for _ in range(USUAL)]
            before, longest = kilobytes(), []
            for _ in range(upgrades):
                pause, pid = upgrade(pid, log, pair)
                longest.append(pause)
            after = kilobytes()
            memory = Memory()
            memory.start()
            for _ in range(upgrades):  # once more, since looking takes time
                pid = upgrade(pid, log, pair)[1]
            most = memory.most  # a server that stops says goodbye to everybody, which takes more
        finally:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
        paused = sorted(int(ms) for _, ms in HANDED.findall(log.read_text())[:upgrades])
    print(f'{connections} connections, {upgrades} upgrades, history {history}')
    print(f'a line takes {statistics.median(usual):.2f} ms (median); the longest in an upgrade: '
          f'median {statistics.median(longest):.1f} ms, at most {max(longest):.1f} ms')
    print(f'loops stood still for: median {statistics.median(paused)} ms, at most {paused[-1]} ms')
    print(f'memory: {before} kB before, {after} kB after, at most {most} kB of both '
          f'({most / before:.2f} times)')


if __name__ == '__main__':
    main()
