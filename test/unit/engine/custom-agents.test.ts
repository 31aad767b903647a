import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openEngine } from '../../../src/engine/open.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let engine: Engine;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startTmuxServer({ cols: 100, rows: 20 });
  const screen = join(folder.path, 'screen');
  await writeFile(screen, 'Mender 1.4\r\n\r\n⣾ Running the tests… (12s)\r\n\r\n> ');
  const play = `cat ${screen}; exec bash -c 'exec -a mender sleep 1000'`;
  await server.run('new-window', '-d', '-t', 'main:', '-n', 'claude-mender', play);
  engine = await openEngine({
    server: server.server,
    flagsPath: join(folder.path, 'feature_flags.json'),
    configFolder: folder.path,
    env: {},
    intervalMs: 100,
    comparison: 'always',
  });
  engine.start();
});
afterEach(async () => {
  await engine.close();
  await server.kill();
  await folder.remove();
});

describe('a custom agent in a running engine', () => {
  it('is judged by its own rules from the next cycle on, and the evidence of the stage starts anew', async () => {
    const cyclesCounted = () => engine.snapshot().health.percentiles.modular.n;
    await until('some evidence', () => cyclesCounted() >= 15);
    expect(engine.snapshot().rules).toMatchObject({ custom: [], problems: [] });
    const { hash } = engine.snapshot().rules!;

    let least = Number.POSITIVE_INFINITY;
    engine.subscribe(({ health }) => {
      least = Math.min(least, health.percentiles.modular.n);
    });
    const page = await readFile(new URL('../../../docs/agents.md', import.meta.url), 'utf8');
    await mkdir(join(folder.path, 'agents'));
    await writeFile(join(folder.path, 'agents', 'mender.json'), /```json\n([\s\S]*?)```/.exec(page)![1]!);
    const row = await until('the agent by its own rules', () =>
      engine.snapshot().rows.find(({ modular }) => modular?.rule === 'mender.working'),
    );
    expect(row).toMatchObject({ kind: 'custom', label: 'Mender', modular: { state: 'working' } });
    expect(least).toBeLessThan(5);
    expect(engine.snapshot().rules).toMatchObject({ custom: ['Mender'], problems: [] });
    expect(engine.snapshot().rules!.hash).not.toBe(hash);
    expect(engine.snapshot().events.map((event) => event.text)).toContain(
      'rules changed: 1 custom agent (Mender)',
    );
  });

  it('is compared by its own rules, also on the screen of legacy', async () => {
    const page = await readFile(new URL('../../../docs/agents.md', import.meta.url), 'utf8');
    await mkdir(join(folder.path, 'agents'));
    await writeFile(join(folder.path, 'agents', 'mender.json'), /```json\n([\s\S]*?)```/.exec(page)![1]!);
    const divergence = await until(
      'a comparison of the custom agent',
      () => engine.snapshot().divergences.find((one) => one.modular?.rule === 'mender.working'),
      15_000,
    );
    expect(divergence).toMatchObject({
      cause: 'logic',
      legacy: { state: 'crashed' },
      crossed: { modularOnLegacyFrames: 'working' },
    });
  });
});
