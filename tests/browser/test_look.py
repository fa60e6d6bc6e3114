"""What everybody must be able to read and reach: first paint, keys, labels, widths, colours."""
import re

from chat import Chat
from tap import note, run, test

WIDTHS = 320, 768, 1440

# Texts in sight with less contrast than WCAG asks for: 4.5 to 1, and 3 to 1 for large ones.
CONTRAST = '''(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
	const rgba = colour => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = colour;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data];
	};
	const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] / 255 + below[i] * (1 - top[3] / 255));
	const light = colour => {
		const [r, g, b] = colour.map(value => value / 255).map(value =>
			value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = element => {
		const layers = [];
		for (let at = element; at; at = at.parentElement) {
			const colour = rgba(getComputedStyle(at).backgroundColor);
			layers.unshift(colour);
			if (colour[3] === 255)
				break;
		}
		return layers.reduce((below, top) => over(top, below), rgba('Canvas').slice(0, 3));
	};
	const poor = [];
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const place = document.createRange();
	while (walk.nextNode()) {
		const node = walk.currentNode, element = node.parentElement;
		if (!node.data.trim() || !element.checkVisibility({opacityProperty: true, visibilityProperty: true}) ||
			element.closest('[disabled], [aria-hidden=true], .sr'))
			continue;
		place.selectNodeContents(node);
		const box = place.getBoundingClientRect();
		if (box.width < 2 || box.height < 2 || box.right < 0 || box.left > innerWidth)
			continue;
		const style = getComputedStyle(element), below = behind(element);
		let opacity = 1;
		for (let at = element; at; at = at.parentElement)
			opacity *= Number(getComputedStyle(at).opacity);
		const colour = rgba(style.color);
		colour[3] *= opacity;
		const [a, b] = [light(over(colour, below)), light(below)];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		const large = parseFloat(style.fontSize) >= 24 ||
			parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700;
		if (ratio < (large ? 3 : 4.5))
			poor.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className} ${style.color} on ` +
				`${below.map(Math.round)}: ${node.data.trim().slice(0, 30)}`);
	}
	return [...new Set(poor)];
})()'''

# Elements that reach beyond the width of the window, where nothing around them scrolls or clips.
TOO_WIDE = '''(() => {
	const place = document.createRange(), cut = [];
	for (const box of document.querySelectorAll('dialog[open], .side, #menu, #composer, #banner')) {
		const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), edge = box.getBoundingClientRect().right;
		while (edge > 0 && box.checkVisibility({visibilityProperty: true}) && walk.nextNode()) {
			place.selectNodeContents(walk.currentNode);
			if (place.getBoundingClientRect().right > edge && !walk.currentNode.parentElement.closest('.sr') &&
				getComputedStyle(walk.currentNode.parentElement).textOverflow !== 'ellipsis')
				cut.push(`${box.tagName}: ${walk.currentNode.data.slice(0, 30)} is cut`);
		}
	}
	if (cut.length)
		return cut;
	if (document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth &&
		log.scrollWidth <= log.clientWidth)
		return [];
	return [...document.querySelectorAll('body *')].filter(element =>
		element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1).map(element =>
		`${element.tagName}#${element.id}.${element.className}`).slice(0, 8).concat('it scrolls sideways');
})()'''


def busy(case, server):
    """A room in which much has been said by several people, with a topic, an unread room, a talk."""
    people = {}
    for name in 'alice', 'bob', 'Grüße', '李明', 'نور':
        people[name] = case.nc(server)
        people[name].enter(name, '#tea')
    people['alice'].send('/topic Green, black and white. See https://example.org/tea for the list.')
    people['alice'].wait_for('Green')
    for name, *texts in TALK:
        for text in texts:
            people[name].send(text)
    chat = Chat(case, server, 'zoe', '#tea')
    people['bob'].send('zoe: have you seen https://example.org/first-flush?q=1#part yet?', '/me pours a cup')
    people['نور'].send('مرحبا بالجميع، كيف حالكم اليوم؟', 'والشاي جاهز')
    people['李明'].send('大家好，今天喝什么茶？')
    chat.say('I am here, too.', 'And I shall try the *white* one, `once` it is there.')
    people['alice'].send('/msg zoe a word in private', '/join #milk')
    people['bob'].send('/join #lobby', 'is anybody here?', 'zoe: or here?')
    chat.page.wait_for('#talk-list', 'alice')
    chat.wait_room('#lobby', '#lobby, 1 for you')
    chat.wait_line('And I shall try the *white* one, `once` it is there.')
    return chat


def offline(case, server, **options):
    """Somebody who has said one line before the connection was lost, and one behind."""
    proxy = case.proxy(server)
    chat = Chat(case, proxy, 'xaver', **options)
    chat.page.allow('WebSocket connection')
    chat.say('Said before it was lost.')
    chat.wait_line('Said before it was lost.')
    proxy.cut()
    chat.page.wait_for('#banner', 'attempt')
    chat.say('Said while it is away.')
    chat.wait_line('Said while it is away.', 'waiting')
    return chat


TALK = [
    ('alice', 'Good morning.', 'The new leaves have come.'),
    ('bob', 'How many?'),
    ('alice', 'Two boxes. ' + 'It is a long story how they came here, and I tell it in one line. ' * 4),
    ('Grüße', 'Guten Morgen zusammen!'),
    ('bob', 'w' * 300, 'https://example.org/' + 'a-long-path/' * 20),
]


@test('the first paint needs one round trip, and all of the page less than 60 kB')
def _(case):
    server = case.server()
    page = case.page()
    page.before('''addEventListener('load', () => {});
		new PerformanceObserver(list => { for (const entry of list.getEntries())
			if (entry.name === 'first-contentful-paint') window.painted = entry.startTime;
		}).observe({type: 'paint', buffered: true});''')
    page.goto(server.url)
    page.wait_for('#app[data-state=online]')
    painted = page.wait('return window.painted;', 'the first paint')
    page.wait('return performance.getEntriesByType("resource").every(entry => entry.responseEnd);',
              'all to be loaded')
    asked = [request for request in page.requests if request['url'].startswith('http')]
    total = sum(request['bytes'] for request in asked)
    note(f'{total} bytes in {len(asked)} requests; painted after {painted:.0f} ms')
    assert total <= 60000, f'{total} bytes: {[(r["url"], r["bytes"]) for r in asked]}'
    assert all(request['status'] == 200 for request in asked), asked
    # Nothing but the document may be needed for it: paint it with all else refused.
    page = case.page()
    page.allow('ERR_BLOCKED_BY_CLIENT|net::ERR_FAILED')
    page.call('Network.setBlockedURLs', urls=['*/*.js', '*/*.css', '*.svg'])
    page.goto(server.url, ready=False)
    page.wait('return performance.getEntriesByName("first-contentful-paint").length > 0;',
              'a paint of the document alone')
    assert page.evaluate('getComputedStyle(document.getElementById("app")).display') != 'block', \
        'the style is not in the document'


@test('what has not changed is not sent again')
def _(case):
    server = case.server()
    page = case.page(server.url)
    page.wait_for('#app[data-state=online]')
    first = sum(request['bytes'] for request in page.requests if 'bytes' in request)
    page.requests.clear()
    page.goto(server.url + '?')
    page.goto(server.url)
    page.wait_for('#app[data-state=online]')
    again = [request for request in page.requests if request['url'].endswith('.js')]
    assert all(request.get('bytes', 0) == 0 for request in again), again
    note(f'{first} bytes at first')


@test('everything is reached and done by the keyboard alone')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    page.wait_for('#people', 'alice')
    page.wait_for('#people', 'zoe')  # the list is made anew, which takes the focus from who is renamed
    page.evaluate('document.activeElement.blur()')
    reached = []
    for _ in range(60):
        page.press('Tab')
        found = page.evaluate('''(element => element === document.body ? '' : element.id ||
			element.dataset.room || element.dataset.name || element.className)(document.activeElement)''')
        if found in reached:
            break
        if not found:  # from the last control to the browser's own, and on to the first
            continue
        assert page.evaluate('''(() => {
			const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
			const within = document.activeElement.closest('.field');
			const seen = within ? getComputedStyle(within) : style;
			return box.width > 0 && (style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
				seen.outlineStyle !== 'none' || seen.boxShadow !== 'none');
		})()'''), f'{found} has the focus and does not show it'
        reached.append(found)
    for name in ('help-open', '#lobby', 'join-open', 'me-open', 'settings-open', 'search-open',
                 'room-menu', 'log', 'say', 'alice'):
        assert name in reached, f'{name} is not reached by Tab: {reached}'
    # A line, its menu, and an answer to it.
    nc.send('press me')
    chat.wait_line('press me')
    page.focus('#log')
    page.press('ArrowUp')
    page.wait('return document.activeElement.textContent.includes("press me");', 'the line to have the focus')
    page.press('Enter')
    page.wait_for('#menu [role=menuitem]')
    page.press('Escape')
    page.wait_for('#menu [role=menuitem]', gone=True)
    # A dialog keeps the focus and gives it back.
    page.press('F1')
    page.wait_for('dialog[open]')
    for _ in range(4):
        page.press('Tab')
        assert page.evaluate('document.activeElement === document.body || '
                             'document.activeElement.closest("dialog") !== null'), 'the focus left the dialog'
    page.press('Escape')
    page.wait_for('dialog[open]', gone=True)
    page.wait('return document.activeElement.textContent.includes("press me");', 'the line to have the focus again')
    # From room to room, and back to writing by Escape.
    page.frames_pass()
    page.press('Escape')
    page.wait('return document.activeElement.id === "say";', 'the message field to have the focus')
    chat.command('/join #tea')
    chat.in_room('#tea')
    page.press('ArrowUp', 'Alt')
    chat.in_room('#lobby')
    page.press('f', 'Control', 'Shift')
    page.wait_for('#search-text')
    page.press('Escape')
    page.wait('return document.activeElement.id === "say";', 'the message field to have the focus')


@test('each control has a name, the lines are a log, and what comes is announced')
def _(case):
    server = case.server()
    chat = busy(case, server)
    page = chat.page
    controls = {'button', 'textbox', 'searchbox', 'combobox', 'link', 'checkbox', 'radio', 'menuitem',
                'dialog', 'listbox', 'switch', 'slider', 'spinbutton'}

    def check(where):
        nodes = page.accessibility()
        unnamed = [node for node in nodes if node['role'] in controls and not node['name'].strip()]
        assert not unnamed, f'{where}: {unnamed}'
        return nodes
    page.wait('return log.getAttribute("aria-live") === "polite";', 'the lines to be announced')
    nodes = check('the room')
    log = [node for node in nodes if node['role'] == 'log']
    assert len(log) == 1 and '#tea' in log[0]['name'] and log[0].get('live') == 'polite', log
    roles = {node['role'] for node in nodes}
    assert {'navigation', 'main', 'complementary', 'heading', 'list', 'log'} <= roles, roles
    names = {(node['role'], node['name']) for node in nodes}
    assert ('button', '#lobby, 1 for you') in names, names
    assert not [node for node in nodes if node['role'] == 'image' and not node['name']], nodes
    for opener, where in (('#me-open', 'you'), ('#settings-open', 'settings'), ('#help-open', 'help'),
                          ('#join-open', 'rooms')):
        page.click(opener)
        page.wait_for('dialog[open]')
        check(where)
        page.press('Escape')
        page.wait_for('dialog[open]', gone=True)
    page.click('#search-open')
    check('search')
    page.click('#room-menu')
    page.wait_for('#menu [role=menuitem]')
    check('the menu')
    page.press('Escape')
    assert page.evaluate('document.documentElement.lang') == 'en'


@test('texts have a contrast of 4.5 to 1, light and dark')
def _(case):
    server = case.server()
    away = offline(case, server, dark=True)
    chat = busy(case, server)
    page = chat.page
    poor = []
    for dark in True, False:
        away.page.dark(dark)
        poor += [f'dark={dark} offline {text}' for text in away.page.evaluate(CONTRAST)]
    for dark in False, True:
        page.dark(dark)
        poor += [f'dark={dark} {text}' for text in page.evaluate(CONTRAST)]
        for opener in '#me-open', '#settings-open', '#help-open', '#join-open':
            page.click(opener)
            page.wait_for('dialog[open]')
            poor += [f'dark={dark} {opener} {text}' for text in page.evaluate(CONTRAST)]
            page.press('Escape')
            page.wait_for('dialog[open]', gone=True)
    assert not poor, '\n'.join(poor)


@test('nothing scrolls sideways at 320, 768 and 1440 pixels; pictures of each state are kept')
def _(case):
    server = case.server(history='strict')
    empty, chat = Chat(case, server, 'yan', '#empty'), busy(case, server)
    away = offline(case, server)
    states = {'empty': empty, 'busy': chat, 'offline': away}
    wide = []
    for name, each in states.items():
        for width in WIDTHS:
            each.page.viewport(width, {320: 568, 768: 1024, 1440: 900}[width])
            for dark in False, True:
                each.page.dark(dark)
                case.screenshot(each.page, f'{name}-{width}-{"dark" if dark else "light"}')
            wide += [f'{name} {width}: {what}' for what in each.page.evaluate(TOO_WIDE)]
    page = chat.page
    page.dark(False)
    for width in 320, 1440:
        page.viewport(width, 700)
        for opener, where in ('#rooms-open', 'rooms'), ('#people-open', 'people'), ('#search-open', 'search'), \
                ('#room-menu', 'menu'):
            if page.evaluate('document.querySelector(opener).checkVisibility()', opener=opener):
                page.click(opener)
                case.screenshot(page, f'{where}-{width}')
                wide += [f'{where} {width}: {what}' for what in page.evaluate(TOO_WIDE)]
                page.press('Escape')
                page.press('Escape')
    for opener in 'me', 'settings', 'help', 'join':
        page.viewport(1440, 700)
        page.click(f'#{opener}-open')
        page.wait_for('dialog[open]')
        for width in 320, 1440:
            page.viewport(width, 700)
            case.screenshot(page, f'{opener}-{width}')
            wide += [f'{opener} {width}: {what}' for what in page.evaluate(TOO_WIDE)]
        page.press('Escape')
        page.wait_for('dialog[open]', gone=True)
    assert not wide, '\n'.join(wide)


@test('whoever asks for less motion sees none')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('alice')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    moving = '''(() => {
		const moves = [];
		for (const rule of [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])) {
			for (const element of rule.selectorText ? document.querySelectorAll(rule.selectorText) : []) {
				const style = getComputedStyle(element);
				if (style.scrollBehavior === 'smooth' || parseFloat(style.transitionDuration) > 0.02 ||
					style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.02)
					moves.push(`${element.tagName}#${element.id}.${element.className}`);
			}
		}
		return [...new Set(moves)];
	})()'''
    page.viewport(320, 568)
    nc.send('hello')
    chat.wait_line('hello')
    page.evaluate('document.querySelector("#log .line").classList.add("found")')
    assert page.evaluate(moving) == []
    page.still(False)
    assert page.evaluate(moving), 'nothing ever moves, so the test sees nothing'


run()
