import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { flagsSchema } from '../../../src/core/flags.ts';
import { emptyReport, type Observation, type Report } from '../../../src/core/report.ts';
import { reportJsonSchema, reportSchema } from '../../../src/core/report-schema.ts';
import { createCommandMonitor } from '../../../src/monitors/command/monitor.ts';
import { runCommand } from '../../../src/process/run.ts';
import { PATIENCE } from '../../support/tmux-server.ts';

const NOW = Date.parse('2026-08-01T12:00:00Z');

/** The least that an observation says. */
const LEAST = { agent: { paneId: '%3', panePid: 7, target: 'shop:1.0' }, state: 'idle', at: NOW };
const report = (...observations: unknown[]) => ({ v: 1, observations });

function monitor(script: string, over: { timeout?: number; mostBytes?: number; args?: string[] } = {}) {
  const { args = [], timeout, mostBytes } = over;
  const command: [string, ...string[]] = ['sh', '-c', script, 'sh', ...args];
  return createCommandMonitor(
    'legacy',
    { command, timeout },
    {
      run: runCommand,
      env: { ...process.env, SITE: 'berlin' },
      tmuxSocket: '-L work',
      ...(mostBytes !== undefined && { mostBytes }),
    },
  );
}

async function cycle(one: ReturnType<typeof monitor>): Promise<{ report: Report; seen: Observation[] }> {
  const seen: Observation[] = [];
  const result = await one.runCycle({
    tick: 41,
    now: () => NOW,
    sleep: async () => {},
    signal: new AbortController().signal,
    flags: flagsSchema.parse({}),
    onObservation: (observation) => seen.push(observation),
  });
  return { report: result, seen };
}

const prints = (value: unknown) => monitor('printf "%s" "$1"', { args: [JSON.stringify(value)] });
const failure = async (one: ReturnType<typeof monitor>) => (await cycle(one)).report;

describe('a command in the place of a monitor', () => {
  it('reports what it prints; its name, its start and its time are measured', async () => {
    const claims = { monitor: 'modular', startedAt: 5, durationMs: 1e9, waitedMs: 1e9, subprocesses: 2 };
    const { report: said, seen } = await cycle(prints({ ...report(LEAST), ...claims }));
    expect(said).toMatchObject({ monitor: 'legacy', startedAt: NOW, subprocesses: 3, error: null });
    expect(said.durationMs).toBeLessThan(10_000 * PATIENCE);
    expect(said.waitedMs).toBe(said.durationMs);
    expect(seen).toEqual(said.observations);
    expect(seen).toEqual([
      {
        agent: {
          id: '%3:7',
          kind: null,
          role: 'agent',
          target: 'shop:1.0',
          session: 'shop',
          windowIndex: 1,
          windowName: '',
          paneIndex: 0,
          paneId: '%3',
          panePid: 7,
        },
        state: 'idle',
        detail: null,
        resetsAt: null,
        notes: [],
        evidence: { rule: 'external', line: null, text: '', region: null, nearly: null },
        at: NOW,
        frames: [],
      },
    ]);
  });

  it('is given the environment, the tick and the server, and no input', async () => {
    const script = `cat; printf '{"v":1,"observations":[],"paneErrors":[{"paneId":"%%1","message":"%s"}]}' "$SITE $CUTOVER_TICK $CUTOVER_TMUX_SOCKET"`;
    const { report: said } = await cycle(monitor(script));
    expect(said).toMatchObject({ error: null, paneErrors: [{ paneId: '%1', message: 'berlin 41 -L work' }] });
  });

  it.each<[string, ReturnType<typeof monitor>, object]>([
    [
      'is missing',
      createMissing(),
      { kind: 'exception', message: /could not be started: there is no program/ },
    ],
    [
      'takes too long',
      monitor('sleep 100', { timeout: 300 }),
      { kind: 'timeout', message: /longer than 0\.3 s/ },
    ],
    ['is killed', monitor('kill -TERM $$'), { kind: 'crash', message: /ended by SIGTERM/ }],
    [
      'exits with an error',
      monitor('echo first >&2; printf "the \\033[31mdatabase is gone\\n" >&2; exit 7'),
      { kind: 'exception', message: /exit code 7; it said: first the database is gone$/ },
    ],
    [
      'prints too much',
      monitor('yes', { mostBytes: 1 << 16 }),
      { kind: 'exception', message: /more than 0\.0625 MB/ },
    ],
    ['prints nothing', monitor('true'), { kind: 'exception', message: /report: is empty/ }],
    [
      'prints no JSON',
      monitor('echo "{]"; echo hint >&2'),
      { kind: 'exception', message: /is no JSON: .*; it said: hint$/ },
    ],
    [
      'names an unknown state',
      prints(report(LEAST, { ...LEAST, state: 'busy', agent: { ...LEAST.agent, paneId: '%4' } })),
      {
        kind: 'exception',
        message: /report: observations\.1\.state: is not one of the known words; write one of starting/,
      },
    ],
    [
      'has more answers than questions',
      prints({ ...report(), panes: { asked: 1, answered: 2 } }),
      { message: /report: panes: more panes answered than were asked/ },
    ],
    ['leaves a field out', prints({ v: 1 }), { message: /report: observations: is missing/ }],
    [
      'writes an unknown field',
      prints({ ...report(), agents: 3 }),
      { message: /report: agents: is no field here/ },
    ],
    ['prints another version', prints({ v: 2, observations: [] }), { message: /report: v: / }],
    [
      'writes seconds',
      prints(report({ ...LEAST, at: NOW / 1000 })),
      { message: /observations\.0\.at: is older than a day; write milliseconds/ },
    ],
    [
      'is ahead of time',
      prints(report({ ...LEAST, at: NOW + 60_000 })),
      { message: /at: lies in the future/ },
    ],
    [
      'names a pane twice',
      prints(report(LEAST, LEAST)),
      { message: /observations\.1\.agent: %3 is named twice/ },
    ],
    [
      'has no pane',
      prints(report({ ...LEAST, agent: { ...LEAST.agent, paneId: '3' } })),
      { message: /paneId: write the pane id/ },
    ],
  ])('that %s fails its cycle', async (_, one, { message, ...rest }: { message?: RegExp }) => {
    const said = await failure(one);
    expect(said).toMatchObject({ monitor: 'legacy', startedAt: NOW, observations: [], error: rest });
    expect(said.error!.message).toMatch(message!);
    expect(said.error!.message).not.toMatch(/[\u0000-\u001f]/);
    expect(said.error!.mend).not.toBe('');
  });

  it('may say itself that the cycle failed; what it saw then means nothing', async () => {
    const said = await failure(
      prints({ ...report(LEAST), error: { kind: 'no_server', message: 'no \u001b[1mserver' } }),
    );
    expect(said).toMatchObject({ observations: [], error: { kind: 'no_server', message: 'no server' } });
  });

  it('is another monitor when its command is another one', () => {
    const fingerprint = (...args: string[]) => monitor('true', { args }).external!.fingerprint;
    expect(fingerprint('a')).toBe(fingerprint('a'));
    expect(fingerprint('a')).not.toBe(fingerprint('b'));
    expect(monitor('true').external).toMatchObject({ program: 'sh', timeoutMs: 60_000 });
  });
});

function createMissing() {
  const given = { run: runCommand, env: process.env, tmuxSocket: '' };
  return createCommandMonitor('legacy', { command: ['/nowhere/monitor'] }, given);
}

describe('the schema of a report', () => {
  it('takes a whole report as it is, with its frames', () => {
    const frame = {
      v: 1 as const,
      t: NOW,
      paneId: '%3',
      target: 'shop:1.0',
      title: 'topic',
      command: 'claude',
      cols: 80,
      rows: 24,
      cursor: [0, 0] as [number, number],
      text: 'one\ntwo\n',
      ansi: '\u001b[31mone\u001b[0m\ntwo\n',
    };
    const observation = reportSchema.parse(report({ ...LEAST, frames: [frame] })).observations[0]!;
    const whole: Report = { ...emptyReport('modular', NOW), observations: [observation] };
    expect(observation.frames).toEqual([frame]);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it('leaves no control character in any text, and nothing but colours in a screen', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', '\u001b[2J', '\u001b]0;x\u0007', '\u0000', '\u202e', '\n'),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const frame = {
          v: 1,
          t: NOW,
          paneId: '%3',
          target: 'shop:1.0',
          title: text,
          command: text,
          processes: [text],
          cols: 80,
          rows: 24,
          cursor: [0, 0],
          text,
          ansi: text,
        };
        const said = reportSchema.parse({
          ...report({
            ...LEAST,
            agent: { ...LEAST.agent, windowName: text, label: text },
            notes: [text],
            evidence: { rule: text, text, region: text, nearly: { rule: text, why: text } },
            frames: [frame],
          }),
          wanted: [{ kind: 'kill_pm', target: text, reason: text }],
          paneErrors: [{ paneId: text, message: text }],
          error: { kind: 'crash', message: text, mend: text },
        });
        const { frames } = said.observations[0]!;
        const texts = JSON.stringify({
          ...said,
          observations: said.observations.map((o) => ({ ...o, frames: [] })),
        });
        expect(texts).not.toMatch(/\\u00[01]|\\n|\u202e/);
        expect(JSON.stringify(frames)).not.toMatch(/\\u0000|\\u0007|\[2J|\u202e/);
      }),
    );
  });

  it('is a JSON schema that takes what is taken', () => {
    const schema = z.fromJSONSchema(reportJsonSchema() as never);
    expect(schema.safeParse(report(LEAST)).success).toBe(true);
    expect(schema.safeParse(report({ ...LEAST, state: 'busy' })).success).toBe(false);
    expect(schema.safeParse({ v: 1 }).success).toBe(false);
  });
});
