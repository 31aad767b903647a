import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { CutoverError, messageOf } from '../../core/errors.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { stripControls } from '../../core/text.ts';
import type { Binding, CommandId } from '../binding.ts';
import { foreign } from '../cells.ts';
import { keyOf } from '../key-words.ts';
import { BINDINGS } from '../keymap.ts';
import type { UiOptions } from '../run.ts';
import { chooseTheme } from '../theme.ts';
import { agentSentence } from './agent.ts';
import { changesBetween } from './changes.ts';
import type { Desk } from './desk.ts';
import { changeStage, judgeDifference, readAgent, rollBack } from './reader-acts.ts';
import { plainScene } from './scene.ts';
import { paragraphs, sentence } from './text.ts';
import { type PlainView, pastOf, plainText, problemsText, standingText } from './views.ts';

/** A command of the reader: under the key that it has in the cockpit. */
interface Command {
  id: CommandId;
  help: string;
  run(desk: Desk): void | Promise<void>;
}

const shows =
  (view: PlainView) =>
  async (desk: Desk): Promise<void> => {
    const past = await pastOf(view, desk.client);
    desk.say(...plainText(view, desk.client.snapshot(), desk.now(), desk.text, past));
  };

const COMMANDS: readonly Command[] = [
  { id: 'focus.1', help: 'the agents, one of them in full', run: readAgent },
  { id: 'focus.2', help: 'the differences, one of them to be judged', run: judgeDifference },
  { id: 'differences.open', help: 'the same', run: judgeDifference },
  { id: 'focus.3', help: 'the health of modular', run: shows('health') },
  { id: 'focus.4', help: 'the stages, one of them to be chosen and written', run: changeStage },
  { id: 'focus.stage', help: 'the same', run: changeStage },
  { id: 'focus.5', help: 'the events', run: shows('events') },
  { id: 'problems', help: 'what is wrong now', run: (desk) => desk.say(...wrong(desk)) },
  { id: 'rollback.ask', help: 'roll back to legacy, after one more key', run: rollBack },
  { id: 'refresh', help: 'a cycle now; or start the server that has ended', run: refresh },
  { id: 'help', help: 'these keys', run: (desk) => desk.say(...helpText(desk)) },
];

const wrong = (desk: Desk): string[] => {
  const said = problemsText(plainScene(desk.client.snapshot(), desk.now(), desk.text.width), desk.text);
  return said.length === 0 ? ['Nothing is wrong.'] : said;
};

async function refresh(desk: Desk): Promise<void> {
  if (desk.client.snapshot().lost !== undefined && desk.restart !== null) await desk.restart();
  else desk.client.refresh();
}

/** A key that can be typed on a line. */
function typedKey(bindings: readonly Binding[], id: CommandId): string {
  const key = keyOf(bindings, id, 'dashboard');
  return /^[!-~]$/.test(key) ? key : '';
}

function helpText({ bindings, text }: Desk): string[] {
  const keyed = [...COMMANDS, { id: 'quit' as const, help: 'leave' }].flatMap(({ id, help }) => {
    const key = typedKey(bindings, id);
    return key === '' ? [] : [`${key}  ${help}`];
  });
  return [
    'Type a key, then Enter. Enter alone: how everything stands.',
    ...keyed,
    ...sentence(
      'Everything else is a command: cutover pause, resume, freeze, unfreeze, approve, retry, drill, each with --why; ' +
        'cutover show, explain, events and decisions to read.',
      text,
    ),
  ];
}

function summary(desk: Desk): string[] {
  const scene = plainScene(desk.client.snapshot(), desk.now(), desk.text.width);
  const { snapshot, lists } = scene;
  const agents = lists.rows.flatMap((row) => sentence(agentSentence(row, snapshot, desk.now()), desk.text));
  return paragraphs(
    standingText(scene, desk.text),
    problemsText(scene, desk.text),
    agents.length > 0 ? agents : plainText('agents', snapshot, desk.now(), desk.text),
  );
}

/** Why the reader was left: by a key or the end of the input, or by a signal. */
type Left = 'quit' | (typeof SIGNALS)[number];

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The cockpit without a screen: a summary, then each change as a line, in the order of time; nothing is drawn over, and no
 * escape sequence is written. Takes the keys of the cockpit, each followed by Enter, until the operator quits, the input
 * ends or the process is told to end. Sets `process.exitCode`, leaves the client open.
 */
export async function runReader(options: UiOptions): Promise<void> {
  const { client, stdin = process.stdin, stdout = process.stdout, bindings = BINDINGS } = options;
  const { ascii } = chooseTheme(process.env, { ...options, color: 'none' });
  const lines = createInterface({ input: stdin, terminal: false });
  const typed: string[] = [];
  let waits: ((line: string | null) => void) | null = null;
  let ended = false;
  const take = (line: string | null): void => {
    if (line === null) ended = true;
    const waiting = waits;
    waits = null;
    if (waiting !== null) waiting(line);
    else if (line !== null) typed.push(line);
  };
  lines.on('line', (line) => take(line.trim()));
  lines.on('close', () => take(null));
  const next = (): Promise<string | null> =>
    new Promise((done) => {
      const line = typed.shift();
      if (line !== undefined || ended) done(line ?? null);
      else waits = done;
    });

  const desk: Desk = {
    client,
    bindings,
    who: options.who,
    readOnly: options.readOnly ?? false,
    restart: options.restart ?? null,
    get text() {
      return { width: Math.max(40, stdout.columns || 80), ascii };
    },
    now: () => Date.now(),
    say: (...said) => void (said.length > 0 && stdout.write(`${stripControls(said.join('\n'))}\n`)),
    async ask(question) {
      stdout.write(stripControls(question));
      return (await next()) ?? '';
    },
  };

  let left: Left = 'quit';
  const leave = (signal: NodeJS.Signals): void => {
    left = signal as Left;
    lines.close();
    take(null);
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  stdout.on('error', () => lines.close());

  let known: Snapshot = client.snapshot();
  const unsubscribe = client.subscribe((snapshot) => {
    const changes = changesBetween(known, snapshot);
    known = snapshot;
    desk.say(...changes.flatMap((change) => sentence(change, desk.text)));
  });
  try {
    desk.say(...summary(desk), '', ...helpText(desk));
    options.welcomed?.();
    for (;;) {
      const line = await next();
      if (line === null || line === (typedKey(bindings, 'quit') || 'q')) break;
      await run(desk, line);
    }
  } finally {
    unsubscribe();
    for (const signal of SIGNALS) process.off(signal, leave);
    lines.close();
    stdin.pause();
  }
  if ((left as Left) !== 'quit') process.exitCode = 128 + constants.signals[left as NodeJS.Signals];
}

async function run(desk: Desk, line: string): Promise<void> {
  if (line === '') {
    desk.say(...summary(desk));
    return;
  }
  const command = COMMANDS.find(({ id }) => typedKey(desk.bindings, id) === line);
  if (command === undefined) {
    desk.say(`There is no key ${foreign(line)}; ${typedKey(desk.bindings, 'help') || '?'} lists them.`);
    return;
  }
  try {
    await command.run(desk);
  } catch (thrown) {
    const mend = thrown instanceof CutoverError && thrown.mend !== '' ? `; ${thrown.mend}` : '';
    desk.say(...sentence(`! ${foreign(messageOf(thrown))}${foreign(mend)}`, desk.text));
  }
}
