"""What was said before, and what is not lost when the connection is."""
from chat import Chat
from tap import run, test

REFUSED = 'ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|WebSocket connection to'


# Scrolls to the top and waits for the line before the first. Where the first line was and is, from
# the top of the log.
SCROLL_UP = '''new Promise(done => {
	const row = text => [...document.querySelectorAll('#log .line')].find(
		line => line.querySelector('.text').textContent === text);
	const place = () => row(first).getBoundingClientRect().top - log.getBoundingClientRect().top;
	log.scrollTop = 0;
	const before = place();
	const look = () => row(earlier) ?
		requestAnimationFrame(() => requestAnimationFrame(() => done([before, place()]))) :
		requestAnimationFrame(look);
	look();
})'''


# Scrolls up until a line is there.
SCROLL_TO = '''
	if ([...document.querySelectorAll('#log .text')].some(line => line.textContent === text))
		return true;
	log.scrollTop = 0;'''


def numbers(chat, name='alice'):
    """The lines 'line N' of a person in the order of the page."""
    return [int(text.split()[1]) for who, text in chat.said() if who == name and
            text.startswith('line ')]


@test('scrolling up loads more, back to the first line; the place that is read stays')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    nc.send(*(f'line {number}' for number in range(350)))
    nc.send('/who')
    nc.wait_for('alice')
    chat = Chat(case, server)
    page = chat.page
    chat.wait_line('line 349')
    shown = numbers(chat)
    assert 0 not in shown, 'all of it was loaded at once'
    while 0 not in shown:
        first = shown[0]
        before, after = page.evaluate(SCROLL_UP, first=f'line {first}', earlier=f'line {first - 1}')
        assert abs(before - after) < 30, f'line {first} moved from {before} to {after}'
        shown = numbers(chat)
    assert shown == list(range(shown[-1] + 1)), shown


@test('search finds words, and leads to the line however far back it is')
def _(case):
    server = case.server(history='strict')
    nc = case.nc(server)
    nc.enter('alice')
    nc.send('a needle in the hay', *(f'line {number}' for number in range(300)))
    nc.send('/who')
    nc.wait_for('alice')
    chat = Chat(case, server)
    page = chat.page
    chat.wait_line('line 299')
    page.click('#search-open')
    page.wait_for('#search-text')
    page.type('needle')
    page.press('Enter')
    page.wait_for('#found .line', 'a needle in the hay', count=1)
    page.click('#found .line')
    page.wait('''return [...document.querySelectorAll('#log .line')].some(line =>
		line.textContent.includes('a needle in the hay') &&
		line.getBoundingClientRect().top >= log.getBoundingClientRect().top);''',
              'the line to be shown in the room')
    page.focus('#search-text')
    page.press('a', 'Control')
    page.type('neverwritten')
    page.press('Enter')
    page.wait_for('#found', 'Nothing like that was found')


@test('after the server was killed and started again no line is missing and none is there twice')
def _(case):
    server = case.server(history='strict')
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    page.allow(REFUSED)
    nc.send(*(f'line {number}' for number in range(20)))
    chat.say('mine, confirmed')
    chat.wait_line('line 19')
    chat.wait_line('mine, confirmed')
    server.kill()
    page.wait_for('#banner', 'attempt')
    assert chat.page.text('#banner').strip()
    server.start()
    nc = case.nc(server)
    nc.enter('alice')
    nc.send(*(f'line {number}' for number in range(20, 140)))
    nc.send('/who')
    nc.wait_for('alice')
    chat.online()
    chat.wait_line('line 139')
    page.wait_for('#banner', gone=True)
    for text in 'line 20', 'line 0':
        page.wait(SCROLL_TO, text, text=text)
    assert numbers(chat) == list(range(140)), numbers(chat)
    assert [text for _, text in chat.said()].count('mine, confirmed') == 1
    assert chat.name == 'zoe'
    chat.say('and on')
    nc.wait_for('<zoe> and on')


@test('a line written while the server is away is marked as waiting and said once when it is back')
def _(case):
    server = case.server(history='strict')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    page.allow(REFUSED)
    server.kill()
    page.wait_for('#banner', 'attempt')
    chat.say('while away')
    chat.wait_line('while away', 'waiting')
    server.start()
    chat.online()
    chat.wait_line('while away')
    nc = case.nc(server)
    nc.enter('alice')
    chat.say('once')
    nc.wait_for('<zoe> once')
    assert nc.received.count('while away') == 1
    assert [text for _, text in chat.said()].count('while away') == 1


@test('a line in flight when the server stops answering is marked as unsure, and can be sent again')
def _(case):
    server = case.server(history='strict')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    page.allow(REFUSED)
    server.pause()
    chat.say('in flight')
    chat.wait_line('in flight', 'waiting')
    server.kill()
    chat.wait_line('in flight', 'unsure')
    server.start()
    nc = case.nc(server)
    nc.enter('alice')
    chat.online()
    chat.wait_line('in flight', 'unsure')
    page.click('#log [data-do=resend]')
    nc.wait_for('<zoe> in flight')
    chat.wait_line('in flight')
    assert [text for _, text in chat.said()].count('in flight') == 1


def through_proxy(case):
    """alice with nc, a proxy whose connections can be cut, and zoe's page behind it."""
    server = case.server(history='strict')
    proxy = case.proxy(server)
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, proxy, 'zoe')
    chat.page.allow(REFUSED)
    return nc, proxy, chat


@test('a line whose confirmation was lost is marked as unsure, and is not said twice by itself')
def _(case):
    nc, proxy, chat = through_proxy(case)
    proxy.mute()
    chat.say('heard or not')
    nc.wait_for('<zoe> heard or not')
    proxy.cut()
    chat.wait_line('heard or not', 'unsure')
    proxy.mend()
    chat.online()
    nc.send('line 0')
    chat.wait_line('line 0')
    assert nc.received.count('heard or not') == 1
    # The history has it, so that the reader sees that it was said.
    chat.wait_line('heard or not')


@test('without the network the page says so, and goes on when it is back')
def _(case):
    nc, proxy, chat = through_proxy(case)
    page = chat.page
    nc.send('line 0')
    chat.wait_line('line 0')
    page.offline()
    proxy.cut()
    page.wait_for('#banner', 'attempt')
    case.screenshot(page, 'offline')
    nc.send('line 1', 'line 2')
    proxy.mend()
    page.offline(False)
    chat.online()
    chat.wait_line('line 2')
    assert numbers(chat) == [0, 1, 2], numbers(chat)
    page.wait_for('#banner', gone=True)


run()
