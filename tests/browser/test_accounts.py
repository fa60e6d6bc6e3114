"""Registering, logging in, being kept logged in, and how that ends."""
import os
import subprocess

from chat import Chat
from tap import run, test

PASSWORD = 'correct horse battery'


def fill(page, **fields):
    for name, value in fields.items():
        page.focus(f'dialog input[name={name}]')
        page.press('a', 'Control')
        page.insert(value)


def stored(page):
    return page.evaluate('JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})')


def register(chat, name):
    page = chat.page
    page.click('#me-open')
    page.click('dialog button', 'Register')
    page.wait_for('dialog input[name=again]')
    fill(page, account=name, password=PASSWORD, again=PASSWORD)
    page.press('Enter')
    page.wait_for('dialog[open]', gone=True)
    page.wait_for('#me-account', 'logged in')


def log_in(chat, name, password, keep=False):
    page = chat.page
    page.click('#me-open')
    page.click('dialog button', 'Log in')
    page.wait_for('dialog input[name=account]')
    fill(page, account=name, password=password)
    if keep:
        page.click('dialog input[name=keep]')
    page.press('Enter')


@test('an account is registered and logged into; a wrong password is told; nothing is kept unasked')
def _(case):
    server = case.server(history='strict')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    page.click('#me-open')
    page.click('dialog button', 'Register')
    page.wait_for('dialog input[name=again]')
    fill(page, account='zoe', password=PASSWORD, again='another')
    page.press('Enter')
    page.wait_for('dialog .wrong', 'differ')
    page.press('Escape')
    page.wait_for('dialog[open]', gone=True)
    register(chat, 'zoe')
    other = Chat(case, server)
    log_in(other, 'zoe', 'not this one')
    other.page.wait_for('dialog .wrong', 'password')
    fill(other.page, password=PASSWORD)
    other.page.press('Enter')
    other.page.wait_for('dialog[open]', gone=True)
    other.page.wait_for('#me-account', 'logged in')
    for each in page, other.page:
        kept = stored(each)
        assert PASSWORD not in kept and 'chatd_' not in kept, kept
    other.page.reload()
    other.online()
    other.page.wait_for('#me-account', 'guest')
    assert PASSWORD not in '\n'.join(server.log)


@test('a login that is kept outlives the page and the server; revoked, it is forgotten')
def _(case):
    server = case.server(history='strict')
    first = Chat(case, server, 'zoe')
    register(first, 'zoe')
    chat = Chat(case, server)
    page = chat.page
    log_in(chat, 'zoe', PASSWORD, keep=True)
    page.wait_for('dialog[open]', gone=True)
    page.wait_for('#me-account', 'logged in')
    page.wait('return JSON.stringify({...localStorage}).includes("chatd_");', 'the token to be kept')
    assert PASSWORD not in stored(page)
    page.reload()
    chat.online()
    page.wait_for('#me-account', 'logged in')
    for each in first.page, page:
        each.allow('WebSocket connection')
    server.kill()
    page.wait_for('#banner', 'attempt')
    server.start()
    chat.online()
    page.wait_for('#me-account', 'logged in')
    # It is revoked on another device, which has logged in again by the password that was given.
    first.online()
    first.page.wait_for('#me-account', 'logged in')
    first.say('/token drop 1')
    page.wait('return !document.getElementById("me-account").textContent.startsWith("logged");', 'to be a guest')
    page.reload()
    chat.online()
    page.wait('return !document.getElementById("me-account").textContent.startsWith("logged");', 'to be a guest')
    page.wait('return !JSON.stringify({...localStorage}).includes("chatd_");', 'the token to be forgotten')


@test('logging out takes the token back')
def _(case):
    server = case.server(history='strict')
    chat = Chat(case, server, 'zoe')
    page = chat.page
    register(chat, 'zoe')
    tab = Chat(case, server)
    log_in(tab, 'zoe', PASSWORD, keep=True)
    tab.page.wait('return JSON.stringify({...localStorage}).includes("chatd_");', 'the token to be kept')
    token = tab.page.evaluate('JSON.stringify({...localStorage}).match(/chatd_[0-9a-z]{40}/)[0]')
    tab.page.click('#me-open')
    tab.page.click('dialog button', 'Log out')
    tab.page.wait('return !document.getElementById("me-account").textContent.startsWith("logged");', 'to be a guest')
    assert token not in stored(tab.page)
    assert token not in '\n'.join(server.log)
    log_in(tab, 'zoe', token)
    tab.page.wait_for('dialog .wrong')
    page.wait_for('#me-account', 'logged in')


@test('a server with a password asks for it, and lets in who knows it')
def _(case):
    folder = case.folder()
    hashed = subprocess.run([os.environ['CHATD'], '--hash-password'], input='open sesame\n', text=True,
                            check=True, capture_output=True).stdout
    with open(os.path.join(folder, 'password'), 'w', encoding='ascii') as file:
        file.write(hashed)
    server = case.server('--password-file', os.path.join(folder, 'password'))
    page = case.page(server.url)
    page.wait_for('dialog input[name=password]')
    fill(page, password='open barley')
    page.press('Enter')
    page.wait_for('#banner')
    page.wait_for('dialog input[name=password]')
    fill(page, password='open sesame')
    page.press('Enter')
    page.wait_for('#app[data-state=online]')
    page.wait_for('dialog[open]', gone=True)
    assert 'sesame' not in stored(page)


run()
