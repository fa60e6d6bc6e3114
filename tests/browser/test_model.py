"""The tests of the page's model, which needs no document: ES modules in tests/browser/model/, run in
Chromium. A module says

    import { Chat } from "/page/chat/chat.js";
    import { equal, ok, rejects } from "./assert.js";
    export const tests = {
        "what is promised, as a sentence": async () => { equal(1 + 1, 2); },
    };

Each sentence is a line of TAP; its function fails by throwing or by taking more than 20 seconds.
"""
import functools
import os

from tap import run

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, 'model')
PAGE = os.path.join(HERE, '..', '..', 'server', 'web', 'page')
MOST_MS = 20000
HELPERS = 'assert.js', 'chatd.js'

RUN = '''import(path).then(module => Promise.race([
	(async () => { await module.tests[sentence](); })(),
	new Promise((_, failed) => setTimeout(() => failed(new Error("it took too long")), most)),
]))'''


def one(page, path, sentence, _):
    page.problems.clear()
    page.evaluate(RUN, path=path, sentence=sentence, most=MOST_MS)
    assert not page.problems, '\n'.join(page.problems)


def collect(case):
    static = case.static({'/': ('text/html', '<!doctype html><link rel=icon href="data:,">'),
                          '/page/': PAGE, '/model/': MODEL})
    for name in sorted(os.listdir(MODEL)):
        if not name.endswith('.js') or name in HELPERS:
            continue
        page = case.page(static.url + '/')
        path = '/model/' + name
        sentences = page.evaluate('import(path).then(module => Object.keys(module.tests))', path=path)
        assert sentences, f'{name} has no tests'
        for sentence in sentences:
            yield f'{name[:-3]}: {sentence}', functools.partial(one, page, path, sentence)


run(collect)
