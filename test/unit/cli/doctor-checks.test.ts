import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/cli/doctor/checks.ts';
import type { Facts } from '../../../src/cli/doctor/facts.ts';
import { actionsConfigSchema } from '../../../src/core/actions-config.ts';
import { sampleFlags } from '../../ui/support/sample-snapshot.ts';

const RULES = { hash: 'h', folder: '/home/ana/.config/cutover/agents', custom: [], problems: [] };
const PROBLEM = { path: 'f.json', line: 3, field: 'name', message: 'is missing', mend: 'write it' };

const WELL: Facts = {
  node: '24.1.0',
  tmux: '3.4',
  server: { label: 'default', version: '3.4', panes: 12, readMs: 7, problem: null },
  locale: 'C.UTF-8',
  terminal: {
    interactive: true,
    term: 'xterm-256color',
    columns: 120,
    rows: 40,
    colourBits: 8,
    noColor: false,
  },
  flags: sampleFlags(),
  config: { folder: '/home/ana/.config/cutover', problems: null, trouble: null, agents: RULES },
  acting: { actions: actionsConfigSchema.parse({}), notices: [], start: null },
  rollout: { journal: '/srv/j.db', savedAt: 1, decides: { pid: 7 }, trouble: null },
  engine: { pid: 7, trouble: null },
  rights: { folder: '/srv', exists: true, folderWritable: true, fileReadable: true },
  disk: { freeBytes: 5e9, freeFiles: 1e6 },
};
const TROUBLE = { message: 'it is damaged', mend: 'move it' };

/** What the doctor finds of this, without what is ok. */
function findings(over: Partial<Facts>): string[] {
  return examine({ ...WELL, ...over })
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ id, verdict, text, mend }) => `${verdict} ${id}: ${text}; ${mend}`);
}

const RECOVERS: NonNullable<Facts['acting']> = {
  actions: actionsConfigSchema.parse({ recoverPm: { mode: 'act', start: ['claude'] } }),
  notices: [{ on: ['recovery'], to: 'bell', debounce: 0, cooldown: 0 }],
  start: { program: 'claude', found: true },
};

describe('the doctor', () => {
  it('finds nothing where all is well, in every check', () => {
    const all = examine(WELL);
    expect(all.map(({ verdict }) => verdict)).toEqual(all.map(() => 'ok'));
    expect(all.map(({ id }) => id)).toEqual([
      ...['node', 'tmux', 'server', 'locale', 'terminal', 'flags', 'environment', 'config', 'actions'],
      ...['agents', 'rights', 'disk', 'journal', 'engine'],
    ]);
    expect(all.every(({ text, mend }) => text !== '' && mend === '')).toBe(true);
  });

  const { terminal, config, server, rights, rollout } = WELL;
  it.each<[Partial<Facts>, RegExp]>([
    [{ node: '22.12.0' }, /^fail node: 22\.12\.0; install Node 22\.13/],
    [{ tmux: null }, /^fail tmux: not found/],
    [{ tmux: '3.1c', server: { ...server, version: '3.1c' } }, /^fail tmux: 3\.1c is too old/],
    [
      { server: { ...server, problem: { status: 'no_server', message: 'none', mend: 'start tmux' } } },
      /^fail server: default: none; start tmux$/,
    ],
    [
      { server: { ...server, version: '3.3a' } },
      /^warn server: .*the server is 3\.3a, the tmux on the PATH 3\.4/,
    ],
    [{ locale: '' }, /^warn locale: not set; set LANG/],
    [{ locale: 'C' }, /^warn locale: C: .*ASCII/],
    [{ terminal: { ...terminal, interactive: false } }, /^warn terminal: none here/],
    [{ terminal: { ...terminal, term: 'dumb' } }, /^warn terminal: TERM is dumb/],
    [
      { terminal: { ...terminal, columns: 60 } },
      /^warn terminal: xterm-256color, 60×40, 256 colours; make it 74×19/,
    ],
    [
      { flags: sampleFlags({ status: 'rejected', problem: PROBLEM }) },
      /^fail flags: .*f\.json.*3.*name.*is missing; write it$/,
    ],
    [{ flags: sampleFlags({ status: 'missing' }) }, /^warn flags: .*is not there/],
    [{ flags: sampleFlags({ contradiction: 'canary means 5 %' }) }, /^warn flags: .*canary means 5 %/],
    [
      {
        flags: sampleFlags({
          killed: true,
          overrides: [{ variable: 'TMUX_ORC_ROLLOUT_STAGE', value: 'disabled', effect: 'legacy alone' }],
        }),
      },
      /^warn environment: TMUX_ORC_ROLLOUT_STAGE=disabled: legacy alone; unset it/,
    ],
    [{ flags: sampleFlags({ problem: PROBLEM }) }, /^warn environment: .*is missing; write it$/],
    [
      { acting: { ...RECOVERS, start: { program: 'claude', found: false } } },
      /^fail actions: claude, which starts a PM, is not found on the PATH; install it, or/,
    ],
    [
      { acting: { ...RECOVERS, notices: [] } },
      /^warn actions: PMs are recovered, and nobody is told of it; add a rule to notices/,
    ],
    [{ config: { ...config, problems: [PROBLEM] } }, /^fail config: f\.json:3: name: is missing; write it$/],
    [{ config: { ...config, trouble: TROUBLE } }, /^fail config: it is damaged; move it$/],
    [
      { config: { ...config, agents: { ...RULES, problems: [PROBLEM] } } },
      /^warn agents: f\.json:3: name: is missing; write it$/,
    ],
    [
      { rights: { ...rights, folderWritable: false } },
      /^fail rights: \/srv cannot be written: no stage, no rollback/,
    ],
    [{ rights: { ...rights, exists: false } }, /^warn rights: \/srv is not there yet/],
    [{ rights: { ...rights, fileReadable: false } }, /^fail rights: .*cannot be read/],
    [{ disk: null }, /^warn disk:/],
    [{ disk: { freeBytes: 100 * 1024 * 1024, freeFiles: null } }, /^warn disk: 100 MB free; make room/],
    [{ disk: { freeBytes: 1024, freeFiles: null } }, /^fail disk: 0 MB free/],
    [{ disk: { freeBytes: 5e9, freeFiles: 0 } }, /^fail disk: it takes no more files/],
    [{ rollout: { ...rollout, trouble: TROUBLE } }, /^fail journal: it is damaged; move it$/],
    [{ engine: { pid: null, trouble: TROUBLE } }, /^warn engine: it is damaged; move it$/],
  ])('says what is wrong and how to mend it: %#', (over, expected) => {
    expect(findings(over)).toEqual([expect.stringMatching(expected)]);
  });

  it('says that nothing will be done without a folder that takes a journal, and only where something would be', () => {
    const shut = { rights: { ...rights, folderWritable: false } };
    expect(findings({ ...shut, acting: RECOVERS })).toEqual([
      expect.stringMatching(/^fail actions: nothing is done: \/srv takes no journal/),
      expect.stringMatching(/^fail rights: /),
    ]);
    expect(examine({ ...WELL, acting: RECOVERS }).find(({ id }) => id === 'actions')?.text).toBe(
      'switched on: PM recovery; claude starts a PM',
    );
    expect(examine({ ...WELL, acting: null }).some(({ id }) => id === 'actions')).toBe(false);
  });

  it.each<[Partial<Facts>, string]>([
    [{}, 'a server runs (pid 7), and decides'],
    [
      { rollout: { ...rollout, decides: null }, engine: { pid: null, trouble: null } },
      'no server runs; nobody decides now',
    ],
    [
      { rollout: { ...rollout, decides: { pid: 9 } } },
      'a server runs (pid 7); another cutover decides (pid 9)',
    ],
  ])('says who decides: %#', (over, expected) => {
    expect(examine({ ...WELL, ...over }).find(({ id }) => id === 'engine')?.text).toBe(expected);
  });
});
