import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { judgeLegacy } from '../../../src/detect/legacy/judge.ts';
import { replayLegacy } from '../../../src/detect/legacy/replay.ts';

interface Said {
  case: string;
  legacy: string;
  uiPresent: boolean;
  changed: boolean;
  rateLimited: boolean;
  resetTime?: string | null;
}

const folder = new URL('../../../fixtures/legacy/', import.meta.url);
const lines = <T>(text: string): T[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const screens = new Map(
  lines<{ case: string; frames: string[] }>(
    gunzipSync(readFileSync(new URL('screens.jsonl.gz', folder))).toString('utf8'),
  ).map(({ case: name, frames }) => [name, frames]),
);
const said = lines<Said>(readFileSync(new URL('screens-said.jsonl', folder), 'utf8'));
const edges = lines<Said & { frames: string[] }>(readFileSync(new URL('edge-said.jsonl', folder), 'utf8'));

const frame = (text: string, t: number): Frame => ({
  v: 1,
  t,
  paneId: '%1',
  target: 's:1.0',
  title: '',
  command: '',
  cols: 80,
  rows: 24,
  cursor: [0, 0],
  text,
});
const word = (state: string): string => (state === 'working' ? 'active' : state);

describe('what the original said', () => {
  it('of every recorded screen', () => {
    expect(said).toHaveLength(243);
    for (const expected of said) {
      const verdict = judgeLegacy(screens.get(expected.case)!);
      const { uiPresent, changed, rateLimited } = verdict;
      expect({ case: expected.case, legacy: word(verdict.state), uiPresent, changed, rateLimited }).toEqual(
        expected,
      );
    }
  });

  it.each(edges)('of the edge case $case', ({ frames, ...expected }) => {
    const verdict = judgeLegacy(frames);
    const { uiPresent, changed, rateLimited, resetTime } = verdict;
    expect({
      case: expected.case,
      legacy: word(verdict.state),
      uiPresent,
      changed,
      rateLimited,
      resetTime,
    }).toEqual(expected);
  });

  it('is the same when a case is replayed', () => {
    for (const { frames, ...expected } of edges) {
      const replayed = replayLegacy(frames.map(frame), expected.case);
      expect(replayed).toMatchObject({ case: expected.case, agent: null, detail: null });
      expect({ ...expected, legacy: word(replayed.state) }).toEqual(expected);
      expect(replayed.rateLimited).toBe(expected.rateLimited);
    }
  });

  it('takes the last four frames of a longer case for its captures', () => {
    const still = '╭─╮\n│ > │\n╰─╯\n';
    const frames = [`${still}aa`, `${still}bb`, still, still, still, still];
    expect(replayLegacy(frames.map(frame), 'long').state).toBe('idle');
  });
});
