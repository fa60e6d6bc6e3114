"""Tests that print TAP for Meson. A program of tests says:

    from tap import run, test

    @test('what is promised, as a sentence')
    def _(case):
        page = case.page()          # a page in a browser context of its own
        server = case.server()      # chatd
        ...

    run()

A test fails by an exception. What the case made is closed after each test; then it fails as well
where one of its pages threw an exception, logged an error, broke its Content-Security-Policy or
asked another host. Failures print each page's text and leave a screenshot.

With names as arguments the program runs the tests whose sentence contains one of them.
"""
import contextlib
import os
import re
import shutil
import sys
import tempfile
import time
import traceback

from devtools import Browser, find_chromium
from server import Irssi, Nc, Proxy, Server, Static

SCREENSHOTS = os.environ.get('SCREENSHOTS') or os.path.join(tempfile.gettempdir(), 'screenshots')

added = []


def test(sentence):
    def add(function):
        added.append((sentence, function))
        return function
    return add


def note(text):
    """Prints a comment, which Meson keeps in its log."""
    for line in str(text).splitlines():
        print('#', line, flush=True)


def complain(text):
    """Prints what Meson shows where the test fails."""
    print(text, file=sys.stderr, flush=True)


class Case:
    """One test: what it uses, closed in reverse order."""

    def __init__(self, browser, sentence):
        self.browser = browser
        self.sentence = sentence
        self.pages = []
        self.stack = contextlib.ExitStack()

    def folder(self):
        path = tempfile.mkdtemp(prefix='chatd-browser-')
        self.stack.callback(shutil.rmtree, path)
        return path

    def page(self, url=None, like=None, **options):
        """A page; with `like`, another page of the same browser context: a second tab."""
        page = self.browser.page(like, **options)
        self.pages.append(page)
        if url is not None:
            page.goto(url)
        return page

    def server(self, *arguments, **options):
        return self.stack.enter_context(Server(self.folder(), *arguments, **options))

    def nc(self, server):
        return self.stack.enter_context(Nc(server.port))

    def irssi(self, server, name):
        return self.stack.enter_context(Irssi(server.port, name, self.folder()))

    def proxy(self, server):
        return self.stack.enter_context(Proxy(server.port))

    def static(self, answers, **options):
        return self.stack.enter_context(Static(answers, **options))

    def screenshot(self, page, name):
        os.makedirs(SCREENSHOTS, exist_ok=True)
        page.screenshot(os.path.join(SCREENSHOTS, name + '.png'))

    def run(self, function):
        """Returns whether the test passed."""
        with self.stack:
            try:
                function(self)
                for page in self.pages:
                    assert not page.problems, 'the page had problems:\n' + '\n'.join(page.problems)
                return True
            except Exception:  # the text of each kind is what the reader needs
                self.report()
                return False
            finally:
                for page in self.pages:
                    with contextlib.suppress(Exception):
                        page.close()

    def report(self):
        complain(self.sentence + '\n' + traceback.format_exc())
        for number, page in enumerate(self.pages):
            name = re.sub(r'\W+', '-', self.sentence).strip('-').lower()
            with contextlib.suppress(Exception):
                complain(f'page {number}: {page.evaluate("location.href")}')
                complain('\n'.join('problem: ' + problem for problem in page.problems))
                complain(page.text()[-2000:])
                self.screenshot(page, f'failed-{name}-{number}')
                complain(f'screenshot: {SCREENSHOTS}/failed-{name}-{number}.png')


def run_tests(tests, passes):
    """Runs (sentence, function) pairs, where the arguments of the program name some of them these, and ends
    the program. passes(sentence, function) runs one, and says whether it passed."""
    failed = count = 0
    for sentence, function in tests:
        if sys.argv[1:] and not any(part in sentence for part in sys.argv[1:]):
            continue
        count += 1
        begin = time.monotonic()
        passed = passes(sentence, function)
        failed += not passed
        print('ok' if passed else 'not ok', count, '-', sentence, flush=True)
        note(f'{time.monotonic() - begin:.1f} s')
    print(f'1..{count}', flush=True)
    sys.exit(1 if failed else 0)


def skip(why):
    """Ends a program whose tests cannot run here."""
    print('1..0 # SKIP', why)
    sys.exit(0)


def run(collect=None):
    """Runs the tests of the program, and ends it. With a function that is given a case, runs the
    (sentence, function) pairs that it yields instead."""
    if not find_chromium():
        skip('Chromium is not installed (Debian: apt-get install chromium)')
    sys.stdout.reconfigure(encoding='utf-8', errors='backslashreplace')
    with Browser() as browser:
        of_all = Case(browser, 'all')
        with of_all.stack:
            run_tests(collect(of_all) if collect else added,
                      lambda sentence, function: Case(browser, sentence).run(function))
