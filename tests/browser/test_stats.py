"""The page /stats of --metrics, which draws how the server fares."""
import re

from tap import run, test


def open_stats(case, server, **options):
    port = re.search(r'127\.0\.0\.1:(\d+)', server.wait_log('door=metrics'))[1]
    return case.page(f'http://127.0.0.1:{port}/stats', **options)


def number(name):
    """What stands beside this word in the row of numbers."""
    return ('[...document.querySelectorAll("dt")].find(term => term.textContent === "%s")'
            '.nextSibling.textContent' % name)


@test('it draws each plot, and shows who comes')
def _(case):
    server = case.server('--metrics', '0')
    page = open_stats(case, server)
    page.wait_for('#health.good', 'all is well')
    page.wait_for('svg path.series')
    assert page.count('.plot') == page.count('svg[aria-label]') == 9
    assert page.evaluate(number('people')) == '0'
    nc = case.nc(server)
    nc.enter('alice')
    page.wait(f'return {number("people")} === "1"', 'a person')
    page.wait('return document.querySelector(".plot svg").getAttribute("aria-label") === '
              '"Connections: nc 1, IRC 0, WebSocket 0, web 0, new 0"', 'a connection with nc')
    assert page.evaluate(number('connections')) == '1'
    case.screenshot(page, 'stats')


@test('it fits into 320 px, in dark colours too')
def _(case):
    server = case.server('--metrics', '0')
    page = open_stats(case, server, width=320, height=640, dark=True)
    page.wait_for('svg path.series')
    assert page.evaluate('document.documentElement.scrollWidth') == 320
    assert page.evaluate('getComputedStyle(document.body).backgroundColor') == 'rgb(17, 21, 26)'
    case.screenshot(page, 'stats-320-dark')


@test('it says when the server has gone, and goes on when it is back')
def _(case):
    server = case.server('--metrics', '0')
    port = re.search(r'127\.0\.0\.1:(\d+)', server.wait_log('door=metrics'))[1]
    page = case.page(f'http://127.0.0.1:{port}/stats')
    page.wait_for('#health.good')
    page.allow('ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET')
    server.kill()
    page.wait_for('#health.bad', 'the server does not answer')
    server.arguments[server.arguments.index('--metrics') + 1] = port
    server.start()
    page.wait_for('#health.good', 'all is well')


run()
