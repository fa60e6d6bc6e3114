#!/usr/bin/env python3
"""A WebSocket client that reads too slowly is sent whole frames, whatever part of one the socket took
before it was full, and whatever was skipped meanwhile.

usage: slow_reader.py CHATD
"""
import re
import socket
import subprocess
import sys

from peer import PING, TEXT, TIMEOUT, Peer, Wrong, frame, require

LINES = 60000          # said while nobody reads; more than sockets and queues hold
SIZES = (0, 20, 90, 350)  # of texts, so that there are frames of both lengths of headers
OPTIONS = ['--port', '0', '--bind', '127.0.0.1:0', '--history', 'off', '--rate', '0', '--threads', '1',
           '--send-queue', '64K', '--slow-queue', '32K']
MESSAGE = re.compile(rb'(@\S+ )?:\S+ ([A-Z]+|\d\d\d)( [^\r\n]*)?|PING [^\r\n]*')


class Speaker:
    """An IRC client that says lines, and knows when the server has them."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), TIMEOUT)
        self.input = self.socket.makefile('rb')
        self.socket.sendall(b'NICK speaker\r\nUSER u 0 * :r\r\nJOIN #room\r\n')
        self.settle()

    def settle(self):
        self.socket.sendall(b'PING done\r\n')
        while not (line := self.input.readline()).rstrip().endswith(b':done'):
            require(line, 'the server ended the speaker')

    def say(self, lines):
        for at in range(0, lines, 1000):
            self.socket.sendall(b''.join(b'PRIVMSG #room :%06d %s\r\n' % (n, b'x' * SIZES[n % len(SIZES)])
                                         for n in range(at, at + 1000)))
            self.settle()


def reader(port, protocol):
    peer = Peer(port, b'Sec-WebSocket-Protocol: %s\r\n' % protocol, receive_buffer=4096)
    kind = 'text' if protocol.startswith(b'text') else 'binary'
    peer.send(frame(TEXT, b'NICK reader'), frame(TEXT, b'USER u 0 * :r'), frame(TEXT, b'JOIN #room'))
    while True:
        event = peer.event()
        require(event and event[0] == kind, 'not a frame of that kind: %r' % (event,))
        if b' 366 ' in event[1]:
            return peer, kind


def read_on(peer, kind):
    """Reads what was said until the last line. Returns how many lines came, and how many were skipped."""
    peer.send(frame(PING, b'still here'))
    came = skipped = 0
    last = -1
    while last < LINES - 1:
        event = peer.event()
        require(event, 'the server ended the reader')
        what, line = event
        if what == 'pong':
            require(line == b'still here', 'a wrong pong')
            continue
        require(what == kind, 'a frame of the other kind')
        require(MESSAGE.fullmatch(line), 'no message of IRC: %r' % line[:80])
        if (notice := re.search(rb' :(\d+) lines? w\w+ skipped', line)):
            skipped += int(notice[1])
        elif (said := re.search(rb' PRIVMSG #room :(\d{6}) (x*)$', line)):
            number = int(said[1])
            require(number > last, 'line %d behind %d' % (number, last))
            require(len(said[2]) == SIZES[number % len(SIZES)], 'a line that was cut')
            came, last = came + 1, number
    return came, skipped


def play(port, protocol):
    peer, kind = reader(port, protocol)
    Speaker(port).say(LINES)
    came, skipped = read_on(peer, kind)
    require(skipped > 0, 'nothing was skipped: say more lines')
    require(came + skipped == LINES, '%d came and %d were skipped, of %d' % (came, skipped, LINES))
    peer.close()
    peer.rest()
    require(peer.closed == 1000, 'closed with %s' % peer.closed)


def port_of(server):
    for line in server.stderr:
        if (address := re.search(r'event=listening .*address=127\.0\.0\.1:(\d+)', line)):
            return int(address[1])
    raise Wrong('the server did not start')


def fault_of(server, protocol):
    """None, or what is wrong."""
    try:
        play(port_of(server), protocol)
        server.terminate()
        server.communicate(timeout=TIMEOUT)
        require(server.returncode == 0, 'the server ended with %s' % server.returncode)
    except (Wrong, OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    finally:
        server.kill()
    return None


def main():
    protocols = (b'text.ircv3.net', b'binary.ircv3.net')
    failed = False
    print('1..%d' % len(protocols))
    for number, protocol in enumerate(protocols, 1):
        with subprocess.Popen([sys.argv[1], *OPTIONS], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True) as server:
            fault = fault_of(server, protocol)
        print('%sok %d - %s' % ('not ' if fault else '', number, protocol.decode()))
        if fault:
            print('# ' + fault)
            failed = True
    return failed


if __name__ == '__main__':
    sys.exit(main())
