#!/usr/bin/env python3
"""How fast the page is, measured with Chromium's own trace. It is no part of the tests, since its
figures depend on the machine; run it on a machine that does nothing else:

    CHATD=build/server/chatd tests/browser/speed.py

It fails where a task took more than 50 ms of processor time: scrolling through 5,000 lines, and while 1,000 lines a
second come for ten seconds.
"""
import statistics
import sys
import threading
import time

from chat import Chat
from devtools import Browser
from tap import Case

LINES = 5000
LONG_MS = 50
WORDS = 'tea leaves water kettle cup morning quiet garden letter window https://example.org/list'.split()


def text(number):
    return f'line {number} ' + ' '.join(WORDS[(number * 7 + i) % len(WORDS)] for i in range(number % 23))


def report(what, events, frames):
    """Prints the tasks of the page's main thread; returns how long the longest took."""
    threads = {(event['pid'], event['tid']) for event in events if event['name'] == 'thread_name' and
               event['args'].get('name') == 'CrRendererMain'}
    begun = {event['pid'] for event in events if event['name'] == 'FrameStartedLoading' or
             event['name'] == 'FunctionCall'}
    runs = [event for event in events if event['name'] == 'RunTask' and
            (event['pid'], event['tid']) in threads and event['pid'] in begun]
    frames.sort()
    print(f'{what}: {len(runs)} tasks; {len(frames)} frames, median {statistics.median(frames):.1f} ms, '
          f'longest {frames[-1]:.1f} ms')
    for key, kind in ('dur', 'time'), ('tdur', 'processor time'):
        tasks = sorted(event.get(key, 0) / 1000 for event in runs)
        print(f'  by {kind}: longest {tasks[-1]:.1f} ms, 99.9 % under '
              f'{tasks[int(len(tasks) * 0.999)]:.1f} ms, {sum(task > LONG_MS for task in tasks)} over '
              f'{LONG_MS} ms')
    longest = max(runs, key=lambda event: event.get('tdur', 0))
    within = sorted((event for event in events if event['tid'] == longest['tid'] and
                     event['pid'] == longest['pid'] and event is not longest and
                     longest['ts'] <= event['ts'] <= longest['ts'] + longest['dur']),
                    key=lambda event: -event.get('tdur', 0))[:4]
    print('  in the longest: ' + ', '.join(
        f'{event["name"]} {event.get("tdur", 0) / 1000:.1f} ms' for event in within))
    return tasks[-1]


WATCH = '''window.gaps = []; {
	let before = performance.now();
	const frame = now => { gaps.push(now - before); before = now; if (gaps) requestAnimationFrame(frame); };
	requestAnimationFrame(frame);
}'''
CATEGORIES = '__metadata,devtools.timeline,disabled-by-default-devtools.timeline'


def scroll(case, server):
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    for start in range(0, LINES, 500):
        nc.send(*map(text, range(start, start + 500)))
        chat.page.wait('return document.getElementById("log").textContent.includes(text);', text,
                       text=f'line {start + 499}')
    page.evaluate(WATCH)
    with page.tracing(CATEGORIES) as events:
        for by in -1500, 1500:
            while True:
                before = page.evaluate('log.querySelector(".line .text").textContent + log.scrollTop')
                page.wheel('#log', by)
                page.frames_pass()
                if page.evaluate('log.querySelector(".line .text").textContent + log.scrollTop') == before:
                    break
    shown = page.evaluate('log.scrollHeight - log.clientHeight - log.scrollTop')
    assert shown < 10, f'{shown} pixels from the end after scrolling up and down'
    case.screenshot(page, '5000-lines')
    return report(f'{LINES} lines scrolled up and down', events, page.evaluate('gaps'))


def flood(case, server, seconds=10, rate=1000):
    senders = [case.nc(server) for _ in range(10)]
    for number, nc in enumerate(senders):
        nc.enter(f'sender{number}', '#flood')
    chat = Chat(case, server, 'zoe', '#flood')
    page = chat.page

    def send():
        begin = time.monotonic()
        for step in range(seconds * 100):
            senders[step % 10].send(*map(text, range(step * rate // 100, (step + 1) * rate // 100)))
            time.sleep(max(0, begin + (step + 1) / 100 - time.monotonic()))

    page.evaluate(WATCH)
    sending = threading.Thread(target=send)
    keys = []
    with page.tracing(CATEGORIES) as events:
        sending.start()
        page.focus('#say')
        while sending.is_alive():
            begin = time.monotonic()
            page.press('x')
            page.frames_pass()
            keys.append((time.monotonic() - begin) * 1000)
        page.wait('return log.textContent.includes(text);', 'the last line',
                  text=f'line {seconds * rate - 1}')
    written = page.evaluate('say.value')
    assert written == 'x' * len(keys), 'keys were lost'
    keys.sort()
    print(f'while they came, {len(keys)} keys were pressed; until two frames later: median '
          f'{statistics.median(keys):.0f} ms, longest {keys[-1]:.0f} ms')
    return report(f'{rate} lines a second for {seconds} s', events, page.evaluate('gaps'))


def main():
    longest = 0
    with Browser() as browser:
        for measure in scroll, flood:
            case = Case(browser, measure.__name__)
            with case.stack:
                server = case.server('--send-queue', '64M', '--slow-queue', '64M')
                longest = max(longest, measure(case, server))
                for page in case.pages:
                    assert not page.problems, page.problems
                    page.close()
    sys.exit(f'the longest task took {longest:.0f} ms' if longest > LONG_MS else 0)


main()
