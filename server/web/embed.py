#!/usr/bin/env python3
"""embed.py NAME OUTPUT DEPFILE FOLDER: puts the page in FOLDER into a C file.

index.html is the document. The style sheet that it names is put into it, so that it can be shown
after one round trip. The modules are put into one program, in place of the one that the document
names: 24 requests of their own took 99 kB, one takes 60. Every file but the document is served as
/HASH/its/path, where HASH is that of all files: it can be kept for ever. In the document, each
src="..." and href="..." that names a file gets that path.

Comments and indentation of programs and style sheets are not served. What a file or an import
names must be there. Files that begin with a dot and notes (*.md) are left
out. The same files give the same bytes, whatever the time is.
"""
import base64
import hashlib
import os
import re
import sys
import zlib

TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.webmanifest': 'application/manifest+json',
}
DOCUMENT = 'index.html'
STYLE = re.compile(r'<link rel="?stylesheet"? href="([^"]+)">')
SCRIPT = re.compile(r'<script type="?module"? src="([^"]+)">')
NAMED = re.compile(r'\b(src|href)="([^"]+)"')
IMPORT = re.compile(r'''^import\s+(\*\s+as\s+\w+|\{[^}]*\})\s+from\s+['"]([^'"]+)['"];\n''', re.M)
EXPORT = re.compile(r'^export\s+(?=(async\s+function|function|class|const)\b\*?\s*(\w+))', re.M)
DECLARED = re.compile(r'^(?:export )?(?:async )?(?:function\*?|class|const|let) +(\w+)', re.M)
ONE_SCOPE = ('chat', 'view')
MODULE_WORD = re.compile(r'^(?:import|export)\b.*|\bimport\s*\(|\bimport\.meta\b', re.M)


def fail(sentence):
    sys.exit('embed.py: ' + sentence)


def read_folder(folder):
    """The files by their paths, and all paths that the result depends on."""
    found, seen = {}, []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith('.'))
        seen.append(parent)  # whose time changes when a file comes or goes
        for name in sorted(names):
            path = os.path.join(parent, name)
            short = os.path.relpath(path, folder).replace(os.sep, '/')
            if name.startswith('.') or name.endswith(('.md', '~')):
                continue
            if os.path.splitext(name)[1] not in TYPES:
                fail(f'{short}: files of this kind are not served; add it to TYPES')
            seen.append(path)
            with open(path, 'rb') as file:
                found[short] = file.read()
    return found, seen


class Module:
    """One file: what it takes from others, what it gives, and the rest of its text."""

    def __init__(self, files, path):
        text = files[path].decode()
        self.imports = []  # [words, path], in their order
        for words, name in IMPORT.findall(text):
            target = os.path.normpath(os.path.join(os.path.dirname(path), name)).replace(os.sep, '/')
            if not name.startswith('.') or target not in files:
                fail(f'{path} imports "{name}", which is not there')
            self.imports.append((words, target))
        text = IMPORT.sub('', text)
        self.exports = {match[2]: match[1] for match in EXPORT.finditer(text)}
        self.text = EXPORT.sub('', text)
        left = MODULE_WORD.search(self.text)
        if left:
            fail(f'{path}: only "import {{...}} from", "import * as NAME from" and an "export" in front '
                 f'of a function, class or const are understood: {left[0]}')


def names_of(words):
    """[name, name here] for each of "{ a, b as c }"."""
    pairs = [re.split(r'\s+as\s+', word.strip()) for word in words.strip('{}').split(',')]
    return [(pair[0], pair[-1]) for pair in pairs if pair[0]]


def take(words, target, place, is_ready):
    """The line that gives a module what it imports. Functions of a module that comes later are looked
    up when they are called."""
    if words.startswith('*'):
        return f'const {words.split()[-1]} = {place};\n'
    if not is_ready:
        return ''.join(f'const {here} = (...all) => {place}.{name}(...all);\n'
                       for name, here in names_of(words))
    pairs = ', '.join(name if name == here else f'{name}: {here}' for name, here in names_of(words))
    return f'const {{{pairs}}} = {place};\n'


def needs(path, modules, ready):
    """How much of what a module imports is not there yet: (what must be, whole modules, functions)."""
    count = [0, 0, 0]
    for words, target in modules[path].imports:
        if target in ready:
            continue
        exports = modules[target].exports
        if words.startswith('*'):
            count[1] += 1
        elif all('function' in exports[name] for name, _ in names_of(words)):
            count[2] += 1
        else:
            count[0] += 1
    return count


def read_modules(files, start):
    modules, waiting = {}, [start]
    while waiting:
        path = waiting.pop()
        if path in modules:
            continue
        modules[path] = Module(files, path)
        waiting += [target for _, target in modules[path].imports]
    for path, module in modules.items():
        for words, target in module.imports:
            for name, _ in [] if words.startswith('*') else names_of(words):
                if name not in modules[target].exports:
                    fail(f'{path} imports {name}, which {target} does not export')
    unused = [path for path in files if path.endswith('.js') and path not in modules]
    if unused:
        fail(f'{unused[0]} is imported by none')
    return modules


def make_program(files, start):
    """All modules that are reached from `start` as one program, those that are imported first. Each
    has a scope of its own, but those of a folder in ONE_SCOPE share one and need no imports there."""
    modules, order = read_modules(files, start), []
    while len(order) < len(modules):
        left = sorted(path for path in modules if path not in order)
        path = min(left, key=lambda path: needs(path, modules, order))
        if needs(path, modules, order)[0]:
            fail(f'{path} and others import values of each other')
        order.append(path)
    place = {path: scope_of(path) or f'm{at}' for at, path in enumerate(order)}
    scopes = {}
    for at, path in enumerate(order):
        module, shared = modules[path], scope_of(path)
        taken = ''.join(take(words, target, place[target], target in order[:at])
                        for words, target in module.imports if not shared or place[target] != shared)
        wanted = [name for name in module.exports if not shared or is_wanted(name, path, modules)]
        given = f'Object.assign({place[path]}, {{{", ".join(wanted)}}});\n' if wanted else ''
        scopes[place[path]] = scopes.get(place[path], '') + taken + module.text + given
    return ('const ' + ', '.join(f'{name} = {{}}' for name in scopes) + ';\n'
            + ''.join(f'{{\n{text}}}\n' for text in scopes.values())).encode()


def scope_of(path):
    folder = os.path.dirname(path)
    return f'in_{folder}' if folder in ONE_SCOPE else None


def is_wanted(name, path, modules):
    """Whether a module in another folder imports it."""
    return any(target == path and name in [taken for taken, _ in names_of(words)]
               for other, module in modules.items() if scope_of(other) != scope_of(path)
               for words, target in module.imports)


def check_scopes(files):
    """No two files of a folder with one scope declare the same name."""
    seen = {}
    for path, content in files.items():
        for name in DECLARED.findall(content.decode()) if scope_of(path) else []:
            other = seen.setdefault((scope_of(path), name), path)
            if other != path:
                fail(f'{path} and {other} both declare {name}')


def put_together(files):
    """The files that are served: without notes, and with one program."""
    check_scopes({path: content for path, content in files.items() if path.endswith('.js')})
    files = {path: without_notes(path, content) for path, content in files.items()}
    start = SCRIPT.search(files.get(DOCUMENT, b'').decode())
    if not start:
        fail(f'{DOCUMENT} has no <script type="module" src="...">')
    if start[1] not in files:
        fail(f'{DOCUMENT} names {start[1]}, which is not there')
    program = tight(make_program(files, start[1]).decode()).encode()
    return {path: program if path == start[1] else content for path, content in files.items()
            if path == start[1] or not path.endswith('.js')}


def make_document(files, prefix):
    """The document with its style, and the hash of that."""
    if DOCUMENT not in files:
        fail(f'{DOCUMENT} is missing')
    text = files[DOCUMENT].decode()
    styles = STYLE.findall(text)
    if len(styles) != 1:
        fail(f'{DOCUMENT} must have one <link rel="stylesheet" href="...">')
    if styles[0] not in files:
        fail(f'{DOCUMENT} names {styles[0]}, which is not there')
    style = files[styles[0]].decode()
    if '</style' in style.lower():
        fail(f'{styles[0]} has "</style", which would end it')

    def rewrite(match):
        name = match[2]
        if re.match(r'#|/|data:|https?:', name):
            return match[0]
        if name not in files:
            fail(f'{DOCUMENT} names {name}, which is not there')
        return f'{match[1]}="{prefix}{name}"'

    before, after = STYLE.split(text)[0], STYLE.split(text)[2]
    text = NAMED.sub(rewrite, before) + '\0' + NAMED.sub(rewrite, after)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return text.replace('\0', f'<style>{style}</style>').encode(), 'sha256-' + digest, styles[0]


PLAIN = re.compile(r'"(?:\\.|[^"\\])*"|/(?:\\.|[^/\\ ])+/')  # a text, or a regular expression
LINE_COMMENT = re.compile(r'^[ \t]*//.*\n', re.M)
BLOCK_COMMENT = re.compile(r'^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n', re.M | re.S)
END_COMMENT = re.compile(r'(?<=[;,{}()]) +// [^"`\'\n]*$', re.M)
INDENT = re.compile(r'^[ \t\n]+', re.M)


def without_notes(path, content):
    """What browsers need of a program or a style sheet: no comments, no
    blank lines and no indentation. A text over several lines would lose its own."""
    if not path.endswith(('.js', '.css')):
        return content
    text = BLOCK_COMMENT.sub('', content.decode())
    if path.endswith('.js'):
        text = END_COMMENT.sub('', LINE_COMMENT.sub('', text))
        for line in text.splitlines():
            if len(re.findall(r'(?<!\\)`', PLAIN.sub('', line))) % 2:
                fail(f'{path}: a text in backticks must end in its line: {line.strip()}')
    else:
        text = re.sub(r'\s*([{};,])\s*', r'\1', text).replace(': ', ':').replace(';}', '}')
    return INDENT.sub('', text).encode()


TEXT = re.compile(r'''("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')''')
BLANK = re.compile(r'(?<=[^\w$+-]) | (?=[^\w$+-])')


def tight(program):
    """The program without blanks and line ends that say nothing. Names stay, and so do lines that may
    have a regular expression, a comment or a text in backticks."""
    lines, plain = program.splitlines(), []
    for at, line in enumerate(lines):
        parts = TEXT.split(line)
        plain.append('/' not in ''.join(parts[::2]))
        if plain[at] and '`' not in line:
            parts[::2] = [BLANK.sub('', f'"{part}"')[1:-1] for part in parts[::2]]
            lines[at] = ''.join(parts)
    ends = ['' if plain[at] and (line[-1] in '{;,([' or lines[at + 1][0] in '})]') else '\n'
            for at, line in enumerate(lines[:-1])]
    return ''.join(line + end for line, end in zip(lines, ends + ['\n']))


def compress(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31, 9)  # with gzip's header, in which the time is 0
    return packer.compress(content) + packer.flush()


def write_bytes(out, name, content):
    out.write(f'static const unsigned char {name}[] = {{\n')
    for at in range(0, len(content), 32):
        out.write(','.join(map(str, content[at:at + 32])) + ',\n')
    out.write('};\n')


def write_c(out, name, served, style_hash):
    out.write('/* Made by embed.py. */\n#include "page.h"\n\n')
    out.write(f'const char {name}_style_hash[] = "{style_hash}";\n\n')
    rows = []
    for number, (path, source, content) in enumerate(served):
        packed = compress(content)
        write_bytes(out, f'plain_{number}', content)
        write_bytes(out, f'gzip_{number}', packed)
        etag = hashlib.sha256(content).hexdigest()[:16]
        rows.append(f'\t{{"{path}", "{TYPES[os.path.splitext(source)[1]]}", "\\"{etag}\\"",\n'
                    f'\t\tplain_{number}, gzip_{number}, {len(content)}, {len(packed)}, '
                    f'{"false" if source == DOCUMENT else "true"}}},\n')
    out.write(f'\nconst struct page_file {name}_files[] = {{\n' + ''.join(rows) + '\t{0},\n};\n')


def main():
    name, output, depfile, folder = sys.argv[1:]
    files, seen = read_folder(folder)
    files = put_together(files)
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f'{path}\0{len(content)}\0'.encode() + content)
    prefix = f'/{digest.hexdigest()[:16]}/'
    document, style_hash, style = make_document(files, prefix)
    served = [('/', DOCUMENT, document)]
    served += [(prefix + path, path, content) for path, content in files.items()
               if path not in (DOCUMENT, style)]
    if any(not content for _, _, content in served):
        fail('a file is empty')
    with open(output, 'w', encoding='ascii') as out:
        write_c(out, name, served, style_hash)
    with open(depfile, 'w', encoding='utf-8') as out:
        out.write(f'{output}: ' + ' '.join(path.replace(' ', '\\ ') for path in seen) + '\n')


if __name__ == '__main__':
    main()
