"""The page as a person knows it: where its parts are, and what one does with them."""
from page import LIMIT

ONLINE = '''return document.getElementById('app')?.dataset.state === 'online' &&
	document.getElementById('room-name').textContent !== '';'''

# Each line of the open room: [kind, who, text, the states of one's own that are not 'sent'].
LINES = '''[...document.querySelectorAll('#log .line')].map(line => [
	line.classList[1], line.querySelector('.name')?.textContent ?? '',
	line.querySelector('.text').textContent,
	['waiting', 'unsure', 'failed'].filter(state => line.classList.contains(state)).join()])'''


class Chat:
    """A page of the server with somebody in it."""

    def __init__(self, case, server, name=None, room=None, like=None, **options):
        self.page = case.page(like=like, **options)
        self.open(server, room)
        if name:
            self.command('/nick ' + name)
            self.page.wait_for('#me-name', name)

    def open(self, server, room=None):
        """Loads the page, by a share link where there is a room."""
        self.page.goto(server.url + (room or ''))
        self.online()
        if room:
            self.in_room(room)

    def online(self):
        self.page.wait(ONLINE, 'the page to be online')

    def in_room(self, room):
        self.page.wait('return document.getElementById("room-name").textContent === room;',
                       f'{room} to be open', room=room)

    @property
    def name(self):
        return self.page.text('#me-name')

    def write(self, text):
        """Into the message field, at once."""
        self.page.focus('#say')
        self.page.insert(text)

    def say(self, *texts):
        for text in texts:
            self.write(text)
            self.page.press('Enter')

    command = say

    def lines(self):
        return self.page.evaluate(LINES)

    def said(self):
        """(who, text) of what people said in the open room, as the page shows it."""
        return [(who, text) for kind, who, text, _ in self.lines() if kind in ('said', 'action')]

    def wait_line(self, text, state='sent', limit=LIMIT):
        """Waits for a line with exactly this text, and this state where it is one's own."""
        self.page.wait('''return [...document.querySelectorAll('#log .line')].some(line =>
			line.querySelector('.text').textContent === text && (state === 'sent' ?
			!line.matches('.waiting, .unsure, .failed') : line.classList.contains(state)));''',
                       f'the line {text[:80]!r} ({state})', limit, text=text, state=state)

    def show(self, room):
        """Opens a room or talk of the list."""
        self.page.click(f'#rooms [data-room="{room}"]')

    def room(self, key):
        """What the list says of a room."""
        return self.page.evaluate(
            'document.querySelector(`#rooms [data-room="${key}"]`)?.getAttribute("aria-label")',
            key=key)

    def wait_room(self, key, label):
        self.page.wait('''return document.querySelector(`#rooms [data-room="${key}"]`)
			?.getAttribute('aria-label') === label;''', f'{key} to be {label!r}', key=key,
                       label=label)
