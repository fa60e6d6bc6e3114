#!/usr/bin/env python3
"""pictures.py: makes docs/picture-*.png, the pictures of the page in the README, from a real
conversation: one in the browser, the others with nc. $CHATD is the server (build/server/chatd)."""
import os
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
os.environ.setdefault('CHATD', str(TOP / 'build' / 'server' / 'chatd'))
FONTS = '''<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>%s</string></test>
<edit name="family" mode="assign" binding="strong"><string>Inter</string></edit></match>
</fontconfig>'''

from devtools import Browser  # noqa: E402
from server import Nc, Server  # noqa: E402

TALK = [
    ('alice', 'morning! the new build is at https://ci.example.org/builds/8812'),
    ('bob', 'nice, I will have a look'),
    ('bob', 'does it still start in 20 ms?'),
    ('alice', '12 on the small machine 🎉'),
    ('carol', 'בוקר טוב לכולם'),
    ('carol', 'I am on the train, so I read this in a browser on my telephone'),
    ('nina', 'same page here, on the big screen'),
    ('bob', '/me puts the kettle on'),
    ('alice', 'nina: could you write two lines for the notes?'),
    ('nina', 'on it, you have them before tea'),
]


def talk(page, people):
    for name, text in TALK:
        if name == 'nina':
            page.focus('#say')
            page.insert(text)
            page.press('Enter')
        else:
            people[name].send(text)
        page.wait_text(text.replace('/me ', ''))


def main():
    folder = tempfile.mkdtemp(prefix='chatd-picture-')
    fonts = pathlib.Path(folder, 'fonts.conf')
    fonts.write_text(FONTS % 'DejaVu Sans')
    os.environ['FONTCONFIG_FILE'] = str(fonts)
    with Server(folder, '--name', 'kitchen') as server, Browser() as browser:
        page = browser.page(width=1180, height=720)
        page.goto(server.url + '#tea')
        page.wait_for('#people-title', 'People · 1')
        for command, shown in (('/nick nina', 'is now nina'), ('/join #dev', 'said in #dev yet'),
                               ('/join #music', '#music'), ('/room #tea', '#tea'),
                               ('/topic at four, in the kitchen', 'set the topic')):
            page.focus('#say')
            page.insert(command)
            page.press('Enter')
            page.wait_text(shown)
        people = {name: Nc(server.port) for name in ('alice', 'bob', 'carol', 'dave')}
        for name, nc in people.items():
            nc.enter(name, '#dev' if name == 'dave' else '#tea')
        page.press('Escape')
        talk(page, people)
        people['dave'].send('has anybody tried the new one?', '/msg nina psst, are you there?')
        page.wait_for('#talk-list button', 'dave')
        page.evaluate('document.activeElement.blur()')
        page.screenshot(str(TOP / 'docs' / 'picture-page.png'))
        page.viewport(360, 640)
        page.dark()
        page.evaluate('document.getElementById("log").scrollTop = 1e6')
        page.screenshot(str(TOP / 'docs' / 'picture-phone.png'))
        for nc in people.values():
            nc.__exit__()


if __name__ == '__main__':
    main()
