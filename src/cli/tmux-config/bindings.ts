import { shellCommand, tmuxCommand, tmuxLiteral, tmuxWord } from './quote.ts';

/** What the keys call: the program by its absolute path, and what it is to be given. */
export interface Called {
  program: string;
  /** Server and flags file, as words of the command line: `-L work`, `--flags /srv/…`. */
  server: readonly string[];
  flags: readonly string[];
  config: readonly string[];
}

/** Keys after the prefix. */
export interface Keys {
  popup: string;
  menu: string;
  rollback: string;
}

/** `g` go to it, `G` all of it, `B` back: tmux itself uses none of them. */
export const DEFAULT_KEYS: Keys = { popup: 'g', menu: 'G', rollback: 'B' };

/** A key as tmux names it: `B`, `C-b`, `M-F5`. */
export const KEY_NAME = /^(?:[CMS]-){0,3}(?:[!-~]|[A-Z][A-Za-z]*\d*)$/;

/** A key with its command as words, as `tmux bind-key` is given them; those of a line of the config together. */
export interface Binding {
  key: string;
  note: string;
  lines: string[][];
}

const POPUP = ['display-popup', '-E', '-w', '95%', '-h', '90%'];
/** Without -E it stays until a key is pressed: what the command has said is read. */
const SHORT_POPUP = ['display-popup', '-w', '80%', '-h', '50%'];
const ASK_ROLLBACK = 'Roll back: legacy alone from the next cycle on? (y/n)';

/** The keys. `display-popup` takes its shell command as it is; `run-shell` and the entries of a menu are formats. */
export function bindings(called: Called, keys: Keys): Binding[] {
  return [
    { key: keys.popup, note: 'cutover: the cockpit', lines: [openCockpit(called)] },
    { key: keys.menu, note: 'cutover: what can be done', lines: menu(called) },
    { key: keys.rollback, note: 'cutover: roll back', lines: [confirmRollback(called)] },
  ];
}

function openCockpit({ program, server, flags, config }: Called): string[] {
  return [...POPUP, shellCommand([program, ...server, ...flags, ...config])];
}

function confirmRollback({ program, flags }: Called): string[] {
  // What a command says on standard error is lost in run-shell.
  const command = `${shellCommand([program, 'rollback', ...flags, '--why', 'tmux-key'])} 2>&1`;
  return ['confirm-before', '-p', ASK_ROLLBACK, tmuxCommand(['run-shell', tmuxLiteral(command)])];
}

function menu(called: Called): string[][] {
  const { program, flags, config } = called;
  const shown = (...act: string[]) => [...SHORT_POPUP, shellCommand([program, ...act, ...flags])];
  const acted = (act: string) => [
    ...SHORT_POPUP,
    shellCommand([program, act, ...flags, ...config, '--why', 'tmux-menu']),
  ];
  const asked = (question: string, words: string[]) => ['confirm-before', '-p', question, tmuxCommand(words)];
  const entries: [name: string, key: string, words: string[]][] = [
    ['The cockpit', 'o', openCockpit(called)],
    ['How it stands', 's', shown('status')],
    ['What was decided', 'd', shown('decisions', '--limit', '20')],
    ['', '', []],
    ['Pause', 'p', acted('pause')],
    ['Resume', 'r', acted('resume')],
    [
      'Approve the next stage',
      'a',
      asked('Approve the next stage as it is seen now? (y/n)', acted('approve')),
    ],
    ['Drill a rollback', 'D', asked('Really roll back for the exercise? (y/n)', acted('drill'))],
    ['', '', []],
    ['Roll back', 'B', confirmRollback(called)],
  ];
  return [
    ['display-menu', '-T', ' cutover '],
    ...entries.map(([name, key, words]) =>
      name === '' ? [''] : [name, key, tmuxLiteral(tmuxCommand(words))],
    ),
  ];
}

/** Older ones have no popup. A pattern and no comparison: tmux compares versions as text, where 3.10 is before 3.2. */
const NEW_ENOUGH = '#{m/r:^([a-z]|[4-9]|[1-9][0-9]|3[.]([2-9]|[1-9][0-9])),#{version}}';

/** The lines for a tmux config, without markers. */
export function configLines(called: Called, keys: Keys): string[] {
  return [
    `%if "${NEW_ENOUGH}"`,
    ...bindings(called, keys).map(
      ({ key, note, lines }) =>
        `bind-key -N ${tmuxWord(note)} ${tmuxWord(key)} ${lines.map(tmuxCommand).join(' \\\n  ')}`,
    ),
    '%endif',
    '# The stage in the status line costs no process: start the cockpit with --tmux-status, and take this line:',
    "# set-option -ag status-right ' #{@cutover_status}'",
  ];
}
