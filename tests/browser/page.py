"""A page in Chromium: what a person does with it, and what can be seen."""
import base64
import contextlib
import json
import re
import time
import urllib.parse

LIMIT = 120  # seconds until what is waited for must have come; a loaded machine may need most of it

# The keys that are no character: name -> (code, number)
KEYS = {
    'Enter': ('Enter', 13), 'Tab': ('Tab', 9), 'Escape': ('Escape', 27), 'Backspace': ('Backspace', 8),
    'Delete': ('Delete', 46), 'ArrowLeft': ('ArrowLeft', 37), 'ArrowUp': ('ArrowUp', 38),
    'ArrowRight': ('ArrowRight', 39), 'ArrowDown': ('ArrowDown', 40), 'Home': ('Home', 36),
    'F1': ('F1', 112), 'F6': ('F6', 117), 'End': ('End', 35), 'PageUp': ('PageUp', 33), 'PageDown': ('PageDown', 34), ' ': ('Space', 32),
}
MODIFIERS = {'Alt': 1, 'Control': 2, 'Meta': 4, 'Shift': 8}

# Waits in the page until `check` returns something true. Changes of the document, frames and a timer
# wake it.
WAIT = '''new Promise((done, failed) => {
	const check = () => { %s };
	let ended = false;
	const end = (how, value) => { ended = true; observer.disconnect(); how(value); };
	const look = () => {
		if (ended)
			return;
		try {
			const value = check();
			if (value)
				end(done, value);
		} catch (problem) {
			end(failed, problem);
		}
	};
	const again = () => { look(); if (!ended) setTimeout(again, 20); };
	const observer = new MutationObserver(look);
	observer.observe(document, {subtree: true, childList: true, attributes: true,
		characterData: true});
	again();
})'''

# Before any script of the page: what must never happen is told to the test.
WATCH = '''addEventListener('securitypolicyviolation', event => console.error(
	'Content-Security-Policy: ' + event.violatedDirective + ' refused ' + event.blockedURI + ' ' +
	event.sample));'''


class Page:
    def __init__(self, browser, context, target, session, owner):
        self.browser = browser
        self.context = context
        self.target = target
        self.session = session
        self.owner = owner
        self.problems = []  # sentences; a test fails at its end where there are any
        self.allowed = []
        self.requests = []  # {'url', 'id', 'status', 'bytes', 'time' ...} in the order of asking
        self.frames = []  # (direction, text) of WebSockets
        self.events = []  # (method, parameters) of the methods in self.kept
        self.kept = set()
        self.host = None

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def prepare(self, width=1280, height=800, dark=False, still=True, timezone='UTC'):
        self.media = {'prefers-color-scheme': 'dark' if dark else 'light',
                      'prefers-reduced-motion': 'reduce' if still else 'no-preference'}
        for domain in 'Page', 'Runtime', 'Log', 'Network':
            self.call(domain + '.enable')
        self.call('Emulation.setFocusEmulationEnabled', enabled=True)
        self.call('Emulation.setTimezoneOverride', timezoneId=timezone)
        self.viewport(width, height)
        self.set_media()
        self.before(WATCH)

    def close(self):
        self.browser.pages.pop(self.session, None)
        self.browser.call('Target.closeTarget', targetId=self.target)
        if self.owner:
            self.browser.call('Target.disposeBrowserContext', browserContextId=self.context)

    # What happens in the page.

    def event(self, method, parameters):
        if method in self.kept:
            self.events.append((method, parameters))
        handler = getattr(self, '_' + method.replace('.', '_'), None)
        if handler:
            handler(**parameters)

    def problem(self, text):
        if not any(re.search(pattern, text) for pattern in self.allowed):
            self.problems.append(text)

    def allow(self, pattern):
        """What matches is no problem in this test, such as a connection that the test cuts."""
        self.allowed.append(pattern)
        self.problems = [text for text in self.problems if not re.search(pattern, text)]

    def _Runtime_exceptionThrown(self, exceptionDetails, **_):
        thrown = exceptionDetails.get('exception', {})
        self.problem('exception: ' + (thrown.get('description') or str(thrown.get('value')) or
                                      exceptionDetails['text']))

    def _Runtime_consoleAPICalled(self, type, args, **_):
        if type in ('error', 'warning', 'assert'):
            self.problem(f'console.{type}: ' + ' '.join(
                str(value.get('value', value.get('description', ''))) for value in args))

    def _Log_entryAdded(self, entry, **_):
        if entry['level'] in ('error', 'warning'):
            self.problem(f'{entry["source"]} {entry["level"]}: {entry["text"]} '
                         f'{entry.get("url", "")}')

    def _Page_javascriptDialogOpening(self, message, **_):
        self.problem('a dialog: ' + message)
        self.browser.send('Page.handleJavaScriptDialog', self.session, accept=False)

    def _Network_requestWillBeSent(self, requestId, request, timestamp, **_):
        url = request['url']
        self.requests.append({'id': requestId, 'url': url, 'time': timestamp})
        if not url.startswith(('data:', 'about:', 'blob:', 'chrome')):
            self.check_host(url)

    def _Network_webSocketCreated(self, requestId, url, **_):
        self.requests.append({'id': requestId, 'url': url})
        self.check_host(url)

    def check_host(self, url):
        host = urllib.parse.urlsplit(url).netloc
        if self.host is not None and host != self.host:
            self.problem(f'a request to another host: {url[:200]}')

    def _Network_responseReceived(self, requestId, response, timestamp, **_):
        self.of_request(requestId, status=response['status'], headers=response['headers'],
                        protocol=response.get('protocol'), answered=timestamp)

    def _Network_loadingFinished(self, requestId, encodedDataLength, **_):
        self.of_request(requestId, bytes=int(encodedDataLength))

    def of_request(self, number, **what):
        for request in reversed(self.requests):
            if request['id'] == number:
                request.update(what)
                return

    def _Network_webSocketFrameSent(self, response, **_):
        self.frames.append(('>', response['payloadData']))

    def _Network_webSocketFrameReceived(self, response, **_):
        self.frames.append(('<', response['payloadData']))

    def wait_event(self, method, check=lambda parameters: True, limit=LIMIT):
        """Waits for an event of a method that keep() named."""
        until = time.monotonic() + limit
        while True:
            for index, (name, parameters) in enumerate(self.events):
                if name == method and check(parameters):
                    del self.events[index]
                    return parameters
            self.browser.read(until, method)

    def keep(self, *methods):
        self.kept.update(methods)

    # Where it is, and what is to be seen.

    def before(self, script):
        """Runs before the scripts of each document from now on."""
        self.call('Page.addScriptToEvaluateOnNewDocument', source=script)

    def goto(self, url, ready=True):
        self.host = urllib.parse.urlsplit(url).netloc
        answer = self.call('Page.navigate', url=url)
        assert not answer.get('errorText'), f'{url}: {answer["errorText"]}'
        if ready:
            self.wait("return document.readyState === 'complete'", f'{url} to be loaded')

    def reload(self):
        self.evaluate('window.reloaded = false')
        self.call('Page.reload')
        self.wait("return window.reloaded === undefined && document.readyState === 'complete'",
                  'the page to be loaded again')

    def evaluate(self, expression, limit=LIMIT, **arguments):
        """The value of an expression, of a promise where it is one. Arguments become constants."""
        if arguments:
            constants = ' '.join(f'const {name} = {json.dumps(value)};'
                                 for name, value in arguments.items())
            expression = f'(() => {{ {constants} return ({expression}); }})()'
        answer = self.browser.call('Runtime.evaluate', self.session, limit, expression=expression,
                                   awaitPromise=True, returnByValue=True, userGesture=True)
        if 'exceptionDetails' in answer:
            details = answer['exceptionDetails']
            raise AssertionError(details.get('exception', {}).get('description') or
                                 details['text'])
        return answer['result'].get('value')

    def wait(self, body, what, limit=LIMIT, **arguments):
        """Waits until the body of a function returns something true, and returns that."""
        from devtools import ProtocolError, TimeLimit
        until = time.monotonic() + limit
        while True:
            try:
                return self.evaluate(WAIT % body, max(until - time.monotonic(), 0.1), **arguments)
            except ProtocolError as problem:  # another document came while it waited
                if not re.search('context|navigated', str(problem)) or time.monotonic() > until:
                    raise
            except TimeLimit:
                raise AssertionError(f'waited {limit} s for {what}') from None

    def frames_pass(self):
        """Two frames, in which the page does what it has put off."""
        self.evaluate('new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))')

    def wait_for(self, selector, text=None, gone=False, count=None, limit=LIMIT):
        """Waits for a visible element of the selector; with a text, for one that contains it;
        with a count, for as many."""
        body = '''
			const all = [...document.querySelectorAll(selector)].filter(element =>
				element.checkVisibility({visibilityProperty: true}) &&
				(text === null || (element.innerText || element.value || '').includes(text)));
			return count === null ? all.length > 0 === !gone : all.length === count;'''
        what = selector + (f' with {text!r}' if text is not None else '') + \
            (' to be gone' if gone else '') + (f', {count} of them' if count is not None else '')
        self.wait(body, what, limit, selector=selector, text=text, gone=gone, count=count)

    def wait_text(self, text, limit=LIMIT):
        """Waits until the page shows the text."""
        self.wait('return document.body && document.body.innerText.includes(text);',
                  f'the text {text!r}', limit, text=text)

    def text(self, selector='body'):
        return self.evaluate("document.querySelector(selector)?.innerText ?? ''", selector=selector)

    def texts(self, selector):
        return self.evaluate(
            '[...document.querySelectorAll(selector)].map(element => element.innerText)',
            selector=selector)

    def count(self, selector):
        return self.evaluate('document.querySelectorAll(selector).length', selector=selector)

    # What a person does: real keys and a real mouse.

    def click(self, selector, text=None, button='left', clicks=1):
        """Clicks again where the page moved the element before the mouse came there."""
        self.wait_for(selector, text)
        reached = False
        while not reached:
            x, y = self.wait('''
			const element = [...document.querySelectorAll(selector)].find(element =>
				element.checkVisibility({visibilityProperty: true}) &&
				(text === null || (element.innerText || '').includes(text)));
			if (!element)
				return null;
			element.scrollIntoView({block: 'nearest', behavior: 'instant'});
			const box = element.getBoundingClientRect();
			const x = box.x + box.width / 2, y = box.y + box.height / 2;
			const top = document.elementFromPoint(x, y);
			if (!top || !(element.contains(top) || top.contains(element)))
				return null;
			const clicking = window.clicking = {reached: false};
			document.addEventListener(left ? 'click' : 'mousedown', ({target}) => {
				const near = target.closest(selector); // it may be drawn anew meanwhile
				clicking.reached ||= target === top ||
					near && (text === null || near.innerText.includes(text));
			}, {once: true, capture: true});
			return [x, y];''',
                             f'{selector} to be where the mouse reaches it', selector=selector,
                             text=text, left=button == 'left')
            self.mouse(x, y, button, clicks)
            reached = self.evaluate('!window.clicking || clicking.reached')

    def mouse(self, x, y, button='left', clicks=1):
        self.call('Input.dispatchMouseEvent', type='mouseMoved', x=x, y=y)
        for number in range(1, clicks + 1):
            for kind in 'mousePressed', 'mouseReleased':
                self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button=button,
                          clickCount=number)

    def wheel(self, selector, by):
        x, y = self.evaluate('''(box => [box.x + box.width / 2, box.y + box.height / 2])(
			document.querySelector(selector).getBoundingClientRect())''', selector=selector)
        self.call('Input.dispatchMouseEvent', type='mouseWheel', x=x, y=y, deltaX=0, deltaY=by)

    def focus(self, selector):
        self.wait_for(selector)
        self.evaluate('document.querySelector(selector).focus()', selector=selector)

    def press(self, key, *modifiers):
        """One key: a name of KEYS or a character, with Alt, Control, Meta or Shift."""
        code, number = KEYS.get(key) or ('Key' + key.upper() if key.isalpha() else '',
                                         ord(key.upper()) if key.isascii() else 0)
        what = {'key': key, 'code': code, 'windowsVirtualKeyCode': number,
                'modifiers': sum(MODIFIERS[modifier] for modifier in modifiers)}
        text = {'Enter': '\r'}.get(key, key if len(key) == 1 else None)
        if text and not set(modifiers) - {'Shift'}:
            what['text'] = text
        self.call('Input.dispatchKeyEvent', type='keyDown' if 'text' in what else 'rawKeyDown',
                  **what)
        what.pop('text', None)
        self.call('Input.dispatchKeyEvent', type='keyUp', **what)

    def type(self, text):
        """Types into what has the focus, key by key."""
        for character in text:
            self.press('Enter' if character == '\n' else character)

    def insert(self, text):
        """Puts a long text in at once, as pasting and input methods do."""
        self.call('Input.insertText', text=text)

    # The world around it.

    def viewport(self, width, height, scale=1):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height,
                  deviceScaleFactor=scale, mobile=False)

    def set_media(self):
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': name, 'value': value} for name, value in self.media.items()])

    def dark(self, on=True):
        self.media['prefers-color-scheme'] = 'dark' if on else 'light'
        self.set_media()

    def still(self, on=True):
        self.media['prefers-reduced-motion'] = 'reduce' if on else 'no-preference'
        self.set_media()

    def offline(self, on=True):
        self.call('Network.emulateNetworkConditions', offline=on, latency=0, downloadThroughput=-1,
                  uploadThroughput=-1)

    def hide(self, on=True):
        """The window is minimised, as when somebody looks at another."""
        window = self.browser.call('Browser.getWindowForTarget', targetId=self.target)['windowId']
        self.call('Emulation.setFocusEmulationEnabled', enabled=not on)
        self.browser.call('Browser.setWindowBounds', windowId=window,
                          bounds={'windowState': 'minimized' if on else 'normal'})
        self.wait('return document.hidden === on;', 'the page to be hidden or shown', on=on)

    def screenshot(self, path, full=False):
        answer = self.call('Page.captureScreenshot', format='png', captureBeyondViewport=full)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(answer['data']))

    def accessibility(self):
        """The nodes of the accessibility tree that are not ignored, as
        {'role', 'name', ...properties}."""
        nodes = []
        for node in self.call('Accessibility.getFullAXTree')['nodes']:
            if not node.get('ignored'):
                found = {'role': node.get('role', {}).get('value'),
                         'name': node.get('name', {}).get('value', '')}
                for each in node.get('properties', []):
                    found[each['name']] = each['value'].get('value')
                nodes.append(found)
        return nodes

    @contextlib.contextmanager
    def tracing(self, categories='devtools.timeline,disabled-by-default-devtools.timeline'):
        """with page.tracing() as events: ...; afterwards the list holds what was traced."""
        found = []
        self.keep('Tracing.dataCollected', 'Tracing.tracingComplete')
        self.call('Tracing.start', transferMode='ReportEvents', traceConfig={
            'includedCategories': categories.split(','), 'recordMode': 'recordAsMuchAsPossible'})
        yield found
        self.evaluate('0')  # the task that has answered last ends before this one, and so is traced
        self.call('Tracing.end')
        self.wait_event('Tracing.tracingComplete', limit=120)
        for method, parameters in self.events:
            if method == 'Tracing.dataCollected':
                found += parameters['value']
        self.events = [event for event in self.events if event[0] != 'Tracing.dataCollected']
