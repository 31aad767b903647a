import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/open.ts';
import { openAgent } from '../../support/agents.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

const ACT = { who: 'ana', why: 'test' };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let engine: Engine;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 120, rows: 40 });
  await openAgent(server, folder.path, 'claude-dev', 'claude.plan');
  const flagsPath = join(folder.path, 'feature_flags.json');
  await writeFile(flagsPath, '{}');
  const options = {
    server: server.server,
    flagsPath,
    env: {},
    intervalMs: 300,
    comparison: 'always' as const,
  };
  engine = await openEngine(options);
  engine.start();
});
afterEach(async () => {
  await engine.close();
  await server.kill();
  await folder.remove();
});

const when = (what: string, seen: (snapshot: Snapshot) => boolean) =>
  until(what, () => seen(engine.snapshot()) && engine.snapshot(), 15_000);
const agreement = ({ health }: Snapshot) => health.checks.find((check) => check.id === 'agreement');

async function difference(): Promise<string> {
  const { signatures } = await when('a difference', (snapshot) =>
    snapshot.signatures.some((row) => row.open),
  );
  return signatures[0]!.signature;
}

describe('judging in a running engine', () => {
  it('speaks against modular in the stage in which legacy was right, and not in the next one', async () => {
    const signature = await difference();
    expect(agreement(engine.snapshot())).toMatchObject({ missing: '1 signature to judge' });
    await engine.judge(signature, { verdict: 'legacy_right', until: null }, ACT);
    expect(agreement(engine.snapshot())).toMatchObject({
      verdict: 'inconclusive',
      reason: 'seen in this stage: 1 signature judged legacy right',
    });
    expect(engine.snapshot()).toMatchObject({ accuracy: { right: 0, judged: expect.any(Number) } });
    expect(engine.snapshot().rows[0]?.differs).toMatchObject({ signature, judged: 'legacy_right' });
    const { revision } = await engine.previewStage('canary');
    await engine.setStage('canary', revision, ACT);
    expect(agreement(engine.snapshot())?.reason).not.toContain('legacy right');
    await when('it is seen in the new stage too', (snapshot) =>
      Boolean(agreement(snapshot)?.reason.includes('legacy right')),
    );
  });

  it('ignores until the time that was given, then asks again', async () => {
    const signature = await difference();
    const until = Date.now() + 2500;
    await engine.judge(signature, { verdict: 'ignored', until }, ACT);
    const ignored = engine.snapshot();
    expect(ignored.signatures[0]).toMatchObject({ open: false, judgement: { verdict: 'ignored' } });
    expect(ignored.divergences[0]).toMatchObject({ cause: 'ignored' });
    expect(ignored.rows[0]?.differs).toMatchObject({ cause: 'ignored' });
    const again = await when('it is open again', ({ signatures }) => signatures[0]!.open);
    expect(again.at).toBeGreaterThanOrEqual(until);
    expect(again.divergences[0]?.cause).not.toBe('ignored');
  });

  it('has the screens of both monitors as examples, and tells each act', async () => {
    const signature = await difference();
    const { examples } = await engine.signatureDetail(signature);
    expect(examples[0]).toMatchObject({
      target: 'main:1.0',
      legacy: { captures: 4, equal: true, given: expect.any(String) },
      modular: { rule: expect.stringMatching(/^claude\./), state: 'waiting', given: 'waiting: plan' },
    });
    expect(examples[0]!.modular!.screen.join('\n')).toContain('Exit plan mode?');
    await engine.judge(signature, { verdict: 'modular_right', until: null }, ACT);
    await engine.undoJudgement(signature, ACT);
    await expect(engine.undoJudgement(signature, ACT)).rejects.toMatchObject({ code: 'not_judged' });
    const texts = engine.snapshot().events.map((event) => event.text);
    expect(texts).toContainEqual(expect.stringMatching(/^modular right: claude .* → waiting: plan, by ana$/));
    expect(texts).toContainEqual(expect.stringMatching(/^taken back: modular right: claude .*, by ana$/));
  });

  it('labels only a screen that was looked at, and takes the label back', async () => {
    await difference();
    const { id } = engine.snapshot().rows[0]!;
    const expectation = { agent: 'claude' as const, state: 'idle' as const };
    await expect(engine.labelAgent(id, 1, expectation, ACT)).rejects.toMatchObject({ code: 'screen_moved' });
    await expect(engine.undoLabel(id, ACT)).rejects.toMatchObject({ code: 'not_labelled' });
    const { capturedAt, label } = await engine.agentDetail(id);
    expect(label).toBeNull();
    await engine.labelAgent(id, capturedAt, expectation, ACT);
    expect((await engine.agentDetail(id)).label).toMatchObject({ who: 'ana', expect: expectation });
    const { frame } = await engine.undoLabel(id, ACT);
    expect(frame).toMatchObject({ t: capturedAt, target: 'main:1.0', expect: expectation });
    expect(frame).toMatchObject({ command: 'claude', title: expect.any(String), rows: 40 });
    expect((await engine.agentDetail(id)).label).toBeNull();
  });

  it('explains the verdict of an agent, and says when there is none', async () => {
    await difference();
    const { id } = engine.snapshot().rows[0]!;
    const { chosen, agent, candidates } = await engine.explainAgent(id);
    expect(agent?.kind).toBe('claude');
    expect(chosen).toMatchObject({ state: 'waiting', detail: 'plan' });
    expect(candidates.length).toBeGreaterThan(5);
    expect(candidates.map(({ rule }) => rule)).not.toContain(chosen?.rule);
    await expect(engine.explainAgent('%99:1')).rejects.toMatchObject({ code: 'agent_gone' });
  });
});
