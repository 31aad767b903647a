import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgent } from '../support/agents.ts';
import { Program, run, temporaryFolder } from '../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let program: Program | null = null;
let labelsPath: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  const orchestrator = join(folder.path, '.tmux_orchestrator');
  await mkdir(orchestrator);
  await writeFile(join(orchestrator, 'feature_flags.json'), '{}\n');
  labelsPath = join(orchestrator, 'labels.jsonl');
  server = await startTmuxServer({ cols: 120, rows: 40 });
  await openAgent(server, folder.path, 'claude-dev', 'claude.plan');
});
afterEach(async () => {
  await program?.close();
  program = null;
  await server.kill();
  await folder.remove();
});

function start(args: string[] = [], size: { cols?: number; rows?: number } = {}): Program {
  program = new Program(['-L', server.name, '--interval', '1', ...args], { ...size, cwd: folder.path });
  return program;
}

/** Opens the differences view once the two have been compared. */
async function differences(args: string[] = []): Promise<Program> {
  const cockpit = start(args);
  await cockpit.shows(/claude +○|claude +✗/);
  await cockpit.shows(/\d signatures? open|judged: /, 20_000);
  cockpit.press('d');
  await cockpit.shows('given legacy’s last frame:');
  await cockpit.expectSoundScreen();
  return cockpit;
}

const lines = async (): Promise<{ kind: string }[]> =>
  (await readFile(labelsPath, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('judging a difference', () => {
  it('by keys: it is open no more, also after a restart, until that is taken back', async () => {
    const cockpit = await differences();
    const before = await cockpit.shows(/▸ claude +\S.* → waiting: plan .* open/);
    expect(before).toContain('1 open');
    cockpit.press('m');
    await cockpit.shows(/▸ claude .* modular right/);
    await cockpit.shows(/0 open · accuracy of modular 100.0 % on \d+ judged/);
    expect(await lines()).toMatchObject([{ kind: 'judgement', verdict: 'modular_right', until: null }]);
    cockpit.press('\u001b');
    await cockpit.shows(/≠ modular right/);
    cockpit.press('q');
    expect(await cockpit.ended()).toMatchObject({ exitCode: 0 });

    const again = await differences();
    await again.shows(/▸ claude .* modular right/);
    again.press('u');
    await again.shows(/▸ claude .* open/);
    await again.shows('taken back: modular right');
    expect((await lines()).map(({ kind }) => kind)).toEqual(['judgement', 'undo']);
  });

  it('ignores until a time that the operator chooses, and says until when', async () => {
    const cockpit = await differences();
    cockpit.press('i');
    await cockpit.shows('Ignore until');
    cockpit.press('\u001b[B\r');
    await cockpit.shows(/▸ claude .* ignored until \d+ \w+/);
    const [judgement] = (await lines()) as { at?: number; until?: number }[];
    const days = (judgement!.until! - judgement!.at!) / 86_400_000;
    expect(days).toBeCloseTo(7, 2);
  });

  it('exports the example in view as a recording, and says where', async () => {
    const cockpit = await differences();
    cockpit.press('x');
    await cockpit.shows(/written: .*example-/);
    const written = await until('the example', async () =>
      (await readdir(join(folder.path, '.tmux_orchestrator'))).find((name) => name.startsWith('example-')),
    );
    const replayed = await run(['replay', join(folder.path, '.tmux_orchestrator', written)]);
    expect(replayed.stdout).toMatch(/-modular +modular +claude +waiting: plan/);
    expect(replayed.stdout).toMatch(/-legacy +legacy/);
  });

  it('is dead in a read-only cockpit', async () => {
    const cockpit = await differences(['--read-only']);
    expect(cockpit.text()).not.toContain('m modular right');
    cockpit.press('mgbiux');
    cockpit.press('?');
    await cockpit.shows('Keys of the differences');
    await expect(stat(labelsPath)).rejects.toThrow('ENOENT');
  });
});

describe('labelling a screen', () => {
  it('by keys: it is listed, exported and scored, and can be taken back', async () => {
    const cockpit = start();
    await cockpit.shows(/Agents 1/);
    cockpit.press('\r');
    await cockpit.shows('◀ modular');
    cockpit.press('l');
    const dialog = await cockpit.shows('really shows');
    expect(dialog).toMatch(/modular says waiting: plan/);
    expect(dialog).toMatch(/▸ waiting: plan/);
    // What modular says is wrong, says the operator: the agent asks a question.
    cockpit.press('j\r');
    await cockpit.shows('labelled waiting: question');
    await cockpit.shows(/labelled +waiting: question, by/);
    await cockpit.expectSoundScreen();

    const listed = await run(['labels', '--json'], { cwd: folder.path });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      path: labelsPath,
      judgements: [],
      labels: [{ frame: { expect: { agent: 'claude', state: 'waiting', detail: 'question' } } }],
      problems: [],
    });
    const corpus = join(folder.path, 'corpus.jsonl');
    expect(await run(['labels', 'export', corpus], { cwd: folder.path })).toMatchObject({ code: 0 });
    const score = await run(['replay', corpus, '--score', '--monitor', 'modular']);
    expect(score.stdout).toMatch(/accuracy +1 of 1/);
    expect(score.stdout).toMatch(/details +0 of 1/);
    const refused = await run(['labels', 'export', corpus], { cwd: folder.path });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });

    cockpit.press('u');
    await cockpit.shows('taken back: the label of');
    expect(await run(['labels'], { cwd: folder.path })).toMatchObject({
      stdout: expect.stringContaining('nothing is judged or labelled'),
    });
  });
});

describe('the explanation of a verdict', () => {
  it('names the rule, the line, the text, and why the others lost', async () => {
    const cockpit = start([], { cols: 80, rows: 24 });
    await cockpit.shows(/1 Agents 1/);
    cockpit.press('\r');
    await cockpit.shows('◀ modular');
    cockpit.press('e');
    const text = await cockpit.shows('Why modular says so of main:1.0');
    expect(text).toMatch(/rule +claude\.waiting\.plan/);
    expect(text).toMatch(/where +line \d+ of \d+/);
    expect(text).toMatch(/· claude\./);
  });
});

describe('broken lines of the labels', () => {
  it('are named on the screen and on the command line, and what can be read counts', async () => {
    await writeFile(labelsPath, '{"v":1,"kind":"judgem\n');
    const cockpit = start();
    await cockpit.shows(/labels\.jsonl:1 is no JSON/);
    const listed = await run(['labels'], { cwd: folder.path });
    expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining(`${labelsPath}:1: is no JSON`) });
  });
});
