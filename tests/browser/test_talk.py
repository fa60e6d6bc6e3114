"""People in rooms: with two browsers, nc and irssi."""
from chat import Chat
from tap import run, test


@test('whoever opens the page is in the lobby as a guest at once, with what was said before')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    nc.send('said before')
    nc.send('/who')
    nc.wait_for('alice')
    chat = Chat(case, server)
    chat.in_room('#lobby')
    chat.wait_line('said before')
    assert chat.name.startswith('guest'), chat.name
    nc.wait_for(f'-- {chat.name} joined')
    assert chat.page.evaluate('document.activeElement.id') == 'say', 'the message field has no focus'


@test('two browsers, nc and irssi in one room see the same lines in the same order, each once')
def _(case):
    server = case.server()
    one, two = Chat(case, server, 'anna', '#tea'), Chat(case, server, 'bert', '#tea')
    nc = case.nc(server)
    nc.enter('carl', '#tea')
    irssi = case.irssi(server, 'dora')
    irssi.wait_for('Welcome')
    irssi.send('/join #tea')
    for chat in one, two:
        chat.page.wait_for('#people-title', '4')
    for number in range(5):
        one.say(f'anna {number}')
        nc.send(f'carl {number}')
        two.say(f'bert {number}')
        irssi.send(f'dora {number}')
    texts = {f'{name} {number}' for name in ('anna', 'bert', 'carl', 'dora') for number in range(5)}
    for text in texts:
        one.wait_line(text)
        two.wait_line(text)
        irssi.wait_for(text)
    nc.wait_for('dora 4')
    said = one.said()
    assert said == two.said(), (said, two.said())
    assert sorted(text for _, text in said) == sorted(texts), said
    assert all(text.startswith(who) for who, text in said), said
    # nc and irssi are not sent back their own lines, or show them at once; the others' must agree.
    heard = [line for line in nc.received.splitlines() if line.startswith('<')]
    assert heard == [f'<{who}> {text}' for who, text in said if who != 'carl'], heard
    shown = [line for line in irssi.text().splitlines() if any(text in line for text in texts)]
    others = [text for who, text in said if who != 'dora']
    assert [text for line in shown for text in others if line.endswith(text)] == others, shown


@test('a name is taken by the field, and refused with a sentence when it is taken')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, server)
    page = chat.page
    page.click('#me-open')
    page.wait_for('dialog input[name=name]')
    page.press('a', 'Control')
    page.type('alice')
    page.press('Enter')
    page.wait_for('dialog', 'alice')
    page.wait_for('dialog [role=alert], dialog .error', 'alice')
    page.focus('dialog input[name=name]')
    page.press('a', 'Control')
    page.type('zoë')
    page.press('Enter')
    page.wait_for('#me-name', 'zoë')
    page.wait_for('dialog[open]', gone=True)
    nc.wait_for('is zoë now')
    chat.say('hello')
    nc.wait_for('<zoë> hello')
    page.reload()
    chat.online()
    page.wait_for('#me-name', 'zoë')


@test('rooms: joined by a share link, by name and by command; left; remembered')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice', '#tea')
    chat = Chat(case, server, 'zoe', '#tea')
    page = chat.page
    nc.wait_for('is zoe now')
    page.wait_for('#people', 'alice')
    page.press('k', 'Control')
    page.wait_for('dialog input')
    page.type('coffee')
    page.press('Enter')
    chat.in_room('#coffee')
    assert page.evaluate('location.hash') == '#coffee'
    page.press('k', 'Control')
    page.wait_for('dialog input')
    page.type('a,b')
    page.press('Enter')
    page.wait_for('#toasts', '#a,b cannot be the name of a room.')
    chat.command('/join #milk')
    chat.in_room('#milk')
    page.evaluate("location.hash = '#sugar'")
    chat.in_room('#sugar')
    page.wait_for('#room-list [data-room]', count=5)
    chat.command('/part')
    page.wait_for('#room-list [data-room="#sugar"]', gone=True)
    page.goto(server.url)
    chat.online()
    page.wait('return [...document.querySelectorAll("#room-list [data-room]")].map('
              'room => room.dataset.room).sort().join() === "#coffee,#lobby,#milk,#tea";',
              'the rooms to be remembered')


@test('unread lines and mentions are counted, also in the title; the draft of each room stays')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice', '#tea')
    chat = Chat(case, server, 'zoe', '#tea')
    page = chat.page
    chat.write('half a sentence')
    chat.show('#lobby')
    chat.in_room('#lobby')
    assert page.evaluate('say.value') == ''
    chat.write('another half')
    nc.send('one', 'two')
    chat.wait_room('#tea', '#tea, 2 unread')
    nc.send('zoe: three')
    chat.wait_room('#tea', '#tea, 1 for you')
    page.wait('return document.title.startsWith("(1) #lobby · ");', 'the title to say it')
    chat.show('#tea')
    chat.wait_line('zoe: three')
    chat.wait_room('#tea', '#tea')
    page.wait_for('#log .line.mention', 'zoe: three', count=1)
    page.wait('return document.title.startsWith("#tea · ");', 'the title to be plain again')
    assert page.evaluate('say.value') == 'half a sentence'
    chat.show('#lobby')
    assert page.evaluate('say.value') == 'another half'


@test('a page in the background counts what comes, and marks where it was left')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    nc.send('seen')
    chat.wait_line('seen')
    page.hide()
    nc.send('unseen', 'zoe: come back')
    page.wait('return document.title.startsWith("(1) #lobby · ");', 'the title to count the mention')
    page.hide(False)
    page.wait('return document.title.startsWith("#lobby · ");', 'the title to be plain again')
    page.wait_for('#log .mark', count=1)
    assert page.evaluate('''document.querySelector('#log .mark').compareDocumentPosition(
		[...document.querySelectorAll('#log .line')].find(line => line.textContent.includes('unseen'))) ===
		Node.DOCUMENT_POSITION_FOLLOWING'''), 'the mark is not before the first line that was not seen'


@test('a private talk reaches one person alone')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    zoe, other = Chat(case, server, 'zoe'), Chat(case, server, 'eve')
    zoe.command('/msg alice for you alone')
    nc.wait_for('[zoe] for you alone')
    nc.send('/msg zoe likewise')
    zoe.page.wait_for('#talk-list', 'alice')
    zoe.show('alice')
    zoe.wait_line('likewise')
    zoe.say('by writing here')
    nc.wait_for('[zoe] by writing here')
    nc.send('to all')
    other.wait_line('to all')
    assert 'likewise' not in other.page.text() and 'alone' not in other.page.text()
    assert 'by writing' not in other.page.text()


@test('/commands and words are completed by Tab; a wrong command is refused beside the field')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alexandra', '#tea')
    nc.send('/op zoe')
    chat = Chat(case, server, 'zoe', '#tea')
    page = chat.page
    page.wait_for('#people', 'alexandra')
    chat.write('alex')
    page.press('Tab')
    page.wait('return say.value.trim() === "alexandra:";', 'the name to be completed')
    page.press('Enter')
    nc.wait_for('<zoe> alexandra:')
    page.type('/topi')
    page.wait_for('#words li', '/topic')
    page.press('Tab')
    page.type('all about tea')
    page.press('Enter')
    page.wait_for('#topic', 'all about tea')
    nc.wait_for('all about tea')
    chat.say('/nosuchthing')
    page.wait_for('#ask', 'nosuchthing')
    assert page.evaluate('say.value') == '/nosuchthing'
    page.press('a', 'Control')
    page.press('Backspace')
    chat.say('//nosuchthing')
    nc.wait_for('<zoe> /nosuchthing')


@test('topic, kick, actions, notices, joins and leaves are told')
def _(case):
    server = case.server()
    chat = Chat(case, server, 'zoe', '#tea')
    page = chat.page
    nc = case.nc(server)
    nc.enter('alice', '#tea')
    page.wait_for('#log .line.presence', 'alice joined')
    nc.send('/me waves')
    page.wait_for('#log .line.action', 'alice waves')
    chat.say('/me bows')
    nc.wait_for('* zoe bows')
    chat.command('/topic green tea')
    page.wait_for('#topic', 'green tea')
    page.wait_for('#log .line.topic', 'green tea')
    chat.command('/kick alice for a test')
    page.wait_for('#log .line.kicked', 'alice')
    nc.wait_for('for a test')
    page.wait_for('#people-title', '1')


run()
