"""Chromium without a window, driven over the DevTools protocol: JSON messages, each ended by a 0
byte, on its file descriptors 3 and 4 (--remote-debugging-pipe). Nothing but python3 is needed.
"""
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from page import LIMIT, Page

FLAGS = [
    '--headless', '--remote-debugging-pipe', '--disable-gpu', '--hide-scrollbars', '--mute-audio',
    '--disable-dev-shm-usage', '--no-first-run', '--no-default-browser-check',
    '--password-store=basic', '--use-mock-keychain', '--force-color-profile=srgb',
    '--renderer-process-limit=4', '--lang=en-US', '--disable-crash-reporter', '--disable-breakpad',
    # As with a mouse, which a machine without a screen lacks.
    '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,'
    'availablePointerTypes=4',
    # A page in the background runs as fast as one in front.
    '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    # It asks nobody.
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-default-apps', '--disable-extensions', '--disable-domain-reliability',
    '--disable-client-side-phishing-detection', '--no-pings', '--no-proxy-server',
    '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,'
    'CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions',
    # evil.example is this machine, as a hostile name server could say; no other name is known.
    '--host-resolver-rules=MAP evil.example 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1,'
    'EXCLUDE localhost',
]


def find_chromium():
    return os.environ.get('CHROMIUM') or shutil.which('chromium') or shutil.which(
        'chromium-browser')


class ProtocolError(Exception):
    """An error that Chromium answered with."""


class TimeLimit(Exception):
    """What was waited for did not come."""


class Browser:
    """One Chromium. Used by one thread: events are read while an answer is waited for."""

    def __init__(self, *flags):
        self.home = tempfile.mkdtemp(prefix='chatd-chromium-')
        to_read, self.to = os.pipe()
        self.of, of_write = os.pipe()

        def prepare():
            # The copies go first where no number of theirs is in the way.
            to, of = os.dup(to_read), os.dup(of_write)
            while min(to, of) < 5:
                to, of = os.dup(to), os.dup(of)
            os.dup2(to, 3)
            os.dup2(of, 4)

        flags = list(flags) + FLAGS + ['--user-data-dir=' + os.path.join(self.home, 'profile')]
        if os.geteuid() == 0:
            flags.append('--no-sandbox')
        environment = dict(os.environ, HOME=self.home, TMPDIR=self.home, TZ='UTC',
                           XDG_CONFIG_HOME=self.home, XDG_CACHE_HOME=self.home,
                           DBUS_SESSION_BUS_ADDRESS='disabled:',
                           DBUS_SYSTEM_BUS_ADDRESS='disabled:')
        environment.pop('MALLOC_PERTURB_', None)
        self.log = open(os.path.join(self.home, 'log'), 'w+', encoding='utf-8', errors='replace')
        self.process = subprocess.Popen(
            [find_chromium(), *flags, 'about:blank'], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, env=environment, preexec_fn=prepare, close_fds=False,
            start_new_session=True)
        os.close(to_read)
        os.close(of_write)
        self.buffer = bytearray()
        self.last = 0
        self.answers = {}
        self.pages = {}  # by session
        self.call('Browser.getVersion', limit=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.call('Browser.close', limit=5)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its own group: what it started
        self.process.wait()
        os.close(self.to)
        os.close(self.of)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def call(self, method, session=None, limit=LIMIT, **parameters):
        """Calls a method and returns its result."""
        return self.answer(self.send(method, session, **parameters), method, limit)

    def send(self, method, session=None, **parameters):
        """Begins a call; answer() waits for its result."""
        self.last += 1
        message = {'id': self.last, 'method': method, 'params': parameters}
        if session:
            message['sessionId'] = session
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self.to, data):]
        self.answers[self.last] = None
        return self.last

    def answer(self, number, what='a call', limit=LIMIT):
        until = time.monotonic() + limit
        try:
            while self.answers[number] is None:
                self.read(until, what)
        except TimeLimit:
            del self.answers[number]
            raise
        message = self.answers.pop(number)
        if 'error' in message:
            raise ProtocolError(f'{what}: {message["error"].get("message")}')
        return message['result']

    def read(self, until, what):
        """Reads messages that have come, or waits for one until then."""
        while b'\0' not in self.buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.of], [], [], left)[0]:
                raise TimeLimit(f'{what}: nothing after the time limit')
            data = os.read(self.of, 1 << 20)
            if not data:
                self.log.seek(0)
                raise ProtocolError('Chromium ended: ' + self.log.read()[-2000:])
            self.buffer += data
        *messages, self.buffer = self.buffer.split(b'\0')
        for message in map(json.loads, messages):
            if 'id' not in message:
                page = self.pages.get(message.get('sessionId'))
                if page:
                    page.event(message['method'], message['params'])
            elif message['id'] in self.answers:
                self.answers[message['id']] = message

    def page(self, like=None, **options):
        """A page in a browser context of its own, or in that of another page."""
        context = like.context if like else self.call('Target.createBrowserContext')[
            'browserContextId']
        target = self.call('Target.createTarget', url='about:blank', browserContextId=context)
        session = self.call('Target.attachToTarget', targetId=target['targetId'], flatten=True)
        page = Page(self, context, target['targetId'], session['sessionId'], owner=not like)
        self.pages[page.session] = page
        page.prepare(**options)
        return page
