"""A WebSocket client for tests: it sends any frames, also wrong ones, and checks all that comes."""
import base64
import hashlib
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
TIMEOUT = 20  # seconds without a byte
GUID = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


class Wrong(Exception):
    """The server did what no server may do."""


def require(good, what):
    if not good:
        raise Wrong(what)


def masked(payload, mask):
    if not payload:
        return b''
    whole = (mask * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, 'big') ^ int.from_bytes(whole, 'big')).to_bytes(len(payload), 'big')


def frame(opcode, payload=b'', fin=True, rsv=0):
    length = len(payload)
    header = bytes([fin << 7 | rsv << 4 | opcode])
    if length < 126:
        header += bytes([0x80 | length])
    elif length < 1 << 16:
        header += struct.pack('>BH', 0x80 | 126, length)
    else:
        header += struct.pack('>BQ', 0x80 | 127, length)
    mask = os.urandom(4)
    return header + mask + masked(payload, mask)


def fragments(opcode, payload, size):
    """The frames of a message in pieces of `size` bytes."""
    for at in range(0, len(payload), size):
        yield frame(opcode if at == 0 else 0, payload[at:at + size], at + size >= len(payload))


class Peer:
    """One connection. `closed` is the status of the server's CLOSE (None: it had none), once it came."""

    def __init__(self, port, fields=b'', receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(TIMEOUT)
        self.socket.connect(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.closed = False
        self.said_close = False  # before the server did
        self.message = None      # opcode and pieces of one that has not ended
        self.shake_hands(fields)

    def shake_hands(self, more):
        key = base64.b64encode(os.urandom(16))
        self.socket.sendall(b'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
                            b'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ' + key + b'\r\n' + more + b'\r\n')
        while b'\r\n\r\n' not in self.received:
            require(self.fill(), 'the server ended the connection instead of a handshake')
        head, _, rest = bytes(self.received).partition(b'\r\n\r\n')
        self.received = bytearray(rest)
        lines = head.split(b'\r\n')
        answer = dict(line.lower().split(b': ', 1) for line in lines[1:])
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
        require(lines[0].startswith(b'HTTP/1.1 101 '), 'not 101: %r' % lines[0])
        require(answer.get(b'upgrade') == b'websocket' and answer.get(b'connection') == b'upgrade',
                'no upgrade in the answer')
        require(answer.get(b'sec-websocket-accept') == accept.lower(), 'a wrong Sec-WebSocket-Accept')
        require(accept in head, 'Sec-WebSocket-Accept in other letters')

    def fill(self):
        try:
            more = self.socket.recv(1 << 18)
        except ConnectionResetError as error:
            raise Wrong('the server reset the connection') from error
        self.received += more
        return len(more)

    def send(self, *frames, chop=None):
        data = b''.join(frames)
        try:
            if chop:
                for at in range(0, len(data), chop):
                    self.socket.sendall(data[at:at + chop])
            else:
                self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has closed: what it said is to be read

    def close(self, status=1000, reason=b''):
        self.said_close = self.said_close or self.closed is False
        self.send(frame(CLOSE, b'' if status is None else struct.pack('>H', status) + reason))

    def header(self):
        """(first byte, length of the header, length of the payload) of the frame that comes; None
        where more bytes are needed."""
        have = self.received
        if len(have) < 2:
            return None
        require(not have[1] & 0x80, 'a masked frame')
        length = have[1]
        size = 2 if length < 126 else 4 if length == 126 else 10
        if len(have) < size:
            return None
        if size > 2:
            length = int.from_bytes(have[2:size], 'big')
            require(length >= (126 if size == 4 else 1 << 16), 'a length in more bytes than it needs')
        return have[0], size, length

    def next_frame(self):
        """None at the end of the connection."""
        while not (header := self.header()) or len(self.received) < header[1] + header[2]:
            if not self.fill():
                require(not self.received, 'the connection ended within a frame')
                return None
        first, size, length = header
        payload = bytes(self.received[size:size + length])
        del self.received[:size + length]
        require(not first & 0x70, 'a reserved bit')
        require(self.closed is False, 'a frame behind the CLOSE')
        return bool(first & 0x80), first & 0xF, payload

    def take_close(self, payload):
        require(len(payload) != 1, 'a CLOSE with one byte')
        payload[2:].decode('utf-8')
        self.closed = struct.unpack('>H', payload[:2])[0] if payload else None

    def event(self):
        """The next message, ('text' or 'binary', bytes), or ('ping' or 'pong', bytes). None once the
        server has closed."""
        while (got := self.next_frame()) is not None:
            fin, opcode, payload = got
            if opcode >= 8:
                require(fin and len(payload) <= 125, 'a control frame that is too long or in pieces')
                require(opcode in (CLOSE, PING, PONG), 'an unknown control frame')
                if opcode == CLOSE:
                    self.take_close(payload)
                    continue
                return ('ping' if opcode == PING else 'pong'), payload
            require((self.message is not None) == (opcode == 0), 'pieces of messages in disorder')
            require(opcode <= BINARY, 'an unknown frame')
            self.message = self.message or (opcode, [])
            self.message[1].append(payload)
            if fin:
                (opcode, pieces), self.message = self.message, None
                whole = b''.join(pieces)
                if opcode == TEXT:
                    whole.decode('utf-8')
                return ('text' if opcode == TEXT else 'binary'), whole
        return None

    def is_quiet(self, seconds):
        """Whether nothing comes for so long."""
        self.socket.settimeout(seconds)
        try:
            return self.fill() and False
        except socket.timeout:
            return True
        finally:
            self.socket.settimeout(TIMEOUT)

    def rest(self):
        """All events until the server ends the connection; then so does this end."""
        events = []
        while (event := self.event()) is not None:
            events.append(event)
        self.socket.close()
        return events
