import type { CommandId, KeyContext } from '../../src/ui/binding.ts';
import type { Program } from './program.ts';
import { until } from './tmux-server.ts';

const NAMED: Record<string, string> = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  home: '\u001b[H',
  end: '\u001b[F',
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  'shift-tab': '\u001b[Z',
  backspace: '\u007f',
};

/** What a terminal sends for a key. */
export function bytesOf(key: string): string {
  if (key.startsWith('ctrl-')) return String.fromCharCode(key.toUpperCase().charCodeAt(5) & 0x1f);
  return NAMED[key] ?? key;
}

/** The inside of what has the heavy frame: of a dialog, or of the part with the focus. */
export function heavy(screen: string): string[] {
  return screen.split('\n').flatMap((line) => /┃(.*)┃/.exec(line)?.[1] ?? []);
}

/** Place of the line with the cursor in it; -1: none. */
export const cursorRow = (screen: string): number => heavy(screen).findIndex((line) => line.includes('▸'));

/** What of a pane is in view in the live view. */
const inView = (screen: string): string => /rows \d+–\d+ of \d+/.exec(screen)?.[0] ?? '';
const columnsInView = (screen: string): string => /columns \d+–\d+ of \d+/.exec(screen)?.[0] ?? '';

/** What a key does, as the screen shows it. */
export interface Effect {
  /** Pressed before, each waited for until the screen has changed, or until it shows `ready`. */
  before?: string[];
  ready?: Effect['shows'];
  shows: RegExp | ((now: string, before: string) => boolean);
  /** Pressed afterwards, so that nothing stays changed, and what is then shown. */
  after?: [keys: string, shows: RegExp];
}

const title =
  (words: string): Effect['shows'] =>
  (now) =>
    now.includes(`┏━ ${words}`);
const moved = (than: (now: number, before: number) => boolean): Effect['shows'] => {
  return (now, before) => cursorRow(now) >= 0 && than(cursorRow(now), cursorRow(before));
};
const scrolled: Effect['shows'] = (now, before) =>
  heavy(now).join('\n') !== heavy(before).join('\n') && now.includes('┃');
const rows: Effect['shows'] = (now, before) => inView(now) !== '' && inView(now) !== inView(before);
const columns: Effect['shows'] = (now, before) =>
  columnsInView(now) !== '' && columnsInView(now) !== columnsInView(before);
const lacks =
  (words: string): Effect['shows'] =>
  (now) =>
    !now.includes(words);

const [HOME, END, DOWN, RIGHT] = ['\u001b[H', '\u001b[F', '\u001b[B', '\u001b[C'] as const;
const up = moved((now, before) => now < before);
const down = moved((now, before) => now > before);
const TAKEN_BACK: Effect['after'] = ['u', /taken back: /];
/** tmux's own status line; whoever presses the key detaches. */
const ATTACHED: Effect = { shows: /^\[main\] /m };
/** A list with a cursor. */
const LIST: Partial<Record<CommandId, Effect>> = {
  'move.up': { before: [END], ready: down, shows: up },
  'move.down': { shows: down },
  'move.page_up': { before: [END], ready: down, shows: up },
  'move.page_down': { shows: down },
  'move.home': { before: [END], ready: down, shows: up },
  'move.end': { shows: down },
};
/** A text that is longer than its place. */
const TEXT: Partial<Record<CommandId, Effect>> = {
  'move.up': { before: [END], shows: scrolled },
  'move.down': { before: [HOME], ready: scrolled, shows: scrolled },
  'move.page_up': { before: [END], shows: scrolled },
  'move.page_down': { before: [HOME], ready: scrolled, shows: scrolled },
  'move.home': { before: [END], shows: scrolled },
  'move.end': { before: [HOME], ready: scrolled, shows: scrolled },
};
const closes = (words: string): Partial<Record<CommandId, Effect>> => ({ cancel: { shows: lacks(words) } });

/** What each command does wherever it is; what is different in one place is said there. */
const EVERYWHERE: Partial<Record<CommandId, Effect>> = {
  'agent.go': ATTACHED,
  'live.open': { shows: /live · keys do not reach it/ },
  'retry.ask': { shows: /nothing to retry: it is not rolled back/ },
  'approve.ask': { shows: /no approval is needed/ },
  'pause.ask': { shows: title('Pause the rollout') },
  'freeze.ask': { shows: title('Freeze the rollout') },
  'drill.ask': { shows: title('Rollback drill') },
  'rollback.ask': { shows: title('ROLL BACK') },
  'differences.open': { shows: title('Differences by signature') },
  'focus.stage': { shows: title('Stage') },
  'area.agents': { shows: title('Agents') },
  'area.differences': { shows: title('Differences') },
  'area.health': { shows: title('Health') },
  'area.events': { shows: title('Events') },
  'judge.modular': { shows: /modular right: /, after: TAKEN_BACK },
  'judge.legacy': { shows: /legacy right: /, after: TAKEN_BACK },
  'judge.both': { shows: /both wrong: /, after: TAKEN_BACK },
  'judge.ignore': { shows: title('Ignore until') },
  'judge.undo': { before: ['m'], ready: /modular right: /, shows: /taken back: / },
  refresh: { shows: /asked both monitors for a cycle/ },
  problems: { shows: title('Wrong now') },
  help: { shows: title('Keys of') },
  palette: { shows: title('Commands') },
  open: { shows: /What the monitors say/ },
};

/** What each command does in each place. */
export const EFFECTS: Partial<Record<KeyContext, Partial<Record<CommandId, Effect>>>> = {
  dashboard: {
    ...EVERYWHERE,
    ...LIST,
    'stage.preview': { before: ['s', DOWN], shows: title('Advance to BETA') },
    'filter.start': { shows: /filter \/▏/ },
    'focus.next': { shows: title('Differences') },
    'focus.previous': { shows: title('Events') },
    'focus.1': { before: ['3'], shows: title('Agents') },
    'focus.2': { shows: title('Differences') },
    'focus.3': { shows: title('Health') },
    'focus.4': { shows: title('Stage') },
    'focus.5': { shows: title('Events') },
    next_waiting: { before: [END], shows: (now) => /▸.*waiting/.test(heavy(now).join('\n')) },
    sort: { shows: /sorted by /, after: ['ooooo', /sorted by target/] },
    zoom: { shows: lacks('╭─ Stage') },
    'events.level': { before: ['5', 'z'], shows: /warn and bad/, after: ['ll', /┏━ Events/] },
    'events.follow': {
      before: ['5', DOWN],
      shows: (now) => / following /.test(now) && !now.includes('not following'),
    },
    'agents.group': { shows: /by session/, after: ['t', /┏━ Agents \d/] },
    'agents.fold': {
      before: ['t'],
      ready: /by session/,
      shows: (now, before) => agentRows(now) < agentRows(before),
      after: ['ft', /┏━ Agents \d/],
    },
    'agents.fold_all': { shows: (now) => agentRows(now) === 0, after: ['ft', /┏━ Agents \d/] },
    'agents.next_changed': {
      shows: (now, before) =>
        now.includes('nothing has changed since you looked') || cursorRow(now) !== cursorRow(before),
    },
    'agents.mark': { shows: /1 marked/, after: ['**', /┏━ Agents \d/] },
    'agents.mark_all': { shows: /\d marked/, after: ['*', /┏━ Agents \d/] },
    span: { before: ['3'], shows: scrolled, after: ['tt', /┏━ Health/] },
    back: { before: ['3'], shows: title('Agents') },
  },
  agent: {
    ...EVERYWHERE,
    ...TEXT,
    'move.left': { before: [RIGHT], shows: scrolled },
    'move.right': { shows: scrolled },
    explain: { shows: title('Why modular says so of') },
    'label.ask': { shows: /┏━ What .* really shows/ },
    'focus.next': { shows: title('What the monitors say') },
    'focus.previous': { shows: title('Last 15 minutes') },
    'focus.1': { before: ['2'], shows: title('main:') },
    'focus.2': { shows: title('What the monitors say') },
    'focus.3': { shows: title('Last 15 minutes') },
    next_waiting: { shows: (now, before) => titleOf(now) !== titleOf(before) && /┏━ main:/.test(now) },
    back: { shows: title('Agents') },
  },
  differences: {
    ...EVERYWHERE,
    ...LIST,
    'move.left': { before: [RIGHT], ready: /example 2\//, shows: /example 1\// },
    'move.right': { shows: /example 2\// },
    'example.write': { shows: /written: .*example-.*\.jsonl/ },
    'focus.next': { shows: title('Legacy saw') },
    'focus.previous': { shows: title('Modular saw') },
    'focus.1': { before: ['2'], shows: title('Differences by signature') },
    'focus.2': { shows: title('Legacy saw') },
    'focus.3': { shows: title('Modular saw') },
    next_waiting: { shows: down },
    back: { shows: title('Agents') },
  },
  live: {
    ...EVERYWHERE,
    'move.up': { before: [END], shows: rows },
    'move.down': { before: [HOME], shows: rows },
    'move.page_up': { before: [END], shows: rows },
    'move.page_down': { before: [HOME], shows: rows },
    'move.home': { before: [END], shows: rows },
    'move.end': { before: [HOME], shows: rows },
    'move.left': { before: [RIGHT], ready: columns, shows: columns },
    'move.right': { before: [HOME], shows: columns },
    'live.follow': { before: [END], shows: lacks('not following') },
    'live.type': { shows: /TYPING: your keys go to/, after: ['\u001d', /keys do not reach it/] },
    back: { shows: title('Agents') },
  },
  live_typing: { 'live.stop': { shows: /keys do not reach it/ } },
  filter: {
    'filter.keep': { before: ['c', 'l'], shows: (now) => !now.includes('▏') && now.includes('filter “cl”') },
    'filter.clear': { before: ['c', 'l'], shows: (now) => !/filter [“/]/.test(now) },
    erase: { before: ['c', 'l'], shows: /filter \/c▏/ },
    'move.up': { before: [DOWN], ready: down, shows: up },
    'move.down': { shows: down },
  },
  palette: {
    ...closes('━ Commands'),
    'palette.run': { before: ['h', 'e', 'l', 'p'], shows: title('Keys of') },
    erase: { before: ['q', 'q'], shows: /:q▏/ },
    'move.up': { before: [DOWN], ready: down, shows: up },
    'move.down': { shows: down },
    'move.page_up': { before: ['\u001b[6~'], shows: scrolled },
    'move.page_down': { shows: scrolled },
  },
  help: {
    ...EVERYWHERE,
    ...closes('━ Why modular'),
    'move.up': { before: ['\u001b[6~'], shows: scrolled },
    'move.down': { shows: scrolled },
    'move.page_up': { before: ['\u001b[6~'], shows: scrolled },
    'move.page_down': { shows: scrolled },
  },
  message: { ...EVERYWHERE, ...closes('━ Wrong now') },
  choice_dialog: {
    ...EVERYWHERE,
    ...LIST,
    ...closes('━ Ignore until'),
    'choice.accept': { shows: /ignored until .* takes it back/, after: TAKEN_BACK },
  },
  stage_dialog: {
    ...closes('Write it'),
    'stage.choose': { shows: /\[ Write it \]/ },
    // Cancel is chosen.
    'stage.accept': { shows: lacks('Write it') },
  },
  form: {
    ...closes('━ Freeze the rollout'),
    // The first field with its cursor is left, or found again.
    'form.accept': { before: ['1', 'd'], shows: /▏/ },
    'form.next': { shows: (now, before) => fieldRow(now) > fieldRow(before) },
    'form.previous': {
      before: ['\t'],
      ready: (now, before) => fieldRow(now) > fieldRow(before),
      shows: (now, before) => fieldRow(now) < fieldRow(before),
    },
    erase: { before: ['x', 'x'], shows: /x▏/ },
  },
  confirm_dialog: { ...EVERYWHERE, ...closes('━ Rollback drill') },
  rollback_dialog: { ...closes('━ ROLL BACK') },
};

const titleOf = (screen: string): string => /┏━ (\S+)/.exec(screen)?.[1] ?? '';
const agentRows = (screen: string): number => heavy(screen).filter((line) => /main:\d/.test(line)).length;
const fieldRow = (screen: string): number => heavy(screen).findIndex((line) => line.includes('▏'));

/** How each place is come to from the dashboard, and how it is known that one is there. */
export const WAYS: Record<KeyContext, { keys: string[]; there: RegExp }> = {
  dashboard: { keys: [], there: /┏━ Agents/ },
  agent: { keys: ['n', '\r'], there: /┏━ main:[\s\S]*differs|┏━ main:[\s\S]*signature/ },
  differences: { keys: ['d'], there: /example 1\/[2-9]/ },
  live: { keys: ['v'], there: /rows \d+–\d+ of \d+/ },
  live_typing: { keys: ['v', 'i'], there: /TYPING/ },
  filter: { keys: ['/'], there: /filter \/▏/ },
  palette: { keys: [':'], there: /┏━ Commands/ },
  help: { keys: ['\r', 'e'], there: /┏━ Why modular says so of main/ },
  message: { keys: ['w'], there: /┏━ Wrong now/ },
  choice_dialog: { keys: ['d', 'i'], there: /┏━ Ignore until/ },
  stage_dialog: { keys: ['s', '\u001b[A', '\r'], there: /\[ Cancel \] +Write it/ },
  form: { keys: ['F'], there: /┏━ Freeze the rollout/ },
  confirm_dialog: { keys: ['D'], there: /┏━ Rollback drill/ },
  rollback_dialog: { keys: ['R'], there: /┏━ ROLL BACK/ },
};

const ON_DASHBOARD = /┏━ Agents \d+ [\s\S]*╭─ Stage/;

/** Presses what leads to a place; resolves once it is there. */
export async function goTo(cockpit: Program, context: KeyContext): Promise<void> {
  const { keys, there } = WAYS[context];
  // It takes a client of tmux to open: what only scrolls leaves it open.
  if (context === 'live' && there.test(cockpit.text()) && !/┏━|TYPING/.test(cockpit.text())) return;
  await backToDashboard(cockpit);
  for (const key of keys) await pressAndSee(cockpit, key);
  if (context === 'differences') {
    cockpit.press(HOME);
    await until('the cursor on the first signature', () => cursorRow(cockpit.text()) === 1);
  }
  await cockpit.shows(there);
}

/** Leaves whatever is open; the cursor is on the first agent afterwards. */
export async function backToDashboard(cockpit: Program): Promise<void> {
  for (let tries = 0; tries < 12 && !isDashboard(cockpit.text()); tries++) {
    // While an agent is typed to, Esc is for the agent.
    await pressAndSee(cockpit, cockpit.text().includes('TYPING') ? '\u001d' : '\u001b').catch(
      () => undefined,
    );
  }
  await until('the dashboard', () => isDashboard(cockpit.text()));
  cockpit.press(HOME);
  await until('the cursor on the first agent', () => cursorRow(cockpit.text()) === 1);
}

function isDashboard(screen: string): boolean {
  return ON_DASHBOARD.test(screen) && !/filter [“/]/.test(screen);
}

/** The screen without what changes by itself: ages and clocks. */
const steady = (screen: string): string => screen.replace(/\d+/g, '0');

/** Presses a key and waits until the screen has changed, and then until it changes no more. */
export async function pressAndSee(cockpit: Program, keys: string, withinMs = 3000): Promise<void> {
  const before = steady(cockpit.text());
  cockpit.press(keys);
  let last = before;
  await until(
    `something to change after ${JSON.stringify(keys)}`,
    () => {
      const now = steady(cockpit.text());
      const done = now !== before && now === last;
      last = now;
      return done;
    },
    withinMs,
  );
}
