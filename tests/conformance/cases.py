#!/usr/bin/env python3
"""Plays the cases of the Autobahn test suite (https://github.com/crossbario/autobahn-testsuite) that
need no extension, by their numbers there, against the codec of the server (echo.c).

The suite has 301 of them: 247 on the protocol (sections 1 to 7 and 10), and 54 on limits and
performance (section 9). Here they are written anew, as tables. A case passes "strictly" if it gives
what the suite calls OK, with the status that it wants in the CLOSE, and the server ends the TCP
connection; "non-strict" is what the suite also lets pass. Here that fails, so that it is seen. What
an echo says is compared byte for byte, also in section 9. Three cases the suite calls informational:
there all that it allows passes.

usage: cases.py ECHO [CASE]...     cases by the beginning of their number: 6.4, 9
"""
import subprocess
import sys

from peer import BINARY, CLOSE, PING, PONG, TEXT, Peer, Wrong, fragments, frame, require

LIMIT = 64 << 20
QUIET = 0.2  # seconds in which a server that refuses a first part would have done so
HELLO = b'Hello, world!'
BYTES = b'\x00\xff\xfe\xfd\xfc\xfb\x00\xff'
GREEK = 'κ\u1f79σμε'.encode()
CASES = {}  # by number: (what is done, the function)


def add(number, what, play, *arguments):
    require(number not in CASES, 'twice: ' + number)
    CASES[number] = (what, lambda peer: play(peer, *arguments))


def add_all(section, rows):
    """Rows of (what, function, arguments...), numbered from 1."""
    for number, row in enumerate(rows, 1):
        add('%s.%d' % (section, number), *row)


# What a case ends with.

def shown(events):
    return [event and (event[0], event[1] if len(event[1]) <= 64 else '%d bytes' % len(event[1])) for event in events]


def same(got, wanted):
    require(got == wanted, 'got %s, not %s' % (shown(got), shown(wanted)))


def closes(peer, wanted, *statuses):
    """These events come, and the server fails the connection with one of the statuses."""
    same(peer.rest(), wanted)
    require(not peer.said_close and peer.closed is not False, 'the server ended the connection without a CLOSE')
    require(peer.closed in statuses, 'closed with %s' % peer.closed)


def is_closed(peer, wanted, *statuses):
    """These events come before the answer to the CLOSE that was sent, which has such a status."""
    same(peer.rest(), wanted)
    require(peer.said_close, 'the server closed')
    require(peer.closed is not False, 'no CLOSE in answer')
    require(peer.closed in statuses, 'closed with %s' % peer.closed)


def answers(peer, *wanted):
    """These events come; then the connection is closed."""
    same([peer.event() for _ in wanted], list(wanted))
    peer.close()
    is_closed(peer, [], 1000)


# Plays.

def echo(peer, opcode, payload, chop=None):
    peer.send(frame(opcode, payload), chop=chop)
    answers(peer, ('text' if opcode == TEXT else 'binary', payload))


def echo_pieces(peer, opcode, payload, size):
    peer.send(*fragments(opcode, payload, size))
    answers(peer, ('text' if opcode == TEXT else 'binary', payload))


def echo_many(peer, opcode, payload, count):
    for _ in range(count):
        peer.send(frame(opcode, payload))
        same([peer.event()], [('text' if opcode == TEXT else 'binary', payload)])
    answers(peer)


def pong(peer, payload, chop=None):
    peer.send(frame(PING, payload), chop=chop)
    answers(peer, ('pong', payload))


def pong_many(peer, chop=None):
    payloads = [b'payload-%d' % number for number in range(10)]
    for payload in payloads:
        peer.send(frame(PING, payload), chop=chop)
    answers(peer, *(('pong', payload) for payload in payloads))


def ignored_pong(peer, payload):
    peer.send(frame(PONG, payload))
    peer.close()
    is_closed(peer, [], 1000)


def pong_then_ping(peer):
    peer.send(frame(PONG, b'unsolicited pong payload'), frame(PING, b'ping payload'))
    answers(peer, ('pong', b'ping payload'))


def fails(peer, *frames, status=1002, before=(), chop=None, one_by_one=False):
    """The server fails the connection, having answered what came before the fault."""
    for piece in frames if one_by_one or chop else [b''.join(frames)]:
        peer.send(piece, chop=chop)
    closes(peer, list(before), status)


def fails_after_hello(peer, bad, chop=None, one_by_one=False):
    fails(peer, frame(TEXT, HELLO), bad, frame(PING), before=[('text', HELLO)], chop=chop, one_by_one=one_by_one)


def gives(peer, frames, *events, chop=None, one_by_one=False):
    for piece in frames if one_by_one or chop else [b''.join(frames)]:
        peer.send(piece, chop=chop)
    answers(peer, *events)


def early_pongs(peer, one_by_one):
    """A ping between pieces is answered before the last piece is sent."""
    texts = [b'fragment%d' % number for number in range(1, 6)]
    for number, opcode in ((1, TEXT), (2, 0)):
        wish = b'pongme %d!' % number
        first, second = texts[2 * number - 2:2 * number]
        part = [frame(opcode, first, fin=False), frame(0, second, fin=False), frame(PING, wish)]
        for piece in part if one_by_one else [b''.join(part)]:
            peer.send(piece)
        same([peer.event()], [('pong', wish)])
    peer.send(frame(0, texts[4]))
    answers(peer, ('text', b''.join(texts)))


def fails_at_part(peer, first, second):
    """The server takes the first bytes, and fails with the second ones, before the message ends."""
    peer.send(first)
    require(peer.is_quiet(QUIET), 'the server said something to the first part')
    peer.send(second)
    closes(peer, [], 1007)


def fails_utf8(peer, *frames):
    fails(peer, *frames, status=1007)


def utf8(peer, payload, valid):
    if valid:
        echo(peer, TEXT, payload)
    else:
        fails_utf8(peer, frame(TEXT, payload))


def close_then(peer, wanted, before, *behind):
    """What stands behind the CLOSE is not answered."""
    peer.send(*before)
    peer.close()
    peer.send(*behind)
    is_closed(peer, wanted, 1000)


def much_then_close(peer):
    much = b'BAsd7&jh23' * 26215
    much = much[:256 << 10]
    peer.send(frame(TEXT, much), frame(TEXT, b'Hello World!'))
    peer.close()
    peer.send(frame(PING))
    got = peer.rest()
    require(got == [('text', much), ('text', b'Hello World!')][:len(got)], 'got %s' % shown(got))
    require(peer.closed == 1000, 'closed with %s' % peer.closed)


def close(peer, status, reason, *statuses):
    peer.close(status, reason)
    is_closed(peer, [], *statuses)


def raw_close(peer, payload, *statuses):
    peer.said_close = True
    peer.send(frame(CLOSE, payload))
    is_closed(peer, [], *statuses)


# 1: messages.  2: pings.  3: reserved bits.  4: reserved opcodes.

def add_framing():
    for section, kind, opcode, byte in (('1.1', 'text', TEXT, b'*'), ('1.2', 'binary', BINARY, b'\xfe')):
        add_all(section, [('%s of %d bytes' % (kind, size), echo, opcode, byte * size)
                          for size in (0, 125, 126, 127, 128, 65535, 65536)] +
                [('%s of 65536 bytes in chops of 997' % kind, echo, opcode, byte * 65536, 997)])
    add_all('2', [
        ('ping without payload', pong, b''),
        ('ping with text', pong, HELLO),
        ('ping with bytes', pong, BYTES),
        ('ping of 125 bytes', pong, b'\xfe' * 125),
        ('ping of 126 bytes fails', fails, frame(PING, b'\xfe' * 126)),
        ('ping of 125 bytes, one by one', pong, b'\xfe' * 125, 1),
        ('pong that nobody wanted', ignored_pong, b''),
        ('pong with payload that nobody wanted', ignored_pong, b'unsolicited pong payload'),
        ('such a pong and a ping', pong_then_ping),
        ('10 pings', pong_many),
        ('10 pings, byte by byte', pong_many, 1),
    ])
    add_all('3', [
        ('reserved bits 1', fails, frame(TEXT, HELLO, rsv=1)),
        ('message, reserved bits 2, ping', fails_after_hello, frame(TEXT, HELLO, rsv=2)),
        ('message, reserved bits 3, ping, frame by frame', fails_after_hello, frame(TEXT, HELLO, rsv=3), None, True),
        ('message, reserved bits 4, ping, byte by byte', fails_after_hello, frame(TEXT, HELLO, rsv=4), 1),
        ('binary, reserved bits 5', fails, frame(BINARY, BYTES, rsv=5)),
        ('reserved bits 6', fails, frame(BINARY, HELLO, rsv=6)),
        ('close, reserved bits 7', fails, frame(CLOSE, rsv=7)),
    ])
    for section, first in (('4.1', 3), ('4.2', 11)):
        add_all(section, [
            ('opcode %d' % first, fails, frame(first)),
            ('opcode %d with payload' % (first + 1), fails, frame(first + 1, b'reserved opcode payload')),
            ('message, opcode %d, ping' % (first + 2), fails_after_hello, frame(first + 2)),
            ('message, opcode %d with payload, ping' % (first + 3), fails_after_hello, frame(first + 3, HELLO)),
            ('the same with %d, byte by byte' % (first + 4), fails_after_hello, frame(first + 4, HELLO), 1),
        ])


# 5: messages in pieces.

def pieces(*payloads, last=True):
    """The frames of a text; the last is not its end if `last` is false."""
    for number, payload in enumerate(payloads):
        yield frame(0 if number else TEXT, payload, fin=last and number == len(payloads) - 1)


def add_fragmentation():
    two = list(pieces(b'fragment1', b'fragment2'))
    with_ping = [two[0], frame(PING, b'ping payload'), two[1]]
    events = [('pong', b'ping payload'), ('text', b'fragment1fragment2')]
    no_end = [frame(0, b'non-continuation payload', fin=False), frame(TEXT, HELLO)]
    end = [frame(0, b'non-continuation payload'), frame(TEXT, HELLO)]
    ways = (('', {}), (', frame by frame', {'one_by_one': True}), (', byte by byte', {'chop': 1}))

    def in_ways(what, play):
        return [(what + how, lambda peer, options=options: play(peer, options)) for how, options in ways]

    def started(fin):
        return [frame(0, b'fragment1', fin=fin), *pieces(b'fragment2', b'fragment3')] * 2

    add_all('5', [
        ('ping in pieces', fails, frame(PING, b'fragment1', fin=False), frame(0, b'fragment2')),
        ('pong in pieces', fails, frame(PONG, b'fragment1', fin=False), frame(0, b'fragment2')),
        *in_ways('two pieces', lambda peer, options: gives(peer, two, events[1], **options)),
        *in_ways('ping between two pieces', lambda peer, options: gives(peer, with_ping, *events, **options)),
        *in_ways('last piece without a first', lambda peer, options: fails(peer, *end, **options)),
        *in_ways('piece without a first', lambda peer, options: fails(peer, *no_end, **options)),
        ('message in pieces, then a piece without a first', lambda peer: fails(
            peer, *two, frame(0, b'fragment3', fin=False), frame(TEXT, b'fragment4'), before=events[1:])),
        ('twice: piece without a first, message', fails, *started(False)),
        ('twice: last piece without a first, message', fails, *started(True)),
        ('second piece with an opcode', fails, frame(TEXT, b'fragment1', fin=False), frame(TEXT, b'fragment2')),
        ('pings between pieces are answered at once', early_pongs, False),
        ('the same, frame by frame', early_pongs, True),
    ])


# 6: UTF-8. The sequences are those of Markus Kuhn's "UTF-8 decoder capability and stress test".

def utf8_sections():
    """Lists of (bytes, whether they are UTF-8)."""
    def good(*texts):
        return [(text, True) for text in texts]

    def bad(*texts):
        return [(text, False) for text in texts]

    def spaced(first, last):
        return b''.join(bytes([byte, 0x20]) for byte in range(first, last))

    def code(length, value):
        """In the form of this many bytes, as it was before RFC 3629."""
        tail = [0x80 | value >> 6 * place & 0x3F for place in range(length - 1)]
        lead = (0xFF00 >> length & 0xFF) | value >> 6 * (length - 1)
        return bytes([lead] + tail[::-1])

    lonely = [code(length, 0)[:-1] for length in range(2, 7)] + [
        code(length, (1 << (7 - length) + 6 * (length - 1)) - 1)[:-1] for length in range(2, 7)]
    surrogates = [0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF]
    planes = [top << 18 | quarter << 16 | 0xFFFE | last
                for top in range(5) for quarter in range(4) for last in (0, 1)]
    return [
        good(*(b'hello' + char.encode() + b'world' for char in '$¢€\U00024B62'), GREEK),
        [(GREEK[:size], size in (2, 5, 7, 9, 11)) for size in range(1, len(GREEK) + 1)],
        good(b'\0', code(2, 0x80), code(3, 0x800), code(4, 0x10000)),
        bad(code(5, 0x200000), code(6, 0x4000000)),
        good(b'\x7f', code(2, 0x7FF), code(3, 0xFFFF), code(4, 0x10FFFF)),
        bad(code(4, 0x1FFFFF), code(5, 0x3FFFFFF), code(6, 0x7FFFFFFF)),
        good(*(code(3, value) for value in (0xD7FF, 0xE000, 0xFFFD)), code(4, 0x10FFFF)) + bad(code(4, 0x110000)),
        bad(b'\x80', b'\xbf', *((b'\x80\xbf' * 3)[:size] for size in range(2, 7)), bytes(range(0x80, 0xBF))),
        bad(spaced(0xC0, 0xDF), spaced(0xE0, 0xEF), spaced(0xF0, 0xF7), spaced(0xF8, 0xFB), spaced(0xFC, 0xFD)),
        bad(*lonely),
        bad(b''.join(lonely)),
        bad(b'\xfe', b'\xff', b'\xfe\xfe\xff\xff'),
        bad(*(code(length, ord('/')) for length in range(2, 7))),
        bad(*(code(length, most) for length, most in zip(range(2, 7), (0x7F, 0x7FF, 0xFFFF, 0x1FFFFF, 0x3FFFFFF)))),
        bad(*(code(length, 0) for length in range(2, 7))),
        bad(*(code(3, value) for value in surrogates)),
        bad(*(code(3, high) + code(3, low) for high in surrogates[:4] for low in (0xDC00, 0xDFFF))),
        good(code(3, 0xFFFE), code(3, 0xFFFF), *(code(4, value) for value in planes if 0xFFFF < value < 0x110000)),
        good(*(code(3, value) for value in range(0xFFF9, 0x10000))),
    ]


def add_utf8():
    greeting = 'Hello-µ@ßöäüàá-UTF-8!!'.encode()
    cut = greeting.index('ü'.encode())
    surrogate = GREEK + b'\xed\xa0\x80edited'
    too_high = GREEK + b'\xf4\x90\x80\x80edited'
    whole = frame(TEXT, too_high)
    header = len(whole) - len(too_high)
    add_all('6.1', [
        ('empty text', echo, TEXT, b''),
        ('three empty pieces', gives, list(pieces(b'', b'', b'')), ('text', b'')),
        ('empty pieces around one', gives, list(pieces(b'', HELLO, b'')), ('text', HELLO)),
    ])
    add_all('6.2', [
        ('text', echo, TEXT, greeting),
        ('two pieces', gives, list(pieces(greeting[:cut], greeting[cut:])), ('text', greeting)),
        ('pieces of one byte', echo_pieces, TEXT, greeting, 1),
        ('Greek in pieces of one byte', echo_pieces, TEXT, GREEK, 1),
    ])
    add_all('6.3', [
        ('surrogate', fails_utf8, frame(TEXT, surrogate)),
        ('surrogate, pieces of one byte', fails_utf8, *fragments(TEXT, surrogate, 1)),
    ])
    add_all('6.4', [
        ('bad piece', fails_at_part, frame(TEXT, GREEK, fin=False), frame(0, too_high[11:15], fin=False)),
        ('bad byte as a piece', fails_at_part, frame(TEXT, too_high[:12], fin=False),
         frame(0, too_high[12:13], fin=False)),
        ('bad part of a frame', fails_at_part, whole[:header + 11], whole[header + 11:header + 15]),
        ('bad byte of a frame', fails_at_part, whole[:header + 12], whole[header + 12:header + 13]),
    ])
    for section, rows in enumerate(utf8_sections(), 5):
        add_all('6.%d' % section, [
            ('%s %s' % ('valid' if valid else 'invalid', payload[:16].hex()), utf8, payload, valid)
            for payload, valid in rows])


# 7: closing.

def add_closing():
    hello = frame(TEXT, b'Hello World!')
    add_all('7.1', [
        ('message, then close', echo, TEXT, b'Hello World!'),
        ('two closes', close_then, [], [], frame(CLOSE)),
        ('ping behind the close', close_then, [], [], frame(PING)),
        ('message behind the close', close_then, [], [], hello),
        ('close between pieces', close_then, [], [frame(TEXT, b'fragment1', fin=False)], frame(0, b'fragment2')),
        ('256 KiB, message, close, ping (informational)', much_then_close),
    ])
    add_all('7.3', [
        ('close without a status', raw_close, b'', 1000, None),
        ('close of one byte', raw_close, b'a', 1002),
        ('close with a status', close, 1000, b'', 1000),
        ('close with a reason', close, 1000, b'Hello World!', 1000),
        ('close with a reason of 123 bytes', close, 1000, b'*' * 123, 1000),
        ('close with a reason of 124 bytes', raw_close, b'\x03\xe8' + b'*' * 124, 1002),
    ])
    add('7.5.1', 'close with a reason that is not UTF-8', close, 1000, GREEK + b'\xed\xa0\x80edited', 1007)
    add_all('7.7', [('close with %d' % status, close, status, b'', status) for status in
                    (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)])
    add_all('7.9', [('close with %d, which is none' % status, close, status, b'', 1002) for status in
                    (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)])
    add_all('7.13', [('close with %d (informational)' % status, close, status, b'', 1000, status, 1002)
                     for status in (5000, 65535)])


# 9: limits and performance.  10: a client that cuts its messages.

def repeated(text, size):
    return (text * (size // len(text) + 1))[:size]


def add_performance():
    kib, mib = 1 << 10, 1 << 20
    sizes = (64 * kib, 256 * kib, mib, 4 * mib, 8 * mib, 16 * mib)
    parts = (64, 256, kib, 4 * kib, 16 * kib, 64 * kib, 256 * kib, mib, 4 * mib)
    chops = (64, 128, 256, 512, 1024, 2048)
    kinds = ((TEXT, 'text', b'BAsd7&jh23', b'*'), (BINARY, 'binary', b'\x00\xfe\x23\xfa\xf0', b'\xfe'))
    for number, (opcode, kind, pattern, byte) in enumerate(kinds):
        add_all('9.%d' % (1 + number), [('%s of %d KiB' % (kind, size // kib), echo_big, opcode, pattern, size, None)
                                        for size in sizes])
        add_all('9.%d' % (3 + number), [('%s of 4 MiB in pieces of %d' % (kind, part), echo_parts, opcode, byte, part)
                                        for part in parts])
        add_all('9.%d' % (5 + number), [('%s of 1 MiB in chops of %d' % (kind, chop), echo_big, opcode, pattern, mib,
                                         chop) for chop in chops])
        add_all('9.%d' % (7 + number), [('1000 times %s of %d bytes' % (kind, size), echo_many, opcode, byte * size,
                                         1000) for size in (0, 16, 64, 256, 1024, 4096)])
    add('10.1.1', 'text of 65536 bytes in pieces of 1300', echo_pieces, TEXT, b'*' * 65536, 1300)


def echo_big(peer, opcode, pattern, size, chop):
    echo(peer, opcode, repeated(pattern, size), chop)


def echo_parts(peer, opcode, byte, part):
    echo_pieces(peer, opcode, byte * (4 << 20), part)


def play(port, number):
    """None, or what is wrong."""
    try:
        CASES[number][1](Peer(port))
    except (Wrong, OSError, UnicodeDecodeError) as error:
        return str(error) or type(error).__name__
    return None


def key(number):
    return [int(part) for part in number.split('.')]


def count(numbers, failed, what):
    print('# %d of %d pass strictly: %s' % (len(numbers) - len(failed & numbers), len(numbers), what))


def main():
    for section in (add_framing, add_fragmentation, add_utf8, add_closing, add_performance):
        section()
    complete = sum(not number.startswith('9.') for number in CASES), len(CASES)
    require(complete == (247, 301), 'the suite has 247 and 301 cases, not %d and %d' % complete)
    wanted = sys.argv[2:] or ['']
    chosen = sorted((number for number in CASES if any((number + '.').startswith(part + '.' if part else '')
                                                      for part in wanted)), key=key)
    print('1..%d' % len(chosen))
    failed = set()
    with subprocess.Popen([sys.argv[1], str(LIMIT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        port = int(server.stdout.readline())
        for place, number in enumerate(chosen, 1):
            fault = play(port, number)
            print('%sok %d - %s %s' % ('not ' if fault else '', place, number, CASES[number][0]), flush=True)
            if fault:
                failed.add(number)
                print('# ' + fault)
        server.stdin.close()
    limits = {number for number in chosen if number.startswith('9.')}
    count(set(chosen) - limits, failed, 'the protocol, sections 1 to 7 and 10')
    count(limits, failed, 'limits and performance, section 9')
    return bool(failed)


if __name__ == '__main__':
    sys.exit(main())
