import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { holdsAt, type StateLabel, standingOf } from '../../../src/core/judgement.ts';
import { labelsPath, type NewLine, openLabels } from '../../../src/journal/labels.ts';
import { temporaryFolder } from '../../support/program.ts';

const T = 1_790_000_000_000;
const SIGNATURE = 'claude idle(legacy.idle) → waiting(claude.waiting.plan)';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = labelsPath(join(folder.path, '.tmux_orchestrator', 'feature_flags.json'));
});
afterEach(async () => {
  await folder.remove();
});

const judgement = (over: Partial<Extract<NewLine, { kind: 'judgement' }>> = {}): NewLine => ({
  kind: 'judgement',
  at: T,
  who: 'ana',
  why: 'the example of shop:1.0',
  signature: SIGNATURE,
  verdict: 'modular_right',
  until: null,
  ...over,
});

const frame = (text: string): Frame => ({
  v: 1,
  t: T,
  paneId: '%1',
  target: 'shop:1.0',
  title: '✳ topic',
  command: 'claude',
  cols: 80,
  rows: 4,
  cursor: [0, 0],
  text,
});

const label = (text: string, state: 'idle' | 'waiting', at = T): NewLine => ({
  kind: 'label',
  at,
  who: 'ana',
  why: '',
  agentId: '%1:7',
  frame: { ...frame(text), expect: { agent: 'claude', state } },
});

const verdict = async () => (await openLabels(path)).standing().judgements.get(SIGNATURE)?.verdict;

describe('the file of the labels', () => {
  it('lies beside the flags file, and is made with its folder by the first line, for the owner alone', async () => {
    const labels = await openLabels(path);
    expect(path).toBe(join(folder.path, '.tmux_orchestrator', 'labels.jsonl'));
    await expect(stat(path)).rejects.toThrow('ENOENT');
    await labels.append(judgement());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(labels.standing().judgements.get(SIGNATURE)).toMatchObject({ v: 1, who: 'ana' });
    expect(await verdict()).toBe('modular_right');
  });

  it('only grows: a later judgement replaces, an undo brings back what stood before', async () => {
    const labels = await openLabels(path);
    const first = await labels.append(judgement());
    const second = await labels.append(judgement({ verdict: 'both_wrong', at: T + 1 }));
    expect(await verdict()).toBe('both_wrong');
    await labels.append({ kind: 'undo', at: T + 2, who: 'ben', why: 'a slip', of: second.id });
    expect(await verdict()).toBe('modular_right');
    await labels.append({ kind: 'undo', at: T + 3, who: 'ben', why: '', of: first.id });
    expect(await verdict()).toBeUndefined();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['judgement', 'judgement', 'undo', 'undo']);
  });

  it('writes many at once in their order', async () => {
    const labels = await openLabels(path);
    const signatures = Array.from({ length: 30 }, (_, i) => `s${i}`);
    await Promise.all(signatures.map((signature) => labels.append(judgement({ signature }))));
    expect([...(await openLabels(path)).standing().judgements.keys()]).toEqual(signatures);
  });

  it('names a broken line, skips it and keeps it', async () => {
    const labels = await openLabels(path);
    await labels.append(judgement());
    const good = await readFile(path, 'utf8');
    const broken = [
      '{"v":1,"kind":"judg',
      '{"v":2,"kind":"judgement"}',
      good.trimEnd().replace('modular_right', 'perhaps'),
      good.trimEnd().replace('"modular_right"', '"ignored"'),
    ];
    await writeFile(path, `${broken.join('\n')}\n\n${good}`);
    const again = await openLabels(path);
    expect(again.standing().judgements.get(SIGNATURE)?.verdict).toBe('modular_right');
    expect(again.problems.map(({ line, message }) => `${line} ${message.slice(0, 14)}`)).toEqual([
      '1 is no JSON',
      '2 has version 2:',
      '3 verdict: Inval',
      '4 until: is for ',
    ]);
    expect(await readFile(path, 'utf8')).toContain('perhaps');
  });

  it('begins a new line after one that was cut', async () => {
    await mkdir(dirname(path));
    await writeFile(path, '{"v":1,"kind":"judg');
    const labels = await openLabels(path);
    await labels.append(judgement());
    const again = await openLabels(path);
    expect(again.problems).toMatchObject([{ path, line: 1 }]);
    expect(again.standing().judgements.size).toBe(1);
  });

  it('does not count what could not be written, and says which file and what to do', async () => {
    await writeFile(join(folder.path, '.tmux_orchestrator'), 'a file where the folder should be');
    const labels = await openLabels(path);
    await expect(labels.append(judgement())).rejects.toMatchObject({
      code: 'labels_unwritable',
      message: expect.stringContaining(path),
      mend: expect.stringContaining('nothing was recorded'),
    });
    expect(labels.standing().judgements.size).toBe(0);
  });

  it('opens without a file that cannot be read, and says so', async () => {
    await mkdir(path, { recursive: true });
    expect((await openLabels(path)).problems).toMatchObject([{ line: null }]);
  });

  it('lets nothing of a screen reach a terminal that shows the file', async () => {
    const labels = await openLabels(path);
    await labels.append(label('a\u001b[2J\u009b31m\u202e b', 'idle'));
    expect(await readFile(path, 'utf8')).toMatch(/^[\x20-\x7e✳]*\n$/);
    expect((await openLabels(path)).standing().labels[0]?.frame.text).toBe('a\u001b[2J\u009b31m\u202e b');
  });
});

describe('what counts', () => {
  const texts = (lines: readonly NewLine[], undone: readonly number[] = []) => {
    const whole = lines.map((line, i) => ({ v: 1 as const, id: `${i}`, ...line }));
    const undos = undone.map((i) => ({
      v: 1 as const,
      id: `u${i}`,
      kind: 'undo' as const,
      at: T,
      who: '',
      why: '',
      of: `${i}`,
    }));
    return standingOf([...whole, ...undos]).labels.map(
      ({ frame: { text, expect: said } }: StateLabel) => `${text} ${said.state}`,
    );
  };

  it('of two labels of the same screen is the later one', () => {
    const lines = [label('one', 'idle'), label('two', 'idle'), label('one', 'waiting', T + 5)];
    expect(texts(lines)).toEqual(['two idle', 'one waiting']);
    expect(texts(lines, [2])).toEqual(['one idle', 'two idle']);
    expect(texts(lines, [2, 2, 7])).toEqual(['one idle', 'two idle']);
  });

  it('of an ignored signature ends when its time has come', () => {
    const [line] = [judgement({ verdict: 'ignored', until: T + 10 })].map((one) => ({
      v: 1 as const,
      id: 'i',
      ...one,
    }));
    const ignored = standingOf([line as never]).judgements.get(SIGNATURE)!;
    expect([T, T + 9, T + 10].map((now) => holdsAt(ignored, now))).toEqual([true, true, false]);
  });
});
