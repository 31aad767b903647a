import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlags } from '../../../src/flags/parse.ts';
import { PATIENCE } from '../../support/tmux-server.ts';
import { child, folder, NOW, store } from './support.ts';

const START = '{\n    "mine": "kept",\n    "counter": 0,\n    "rollout_stage": "canary"\n}\n';

async function given(): Promise<string> {
  const file = path.join(await folder(), 'feature_flags.json');
  await writeFile(file, START);
  return file;
}

describe('writers at once', () => {
  it('lose no update in two processes of 200 writes, and a reader never sees an unusable file', async () => {
    const file = await given();
    const writers = await Promise.all([
      child('increment.ts', [file, '200']),
      child('increment.ts', [file, '200']),
    ]);
    const ends = Promise.all(writers.map((writer) => once(writer, 'exit')));
    let running = true;
    void ends.then(() => {
      running = false;
    });
    let reads = 0;
    while (running) {
      const result = parseFlags(await readFile(file, 'utf8'), file);
      if (!result.ok) throw new Error(`an unusable file after ${reads} reads: ${result.problem.message}`);
      reads++;
    }
    expect((await ends).map(([code]) => code)).toEqual([0, 0]);
    expect(reads).toBeGreaterThan(100);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ mine: 'kept', counter: 400 });
    expect((await readdir(path.dirname(file))).sort()).toEqual([
      '.feature_flags.json.lock',
      'feature_flags.json',
    ]);
  });

  it('lose no update in one process either, and write in the order asked', async () => {
    const file = await given();
    const stores = await Promise.all([store(file), store(file), store(file)]);
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        stores[i % 3]!.update((values) => [['counter', Number(values.get('counter')) + 1]]),
      ),
    );
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ counter: 60 });
    for (let round = 0; round < 20; round++) {
      await Promise.all([stores[0]!.setStage('beta', null, NOW), stores[1]!.rollBack(NOW)]);
      expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ rollout_stage: 'disabled' });
    }
  });

  it('leave a usable file behind when killed at any moment, and no lock that anybody waits for', async () => {
    const file = await given();
    let counted = 0;
    for (let round = 0; round < 20; round++) {
      const writer = await child('increment.ts', [file, '100000']);
      await new Promise((resolve) => setTimeout(resolve, 5 + round * 8));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      const content = JSON.parse(await readFile(file, 'utf8')) as { counter: number; mine: string };
      expect(content.mine).toBe('kept');
      expect(content.counter).toBeGreaterThanOrEqual(counted);
      counted = content.counter;
    }
    expect(counted).toBeGreaterThan(20);
    const flags = await store(file);
    const before = performance.now();
    await flags.update((values) => [['counter', Number(values.get('counter')) + 1]]);
    expect(performance.now() - before).toBeLessThan(1000 * PATIENCE);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ counter: counted + 1 });
    expect((await readdir(path.dirname(file))).sort()).toEqual([
      '.feature_flags.json.lock',
      'feature_flags.json',
    ]);
  });
});
