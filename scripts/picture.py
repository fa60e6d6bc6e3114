"""Turns a terminal's text with its escape sequences into a picture (SVG).

Reads what `tmux capture-pane -e -p` printed; the argument is the number of columns. The fonts are
those of whoever looks at it, and nothing is fetched from anywhere.
"""
import re
import sys
from html import escape

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.color import ColorType
from rich.console import Console
from rich.terminal_theme import TerminalTheme

WIDTH, HEIGHT, EDGE = 8.4, 19, 14  # of a character, and around the whole
THEME = TerminalTheme(
    (24, 26, 31), (214, 217, 224),
    [(40, 44, 52), (224, 108, 117), (152, 195, 121), (209, 154, 102),
     (97, 175, 239), (198, 120, 221), (86, 182, 194), (214, 217, 224)],
    [(92, 99, 112), (240, 128, 137), (172, 215, 141), (229, 192, 123),
     (117, 195, 255), (218, 140, 241), (106, 202, 214), (255, 255, 255)])


def colour(of, fallback):
    """The colour in hexadecimal; the terminal's own where there is none."""
    if of is None or of.type == ColorType.DEFAULT:
        return fallback.hex
    return of.get_truecolor(THEME).hex


def rectangle(column, row, columns, fill):
    return (f'<rect x="{EDGE + column * WIDTH:.1f}" y="{EDGE + row * HEIGHT}" '
            f'width="{columns * WIDTH:.1f}" height="{HEIGHT}" fill="{fill}"/>')


def word(text, column, row, fill, style):
    look = ' font-weight="bold"' if style and style.bold else ""
    look += ' font-style="italic"' if style and style.italic else ""
    look += ' opacity="0.6"' if style and style.dim else ""
    return (f'<text x="{EDGE + column * WIDTH:.1f}" y="{EDGE + row * HEIGHT + 14}" '
            f'textLength="{cell_len(text) * WIDTH:.1f}" fill="{fill}"{look}>{escape(text)}</text>')


def draw(text, row, console):
    """The line's backgrounds and, each where it stands, its words."""
    column = 0
    for segment in text.render(console):
        style = segment.style
        front = colour(style.color if style else None, THEME.foreground_color)
        back = colour(style.bgcolor if style else None, THEME.background_color)
        if style and style.reverse:
            front, back = back, front
        words = segment.text.rstrip("\n")
        if back != THEME.background_color.hex:
            yield rectangle(column, row, cell_len(words), back)
        for part in re.finditer(r"\S+", words):
            yield word(part[0], column + cell_len(words[:part.start()]), row, front, style)
        column += cell_len(words)


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    wide = int(sys.argv[1]) * WIDTH + 2 * EDGE
    high = len(lines) * HEIGHT + 2 * EDGE
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.1f} {high}" font-size="14" '
          'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">')
    print(f'<rect width="100%" height="100%" rx="8" fill="{THEME.background_color.hex}"/>')
    console = Console(color_system="truecolor", force_terminal=True)
    decoder = AnsiDecoder()  # a style lasts until it is taken back, over lines too
    for row, line in enumerate(lines):
        print(*draw(decoder.decode_line(line), row, console), sep="\n")
    print("</svg>")


main()
