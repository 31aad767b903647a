import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import {
  endOfRecording,
  legacyVerdicts,
  modularVerdicts,
  type VerdictChange,
} from '../../../src/detect/playback.ts';
import { parseRecording } from '../../../src/detect/recording.ts';

const scenes = new Map(
  parseRecording(readFileSync('fixtures/demo/scenes.jsonl', 'utf8'), 'scenes.jsonl').map((f) => [f.case, f]),
);
const START = Date.parse('2026-11-24T21:00:00Z');

/** A scene that is seen so many seconds after the start. */
function at(seconds: number, scene: string, more: Partial<Frame> = {}): Frame {
  return { ...scenes.get(scene)!, paneId: '%1', panePid: 7, t: START + seconds * 1000, ...more };
}

const told = (changes: VerdictChange[]) =>
  changes.map(
    ({ t, state, detail }) => `${(t - START) / 1000} ${detail === null ? state : `${state} ${detail}`}`,
  );
const modular = (frames: Frame[], everyMs = 1000, until?: number) =>
  told(modularVerdicts(frames, 'case', { everyMs, ...(until !== undefined && { until }) }));

describe('modular', () => {
  it('lets working settle into idle between two frames, at the look that saw the screen stand still', () => {
    const frames = [at(0, 'claude.working'), at(5, 'claude.idle'), at(60, 'claude.plan')];
    expect(modular(frames)).toEqual(['0 working', '7 idle', '60 waiting plan']);
    expect(modular(frames, 250)).toEqual(['0 working', '6.5 idle', '60 waiting plan']);
    expect(modular(frames, 5000)).toEqual(['0 working', '10 idle', '60 waiting plan']);
  });

  it('knows no time after the last frame, unless the recording says that the screen stood', () => {
    const frames = [at(0, 'claude.working'), at(5, 'claude.idle')];
    expect(modular(frames)).toEqual(['0 working']);
    expect(modular([...frames, at(9, 'claude.idle', { end: 'stopped' })])).toEqual(['0 working', '7 idle']);
    expect(modular([...frames, at(6, 'claude.idle', { end: 'closed' })])).toEqual(['0 working']);
    expect(modular(frames, 1000, START + 30_000)).toEqual(['0 working', '7 idle']);
    expect(endOfRecording([...frames, at(30, 'codex.idle')])).toBe(START + 30_000);
    expect(endOfRecording([{ ...at(0, 'claude.idle'), t: 900 }])).toBeUndefined();
  });

  it('ends a usage limit at its time, however long nothing is drawn', () => {
    const limited = at(0, 'claude.limit');
    const [first] = modularVerdicts([limited], 'case', { everyMs: 1000 });
    expect(first?.state).toBe('rate_limited');
    const day = 24 * 3600;
    const [, second, ...others] = modularVerdicts(
      [limited, at(2 * day, 'claude.limit', { end: 'stopped' })],
      'case',
      {
        everyMs: 1000,
      },
    );
    expect(second?.state).toBe('idle');
    expect(second!.t - START).toBeLessThanOrEqual(day * 1000);
    expect(others).toEqual([]);
  });

  it('starts afresh where a recording was stopped and gone on with later', () => {
    const frames = [
      at(0, 'claude.working'),
      at(1, 'claude.working', { end: 'stopped' }),
      at(9000, 'claude.idle'),
      at(9001, 'claude.idle', { end: 'stopped' }),
    ];
    expect(modular(frames)).toEqual(['0 working', '9000 idle']);
  });

  it('sees an agent that is gone, and one that never was', () => {
    const shell = { command: 'bash', processes: ['-bash'], title: 'box' };
    const gone = [
      at(0, 'claude.idle'),
      at(3, 'claude.idle', shell),
      at(4, 'claude.idle', { ...shell, end: 'stopped' }),
    ];
    expect(modular(gone)).toEqual(['0 idle', '3 crashed']);
    const plain = at(0, 'claude.idle', { ...shell, text: 'dev@box:~$ ', ansi: 'dev@box:~$ ' });
    expect(modularVerdicts([plain], 'case', { everyMs: 1000 })).toEqual([
      {
        case: 'case',
        monitor: 'modular',
        t: START,
        agent: null,
        state: null,
        detail: null,
        rule: null,
        line: null,
      },
    ]);
  });
});

describe('legacy', () => {
  const legacy = (frames: Frame[]) => told(legacyVerdicts(frames, 'case', { everyMs: 1000 }));
  const box = (text: string, seconds: number, end?: Frame['end']): Frame =>
    at(seconds, 'claude.idle', {
      text: `╭─\n│ > \n╰─\n  ? for shortcuts\n${text}`,
      ...(end !== undefined && { end }),
    });

  it('takes a screen for active while its four captures differ, and for idle when they do no more', () => {
    expect(legacy([box('abcd', 0), box('wxyz', 10), box('wxyz', 20, 'stopped')])).toEqual([
      '0 idle',
      '10 working',
      '11 idle',
    ]);
  });
});
