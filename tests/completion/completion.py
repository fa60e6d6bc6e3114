#!/usr/bin/env python3
"""completion.py SHELL FOLDER CHATD CHAT-CLIENT: what SHELL completes, compared with --help.

FOLDER has the files that the build made. The shell itself is asked, as its user would ask it."""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile

SHELL, FOLDER = sys.argv[1], os.path.abspath(sys.argv[2])
PROGRAMS = {'chatd': os.path.abspath(sys.argv[3]), 'chat-client': os.path.abspath(sys.argv[4])}
PATIENCE = 60  # seconds
FILES = tempfile.mkdtemp()  # has a-file and a-folder; the shells run there

ZSH = r'''
fpath=(%(folder)s $fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' completer _complete
zstyle ':completion:*' hosts known.example.org
compadd() {
	local -a hits
	if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		builtin compadd -A hits "$@"
		(( $#hits == 0 )) || print -rl -- $hits >>%(answer)s
	fi
	builtin compadd "$@"
}
finish() { print -r -- END >>%(answer)s }
ask() { comppostfuncs=(finish); zle complete-word }
zle -N ask
bindkey '^I' ask
bindkey '^U' kill-whole-line
print READY >%(answer)s
'''


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=FILES, **more)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def ask_bash(words):
    """In a function of the shell's own name for what is typed: `complete` calls it in this way."""
    if words[-1].startswith('--') and '=' in words[-1]:
        option, value = words[-1].split('=')
        words = words[:-1] + [option, '='] + ([value] if value else [])
    script = ('compopt() { :; }; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1));'
              '"_$1"; [[ ${#COMPREPLY[@]} -eq 0 ]] || printf "%s\\n" "${COMPREPLY[@]}"')
    return run(['bash', '--norc', '-c', script, 'bash', f'{FOLDER}/{words[0]}', *words])


def ask_fish(words):
    script = f'source {FOLDER}/{words[0]}.fish; complete -C "$argv"'
    homes = {name: FILES for name in ('HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME')}
    return run(['fish', '--no-config', '-c', script, ' '.join(words)], env={**os.environ, **homes})


class Zsh:
    """zsh completes only where somebody types, so this types and presses Tab."""

    def __init__(self, own):
        answer, setup = os.path.join(own, 'answer'), os.path.join(own, 'setup')
        os.mkfifo(answer)
        self.answer = os.open(answer, os.O_RDWR)
        with open(setup, 'w', encoding='utf-8') as file:
            file.write(ZSH % {'folder': FOLDER, 'answer': answer})
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(FILES)
            os.environ.update(TERM='dumb', PS1='', HOME=own, ZDOTDIR=own)
            os.execvp('zsh', ['zsh', '-f', '-i'])
        os.write(self.terminal, f'source {setup}\n'.encode())
        assert self.read(b'READY\n') == b'READY\n'

    def read(self, end):
        text = b''
        while not text.endswith(end):
            ready, _, _ = select.select([self.answer, self.terminal], [], [], PATIENCE)
            assert ready, text
            if self.answer in ready:
                text += os.read(self.answer, 65536)
            else:
                os.read(self.terminal, 65536)
        return text

    def ask(self, words):
        os.write(self.terminal, b'\x15' + ' '.join(words).encode() + b'\t')
        return self.read(b'END\n').decode()[:-len('END\n')]

    def end(self):
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)


def completed(*words):
    """What is offered for the last word, without the descriptions that some shells show."""
    lines = ask(list(words)).splitlines()
    offered = {line.split('\t')[0] for line in lines}
    option = re.match('(--[a-z-]+=)', words[-1])
    if option:  # fish offers the word as a whole
        offered = {word.removeprefix(option.group(1)) for word in offered}
    return {word.rstrip('=') for word in offered}


def help_rows(program):
    """Rows of --help as (letter or '', name, argument or '', text)."""
    text = run([PROGRAMS[program], '--help'], env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    rows = re.findall(r'^  (?:-(\w),|   ) --([a-z-]+)(?: (\S+))?((?:.*)(?:\n {32}.*)*)', text, re.M)
    assert len(rows) > 10, text
    return [(letter, name, argument, ' '.join(help.split())) for letter, name, argument, help in rows]


tests = []


def test(function):
    tests.append(function)


def each(function):
    """The same for both programs."""
    for program in PROGRAMS:
        def one(program=program):
            function(program)
        one.__name__ = f'{program}_{function.__name__}'
        tests.append(one)


@each
def options_are_those_of_help(program):
    wanted = {'--' + name for _, name, _, _ in help_rows(program)}
    offered = completed(program, '--')
    assert offered == wanted, (wanted ^ offered)


@each
def the_beginning_of_an_option_is_enough(program):
    # fish also offers what has these letters in this order: for --ver, in version 4, --server-password-file.
    assert completed(program, '--versio') == {'--version'}, completed(program, '--versio')


@each
def values_are_completed_where_the_table_knows_them(program):
    for letter, name, argument, _ in help_rows(program):
        forms = [[f'--{name}', 'a-'], [f'--{name}=a-']] + ([[f'-{letter}', 'a-']] if letter else [])
        for form in forms if argument and argument != 'COMMAND' else []:
            offered = {word.rstrip('/') for word in completed(program, *form)}
            wanted = {'FILE': {'a-file', 'a-folder'}, 'DIR': {'a-folder'}}.get(argument, set())
            assert offered == wanted, (form, offered)


@test
def choices():
    for words, wanted in {
            ('chatd', '--log-level', ''): {'error', 'warning', 'info', 'debug'},
            ('chatd', '--log-level='): {'error', 'warning', 'info', 'debug'},
            ('chatd', '-l', 'd'): {'debug'},
            ('chatd', '--log-level=w'): {'warning'},
            ('chatd', '--history', ''): {'off', 'memory', 'relaxed', 'strict'},
            ('chatd', '--web', ''): {'on', 'off'},
            ('chatd', '--port', ''): set(),
            ('chat-client', '--tls', ''): {'auto', 'always', 'never'},
            ('chat-client', '--tls=a'): {'auto', 'always'},
    }.items():
        assert completed(*words) == wanted, (words, completed(*words))


@test
def commands_and_operands():
    assert 'mkfifo' in completed('chat-client', '--password-command', 'mkfif')
    assert completed('chatd', 'x') == set(), completed('chatd', 'x')
    assert '/dev/null' in completed('chat-client', '/dev/nul') | {
        '/dev/' + word for word in completed('chat-client', '/dev/nul')}


def run_tests():
    failed = False
    for number, function in enumerate(tests, 1):
        try:
            function()
            print(f'ok {number} - {function.__name__}', flush=True)
        except Exception as error:  # all of them fail the test
            failed = True
            print(f'not ok {number} - {function.__name__}', flush=True)
            print('# ' + f'{type(error).__name__}: {error}'.replace('\n', '\n# '), flush=True)
    print(f'1..{len(tests)}')
    return failed


if not shutil.which(SHELL):
    print(f'1..0 # SKIP there is no {SHELL}')
    sys.exit()
try:
    os.mkdir(os.path.join(FILES, 'a-folder'))
    with open(os.path.join(FILES, 'a-file'), 'w', encoding='utf-8'):
        pass
    zsh = Zsh(tempfile.mkdtemp(dir=FILES)) if SHELL == 'zsh' else None
    ask = {'bash': ask_bash, 'fish': ask_fish, 'zsh': zsh and zsh.ask}[SHELL]
    status = run_tests()
    if zsh:
        zsh.end()
finally:
    shutil.rmtree(FILES)
sys.exit(status)
