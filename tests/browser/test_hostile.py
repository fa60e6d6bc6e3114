"""What people say must not run, hostile pages get nothing, and other hosts are asked nothing."""
import urllib.parse

from chat import Chat
from tap import run, test

# Each would set window.broken, or fetch from elsewhere, if it were taken for markup or script.
TEXTS = [
    '<img src=x onerror="window.broken=1">',
    '<script>window.broken=2</script>',
    '<svg onload="window.broken=3"><iframe src="javascript:parent.broken=4">',
    '"><b onmouseover=window.broken=5>b</b>',
    '<a href="javascript:window.broken=6">link</a>',
    '<style>body{display:none}</style><base href=//evil.example/><meta http-equiv=refresh content=0>',
    '<form action=http://evil.example/><input autofocus onfocus=window.broken=7>',
    'javascript:window.broken=8',
    'data:text/html,<script>window.broken=9</script>',
    '{{constructor.constructor("window.broken=10")()}} ${window.broken=11}',
    '&lt;img src=x onerror=window.broken=12&gt; &#60;b&#62;',
    "__proto__ constructor toString hasOwnProperty",
    'z' + '\u0300\u0315\u0334\u0489' * 60 + 'algo',
    '\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466 ' * 20,
    'שלום hello مرحبا',
]
LONG = 'w' * 3000


@test('markup, script and odd writing in texts and topics are shown as text')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('mallory', '#tea')
    nc.send('/topic ' + TEXTS[0])
    nc.send('/me ' + TEXTS[0])
    nc.send(*TEXTS, LONG)
    chat = Chat(case, server, 'zoe', '#tea')
    page = chat.page
    nc.send(*TEXTS, LONG)
    nc.send('the last')
    chat.wait_line('the last')
    texts = page.evaluate('[...document.querySelectorAll("#log .line.said .text")].map('
                          'text => text.textContent)')
    for text in (*TEXTS, LONG):
        assert texts.count(text) == 2, f'{text[:60]!r} is there {texts.count(text)} times'
    page.wait_for('#topic', TEXTS[0])
    assert page.count('#app img, #app iframe, #app script, #app style, #app base, #app object') == 0
    assert page.evaluate('window.broken') is None
    allowed = page.evaluate('''[...document.querySelectorAll("a")].map(link => link.protocol)''')
    assert all(protocol in ('http:', 'https:') for protocol in allowed), allowed
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'it scrolls sideways'


@test('links lead where they say, in a tab that knows nothing of this one')
def _(case):
    server = case.server()
    nc = case.nc(server)
    nc.enter('mallory')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    nc.send('see (https://example.org/a_(b)?q=1&r=<i>), or http://user:word@evil.example/ .',
            'https://example.org/\u202egpj.exe', 'HTTPS://EXAMPLE.ORG/x', 'https://пример.example/',
            'javascript:alert(1) vbscript:x file:///etc/passwd ftp://x/ //evil.example/')
    chat.wait_line('javascript:alert(1) vbscript:x file:///etc/passwd ftp://x/ //evil.example/')
    links = page.evaluate('''[...document.querySelectorAll('#log a')].map(link => [
		link.textContent, link.href, link.target, link.rel])''')
    assert [href for _, href, _, _ in links] == [
        'https://example.org/a_(b)?q=1&r=', 'https://example.org/gpj.exe', 'https://example.org/x',
        'https://xn--e1afmkfd.example/'], links
    for text, href, target, rel in links:
        assert target == '_blank' and 'noopener' in rel and 'noreferrer' in rel, links
        assert '\u202e' not in text and '\u202e' not in href, links


@test('hostile names stand everywhere as text, and are no part of a selector or path')
def _(case):
    server = case.server()
    chat = Chat(case, server, 'zoe', '#tea')
    page = chat.page
    names = ['constructor', '__proto__', 'toString', 'a|b^{}', '[x]_', 'ﷺ', 'z' * 32]
    taken = []
    for name in names:
        nc = case.nc(server)
        nc.send('/nick ' + name, '/join #tea', f'{name} was here')
        nc.wait_for('You are in #tea now')
        taken.append(name)
        page.wait_for('#log .line', f'{name} was here')
    page.wait_for('#people-title', str(len(names) + 1))
    shown = page.evaluate('[...document.querySelectorAll("#people [data-name]")].map('
                          'button => button.dataset.name)')
    assert sorted(shown) == sorted(taken + ['zoe']), shown
    for name in '__proto__', 'constructor', 'a|b^{}':
        chat.command(f'/msg {name} to you')
        page.wait_for('#talk-list', name)
    assert page.evaluate('({}).constructor === Object && !("unread" in {})'), 'a prototype was changed'
    page.evaluate('location.hash = "#%3Cimg%20src=x%20onerror=window.broken=1%3E"')
    page.evaluate('location.hash = "#<b>bold"')
    page.evaluate('location.hash = "#%E0%A4%A"')
    page.evaluate('location.hash = "#tea,other"')
    chat.show('#tea')
    chat.say('and all goes on')
    chat.wait_line('and all goes on')
    assert page.evaluate('window.broken') is None and page.count('#app img') == 0


@test('a page of another origin can neither connect nor read')
def _(case):
    server = case.server()
    hostile = case.static({'/': ('text/html', '<!doctype html><link rel=icon href="data:,">')})
    page = case.page(hostile.url + '/')
    page.host = None
    page.allow('CORS|WebSocket connection|ERR_FAILED|frame-ancestors|Refused to|refused to|ERR_BLOCKED|403|405|favicon')
    connect = '''new Promise(done => {
		const socket = new WebSocket(url, protocols);
		socket.onopen = () => done('open');
		socket.onmessage = () => done('message');
		socket.onerror = () => done('refused');
	})'''
    url = server.url.replace('http', 'ws')
    for protocols in [], ['text.ircv3.net'], ['binary.ircv3.net']:
        assert page.evaluate(connect, url=url, protocols=protocols) == 'refused', protocols
    read = 'fetch(url, {mode}).then(answer => answer.text(), () => "refused")'
    assert page.evaluate(read, url=server.url, mode='cors') == 'refused'
    assert page.evaluate(read, url=server.url, mode='no-cors') == ''
    assert page.evaluate('''new Promise(done => {
		const frame = document.createElement('iframe');
		frame.onload = () => {
			try {
				done(frame.contentDocument ? 'readable' : 'closed');
			} catch {
				done('closed');
			}
		};
		frame.src = url;
		document.body.append(frame);
	})''', url=server.url) == 'closed'
    # Neither came a chat into being, in the frame or by a form.
    page.evaluate('''(() => {
		const form = document.createElement('form');
		form.method = 'post';
		form.enctype = 'text/plain';
		form.action = url;
		form.append(Object.assign(document.createElement('input'),
			{name: 'NICK mallory\\r\\nUSER m 0 * :m\\r\\nJOIN #lobby\\r\\nPRIVMSG #lobby :x', value: '1'}));
		document.body.append(form);
		form.submit();
	})()''', url=server.url)
    page.wait(f'return location.href.startsWith({server.url!r})', 'the form to be answered')
    log = '\n'.join(server.log)
    assert 'event=connected' not in log, log
    # The test itself: from its own page the same connection opens.
    own = case.page(server.url)
    assert own.evaluate(connect, url=url, protocols=['text.ircv3.net']) in ('open', 'message')


@test('a name that a hostile name server points at this machine is refused')
def _(case):
    server = case.server()
    page = case.page()
    page.allow('403')
    page.goto(f'http://evil.example:{server.port}/')
    page.wait_text('--web-host')
    assert page.count('#app, script') == 0
    page = case.page()
    page.allow('WebSocket connection')
    page.goto(f'http://localhost:{server.port}/')
    page.wait_for('#app[data-state=online]')
    assert page.evaluate('''new Promise(done => {
		const socket = new WebSocket(url);
		socket.onopen = () => done('open');
		socket.onerror = () => done('refused');
	})''', url=f'ws://localhost:{server.port}/') == 'open'


@test('the page asks its own host alone, keeps no cookie, and its policy holds')
def _(case):
    server = case.server()
    chat = Chat(case, server, 'zoe')
    page = chat.page
    chat.say('hello')
    chat.wait_line('hello')
    hosts = {urllib.parse.urlsplit(request['url']).netloc for request in page.requests
             if not request['url'].startswith('data:')}
    assert hosts == {page.host}, hosts
    assert page.evaluate('document.cookie') == ''
    headers = {name.lower(): value for name, value in page.requests[0]['headers'].items()}
    policy = headers['content-security-policy']
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, policy
    assert 'unsafe' not in policy and '*' not in policy.replace("'self'", ''), policy
    assert headers['x-content-type-options'] == 'nosniff'
    assert headers['referrer-policy'] == 'no-referrer'
    assert 'set-cookie' not in headers
    # The policy in force: none of these does anything.
    page.allow('Content.Security.Policy|violates|Refused|blocked|elsewhere.example')
    done = page.evaluate('''(async () => {
		const element = document.createElement('script');
		element.textContent = 'window.broken = 1';
		document.head.append(element);
		const image = new Image();
		const failed = new Promise(next => { image.onerror = () => next('refused');
			image.onload = () => next('loaded'); });
		image.src = 'http://elsewhere.example/x.png';
		const fetched = await fetch('http://elsewhere.example/').then(() => 'fetched', () => 'refused');
		return [window.broken ?? null, await failed, fetched];
	})()''')
    assert done == [None, 'refused', 'refused'], done


run()
