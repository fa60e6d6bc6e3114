"""The tests' own tools, against pages that are written here."""
from tap import run, test

PAGE = '''<!doctype html><meta charset=utf-8><title>A page</title><link rel=icon href="data:,">
<style>body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }
</style>
<h1>Words</h1><label>Say <input id=say></label><button>Send</button><div role=log id=log></div>
<script>
	const say = document.getElementById('say'), log = document.getElementById('log');
	const send = () => setTimeout(() => {
		log.append(Object.assign(document.createElement('p'), {textContent: say.value}));
		say.value = '';
	}, 30);
	document.querySelector('button').onclick = send;
	say.onkeydown = event => { if (event.key === 'Enter') send(); };
</script>'''


def site(case, **more):
    return case.static({'/': ('text/html', PAGE), **more})


def fails(function, part):
    try:
        function()
    except AssertionError as problem:
        assert part in str(problem), problem
    else:
        raise AssertionError(f'it did not fail with {part!r}')


@test('a person types, clicks and reads')
def _(case):
    page = case.page(site(case).url)
    page.click('#say')
    page.type('Grüße, 世界 <b>')
    page.press('Enter')
    page.wait_for('#log p', 'Grüße, 世界 <b>')
    page.insert('once more')
    page.click('button', 'Send')
    page.wait_for('#log p', count=2)
    assert page.texts('#log p') == ['Grüße, 世界 <b>', 'once more']
    fails(lambda: page.wait_for('#log p', 'never said', limit=0.2), 'waited 0.2 s')


@test('pages have contexts of their own, and a second tab shares one')
def _(case):
    static = site(case)
    one, other = case.page(static.url), case.page(static.url)
    tab = case.page(static.url, like=one)
    one.evaluate("localStorage.kept = 'yes'")
    assert tab.evaluate('localStorage.kept') == 'yes'
    assert other.evaluate('localStorage.kept') is None


@test('colours, size, accessibility tree, offline')
def _(case):
    page = case.page(site(case).url, width=320, height=480)
    assert page.evaluate('[innerWidth, innerHeight]') == [320, 480]
    colour = 'getComputedStyle(document.body).backgroundColor'
    assert page.evaluate(colour) == 'rgb(255, 255, 255)'
    page.dark()
    assert page.evaluate(colour) == 'rgb(0, 0, 0)'
    found = {(node['role'], node['name']) for node in page.accessibility()}
    assert {('heading', 'Words'), ('textbox', 'Say'), ('button', 'Send')} <= found, found
    page.allow('ERR_INTERNET_DISCONNECTED')
    page.offline()
    assert page.evaluate("fetch('/').catch(() => 'no')") == 'no'
    page.offline(False)
    assert page.evaluate("fetch('/').then(answer => answer.status)") == 200


@test('problems of a page are seen: exceptions, refused content, other hosts, dialogs')
def _(case):
    refusing = case.static({'/': ('text/html', PAGE.replace('Words', '<img src=data:,x>Words'))},
                           headers={'Content-Security-Policy': "script-src 'none'; img-src 'none'"})
    page = case.page(site(case).url)
    page.evaluate('setTimeout(() => { throw new Error("by the test"); })')
    page.evaluate('fetch("http://elsewhere.example/").catch(() => 0)')
    page.evaluate('setTimeout(() => alert("a word"))')
    page.wait('return true', 'the next task')
    page.goto(refusing.url)
    for part in ('by the test', 'another host', 'a dialog', 'script-src', 'img-src'):
        assert any(part in problem for problem in page.problems), (part, page.problems)
    page.allow('')


@test('tracing names long tasks')
def _(case):
    page = case.page(site(case).url)
    with page.tracing() as events:
        page.evaluate('''new Promise(done => setTimeout(() => {
			done();
			queueMicrotask(() => {
				const until = performance.now() + 80;
				while (performance.now() < until);
			});
		}))''')
    longest = max(event.get('dur', 0) for event in events if event['name'] == 'RunTask')
    assert longest >= 80000, longest


run()
