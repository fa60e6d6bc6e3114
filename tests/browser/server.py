"""What pages are tested with: chatd, a plain socket like nc, irssi in tmux, and a server of files."""
import contextlib
import http.server
import os
import re
import select
import shlex
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request

LIMIT = 120  # seconds


class Server:
    """chatd on a free port of 127.0.0.1, from the environment's CHATD. `with Server(folder)`."""

    def __init__(self, folder, *arguments, history='memory', bind='127.0.0.1'):
        self.arguments = ['--threads', '1', '--bind', bind, '--history', history, '--history-wait',
                          '600000', '--state', os.path.join(folder, 'state'), '--rate', '0',
                          '--greet-after', '10000',  # on a busy machine Chromium is slow to ask
                          *arguments]
        self.port = 0
        self.process = None
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Also after kill() or stop(): on the same port, with the same state."""
        self.log = []
        self.heard = threading.Condition()
        self.process = subprocess.Popen(
            [os.environ['CHATD'], '--port', str(self.port), *self.arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            errors='replace')
        self.reader = threading.Thread(target=self.read_log, args=[self.process.stderr])
        self.reader.start()
        try:
            line = self.wait_log('event=listening address=')
            self.port = int(re.search(r' address=\S*:(\d+)', line)[1])
        except BaseException:
            self.kill()
            raise

    def read_log(self, stderr):
        with stderr:
            for line in stderr:
                with self.heard:
                    self.log.append(line.rstrip('\n'))
                    self.heard.notify_all()
        with self.heard:
            self.log.append('(the end of the log)')
            self.heard.notify_all()

    def wait_log(self, part, limit=LIMIT):
        """The first line of the log that contains the part, when it has come."""
        def found():
            return next((line for line in self.log if part in line), None) or (
                self.log and self.log[-1] == '(the end of the log)')
        with self.heard:
            line = self.heard.wait_for(found, limit)
            assert isinstance(line, str), f'the log never had {part}:\n' + '\n'.join(self.log)
            return line

    def end(self, signal_):
        if self.process:
            self.process.send_signal(signal_)
            self.process.wait(LIMIT)
            self.reader.join()
            self.process = None

    def kill(self):
        self.end(signal.SIGKILL)

    def stop(self):
        self.end(signal.SIGTERM)

    def pause(self):
        """It does not answer any more, until kill()."""
        self.process.send_signal(signal.SIGSTOP)

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}/'

    def get(self, path='/', **headers):
        """The status, headers and body of a request."""
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=LIMIT) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers, refused.read()


class Proxy:
    """A way to a server that can break: bytes are passed on until cut() or mute()."""

    def __init__(self, port):
        self.port = port
        self.closed = self.muted = False
        self.sockets = []
        self.threads = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = 'http://127.0.0.1:%d/' % self.listener.getsockname()[1]
        self.begin(self.accept)

    def begin(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments)
        self.threads.append(thread)
        thread.start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with self.lock:
                    if self.closed:
                        client.close()
                        continue
                    server = socket.create_connection(('127.0.0.1', self.port))
                    self.sockets += [client, server]
                self.begin(self.pass_on, client, server, False)
                self.begin(self.pass_on, server, client, True)

    def pass_on(self, of, to, answers):
        with contextlib.suppress(OSError):
            while data := of.recv(1 << 16):
                if not (answers and self.muted):
                    to.sendall(data)
        for end in of, to:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mute(self):
        """What the server says is lost from now on; what is said to it arrives."""
        self.muted = True

    def cut(self):
        """Ends all connections, and refuses others until mend()."""
        with self.lock:
            self.closed = True
            for end in self.sockets:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.closed = self.muted = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()
        for end in self.sockets:
            end.close()


class Nc:
    """A person with nc."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port), LIMIT)
        self.received = ''
        self.at = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *lines):
        self.socket.sendall(''.join(line + '\n' for line in lines).encode())

    def wait_for(self, part, limit=LIMIT):
        """Reads until the part has come, after what was waited for before."""
        until = time.monotonic() + limit
        while part not in self.received[self.at:]:
            self.socket.settimeout(max(until - time.monotonic(), 0.01))
            try:
                data = self.socket.recv(1 << 16)
            except TimeoutError:
                data = None
            assert data, f'nc never got {part!r}, but:\n{self.received[-2000:]}'
            self.bytes = getattr(self, 'bytes', b'') + data
            self.received = self.bytes.decode('utf-8', 'replace')
        self.at = self.received.index(part, self.at) + len(part)

    def enter(self, name, room=None):
        """Takes a name and enters a room."""
        self.send('/nick ' + name)
        self.wait_for(f'You are {name} now')
        if room:
            self.send('/join ' + room)
            self.wait_for(f'You are in {room} now')


class Irssi:
    """A person with irssi, in a tmux of its own."""

    def __init__(self, port, name, home):
        self.socket = os.path.join(home, 'tmux')
        with open(os.path.join(home, 'startup'), 'w', encoding='ascii') as startup:
            startup.write('/set cmd_queue_speed 10msec\n')
        command = shlex.join(['irssi', f'--home={home}', f'--connect=127.0.0.1', f'--port={port}',
                              f'--nick={name}'])
        self.tmux('-f/dev/null', 'new-session', '-d', '-x', '120', '-y', '60', command)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Waits for irssi's end: it writes its settings into the folder of the test until then."""
        with contextlib.suppress(subprocess.CalledProcessError):
            pid = int(self.tmux('display-message', '-p', '#{pane_pid}'))
            ended = os.pidfd_open(pid)
            self.tmux('kill-server')
            select.select([ended], [], [], LIMIT)
            os.close(ended)

    def tmux(self, *arguments):
        environment = dict(os.environ, LC_ALL='C.UTF-8', TERM='xterm-256color')
        environment.pop('TMUX', None)
        return subprocess.run(['tmux', '-u', '-S', self.socket, *arguments], check=True, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, env=environment).stdout

    def send(self, line):
        self.tmux('send-keys', '-l', line)
        self.tmux('send-keys', 'Enter')

    def text(self):
        return self.tmux('capture-pane', '-p', '-S', '-1000')

    def wait_for(self, part, limit=LIMIT):
        until = time.monotonic() + limit
        while part not in (text := self.text()):
            assert time.monotonic() < until, f'irssi never showed {part!r}, but:\n{text}'


class Static:
    """Answers GET: a folder under a path, or bytes. `Static({'/a': (type, bytes), '/b/': folder})`"""

    TYPES = {'.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html'}

    def __init__(self, answers, headers=None):
        self.answers = answers
        self.asked = []  # the paths
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                found = outer.find(urllib.parse.urlsplit(self.path).path)
                self.send_response(200 if found else 404)
                kind, body = found or ('text/plain', b'not found')
                self.send_header('Content-Type', kind + '; charset=utf-8')
                self.send_header('Content-Length', str(len(body)))
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}'
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.05])
        self.thread.start()

    def find(self, path):
        for name, what in self.answers.items():
            if isinstance(what, tuple):
                if name == path:
                    kind, body = what
                    return kind, body if isinstance(body, bytes) else body.encode()
            elif path.startswith(name) and '..' not in path:
                file = os.path.join(what, path[len(name):])
                if os.path.isfile(file):
                    with open(file, 'rb') as content:
                        return self.TYPES.get(os.path.splitext(file)[1], 'text/plain'), \
                            content.read()
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
