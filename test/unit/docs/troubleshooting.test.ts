import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { problemsOf } from '../../../src/ui/problems.ts';
import { sampleFlags, sampleSnapshot } from '../../ui/support/sample-snapshot.ts';

const text = readFileSync('docs/troubleshooting.md', 'utf8');

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What the first column of the table of header lines matches; `…` stands for what differs. */
function patterns(): RegExp[] {
  const table = text.slice(text.indexOf('## The third line'), text.indexOf('## It does not advance'));
  return [...table.matchAll(/^\| (.*?) \|/gm)]
    .flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, said]) => said!))
    .map((said) => new RegExp(`^${said.split('…').map(escaped).join('.*')}`));
}

const base = sampleSnapshot();
const problem = { path: '/srv/feature_flags.json', line: 3, field: 'rollout_stage', message: 'x', mend: 'y' };
const failure = { kind: 'exception' as const, message: 'x', mend: 'y' };
const kill = { variable: 'TMUX_ORC_ROLLOUT_STAGE', value: 'disabled', effect: 'legacy alone' };
const tmux = (status: Snapshot['tmux']['status']) => ({ tmux: { ...base.tmux, status, mend: 'z' } });
const authority = (disagreement: string) => ({ authority: { ...base.authority, disagreement } });

const BROKEN: [string, Partial<Snapshot>][] = [
  ['lost', { lost: { pid: 7, since: base.at } }],
  ...(['no_server', 'listing_failed', 'not_installed', 'too_old'] as const).map(
    (status): [string, Partial<Snapshot>] => [status, tmux(status)],
  ),
  ['rejected', { flags: sampleFlags({ status: 'rejected', problem }) }],
  ['strange', { flags: sampleFlags({ problem }) }],
  ['kill switch', { flags: sampleFlags({ killed: true, overrides: [kill] }) }],
  ['environment', { flags: sampleFlags({ overrides: [kill] }) }],
  ['stronger', authority('the file says canary 5 %, but TMUX_ORC_ROLLOUT_STAGE=disabled keeps legacy alone')],
  ['switch', authority('the stage is canary, but use_modular_monitor is false: legacy serves alone')],
  [
    'rules',
    { rules: { hash: '', folder: '', custom: [], problems: [{ ...problem, path: '/x/agents/mine.json' }] } },
  ],
  ['modular', { monitors: { ...base.monitors, modular: { ...base.monitors.modular, error: failure } } }],
  ['legacy', { monitors: { ...base.monitors, legacy: { ...base.monitors.legacy, error: failure } } }],
  ['journal', { rollout: { ...base.rollout, journalProblem: 'x is damaged' } }],
  [
    'actions',
    { actions: { ...base.actions, problem: 'x', modes: { ...base.actions.modes, notify_pm: 'act' } } },
  ],
  ['other', { rollout: { ...base.rollout, controller: { mine: false, pid: 7 } } }],
];

describe('docs/troubleshooting.md', () => {
  it.each(BROKEN)('explains what the header says: %s', (_, over) => {
    const [said] = problemsOf({ ...base, ...over });
    expect(said).toBeDefined();
    expect(
      patterns().some((pattern) => pattern.test(said!.text)),
      said!.text,
    ).toBe(true);
  });

  it('names every code of an error', () => {
    const codes = globSync('src/**/*.{ts,tsx}').flatMap((path) => {
      const source = readFileSync(path, 'utf8');
      const thrown = source.matchAll(/new (?:CutoverError|TmuxError)\(\s*'([a-z_]+)'/g);
      const kept = source.matchAll(/code: '(journal_[a-z_]+)'/g);
      return [...thrown, ...kept].map(([, code]) => code!);
    });
    expect(codes.length).toBeGreaterThan(50);
    const missing = [...new Set(codes)].filter((code) => !text.includes(`\`${code}\``)).sort();
    expect(missing, 'say in docs/troubleshooting.md what they mean').toEqual([]);
  });

  it('names no code that there is not', () => {
    const sources = globSync('src/**/*.ts')
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const table = text.slice(text.indexOf('## Errors by their code'));
    const named = [...table.matchAll(/^\| (.*?) \|/gm)]
      .slice(2)
      .flatMap(([, cell]) => [...cell!.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code!));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });
});
