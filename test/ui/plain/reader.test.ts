import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { runReader } from '../../../src/ui/plain/reader.ts';
import { until } from '../../support/tmux-server.ts';
import { FakeClient } from '../support/fake-client.ts';
import { NOW, sampleSnapshot } from '../support/sample-snapshot.ts';

/** The reader on streams of a test's own. */
class Reading {
  readonly client: FakeClient;
  written = '';
  private readonly stdin = new PassThrough();
  private readonly stdout = new PassThrough();
  readonly done: Promise<void>;

  constructor({ client = new FakeClient(sampleSnapshot()), readOnly = false } = {}) {
    this.client = client;
    this.stdout.on('data', (data) => {
      this.written += data;
    });
    this.done = runReader({
      client,
      readOnly,
      who: 'ana',
      color: 'none',
      ascii: false,
      stdin: this.stdin as never,
      stdout: Object.assign(this.stdout, { columns: 100 }) as never,
    });
  }

  /** Types a line, and waits until all of these are said after it; what was said. */
  async type(line: string, ...said: RegExp[]): Promise<string> {
    const from = this.written.length;
    this.stdin.write(`${line}\n`);
    return this.hears(from, ...said);
  }

  async hears(from: number, ...said: RegExp[]): Promise<string> {
    return until(`${said.join(' and ')} in\n${this.written.slice(from)}`, () => {
      const since = this.written.slice(from);
      return said.every((one) => one.test(since)) && since;
    });
  }

  async close(): Promise<void> {
    this.stdin.end();
    await this.done;
  }
}

let reading: Reading;
const start = async (...args: ConstructorParameters<typeof Reading>) => {
  reading = new Reading(...args);
  await reading.hears(0, /Type a key, then Enter/);
  return reading;
};
afterEach(() => reading.close());

describe('the cockpit to be heard', () => {
  it('begins with how everything stands, without frames, colours or escape sequences', async () => {
    const { written } = await start();
    expect(written).toMatch(/CANARY 5%.*authority legacy/);
    expect(written).toMatch(/shop:1\.0 developer claude: waiting plan for .*; legacy: idle; they differ/);
    expect(written).toMatch(/^R {2}roll back to legacy, after one more key$/m);
    expect(written).not.toMatch(/\u001b|[─│┃╭▸█]/);
  });

  it('says each change once, and nothing where nothing changed', async () => {
    const { client, written } = await start();
    client.publish({ at: NOW + 5000 });
    const item = {
      id: 7,
      at: NOW,
      level: 'warn' as const,
      glyph: '◆',
      text: 'shop:3.0 waits: plan',
      agentId: null,
    };
    client.publish({ events: [...client.current.events, item] });
    client.publish({ at: NOW + 10_000 });
    const said = await reading.hears(written.length, /waits/);
    expect(said).toMatch(/^\d\d:\d\d:\d\d shop:3\.0 waits: plan\n$/);
  });

  it('reads an agent in full, by its number', async () => {
    await start();
    const list = await reading.type('1', /or Enter: $/);
    const number = /^(\d+) shop:1\.0 /m.exec(list)![1]!;
    const agent = await reading.type(number, /Screen, 120×36/);
    expect(agent).toMatch(/modular +◆ waiting: plan/);
    expect(agent).toContain('Would you like to proceed?   ◀ modular');
  });

  it('reads an example of a difference and records who is right', async () => {
    await start();
    const list = await reading.type('d', /Number of a signature/);
    const number = / (\d+) claude +idle +→ waiting/.exec(list)![1]!;
    const example = await reading.type(number, /or Enter: $/);
    expect(example).toMatch(/Legacy saw[\s\S]*verdict +idle[\s\S]*Modular saw[\s\S]*verdict +waiting: plan/);
    await reading.type('m', /Recorded: modular right, for claude idle → waiting/);
    const call = reading.client.calls.find(([name]) => name === 'judge');
    expect(call?.[2]).toEqual({ verdict: 'modular_right', until: null });
    expect(call?.[3]).toMatchObject({ who: 'ana' });
  });

  it('shows what a stage would write, and writes it only when that is confirmed', async () => {
    await start();
    await reading.type('s', /3 beta[\s\S]*Number of the stage/);
    const preview = await reading.type('3', /A reason/);
    expect(preview).toMatch(/old .*"rollout_stage": "canary"/);
    expect(preview).toMatch(/new .*"rollout_stage": "beta"/);
    await reading.type('enough seen', /Type y to write beta: $/);
    await reading.type('', /Nothing was written/);
    expect(reading.client.calls.some(([name]) => name === 'setStage')).toBe(false);

    await reading.type('s', /Number of the stage/);
    await reading.type('3', /A reason/);
    await reading.type('enough seen', /Type y/);
    await reading.type('y', /beta is written in .* and read back in/);
    expect(reading.client.calls).toContainEqual([
      'setStage',
      'beta',
      'r1',
      { who: 'ana', why: 'enough seen' },
    ]);
  });

  it('asks for the name of the last stage', async () => {
    await start();
    await reading.type('s', /Number of the stage/);
    await reading.type('5', /A reason/);
    await reading.type('done', /Type legacy_disabled to write/);
    await reading.type('y', /Nothing was written/);
  });

  it('rolls back by R and y, and says why where it could not', async () => {
    await start();
    await reading.type('R', /canary 5 % → disabled 0 %[\s\S]*Type y to roll back now: $/);
    await reading.type('n', /Not rolled back/);
    expect(reading.client.calls).toEqual([]);
    await reading.type('R', /Type y/);
    await reading.type('y', /disabled is written in/);
    expect(reading.client.calls).toEqual([['rollBack', { who: 'ana', why: 'rollback key' }]]);

    reading.client.write = async () => Promise.reject(new Error('disk full\u001b[2J'));
    await reading.type('R', /Type y/);
    await reading.type('y', /^! disk full$/m);
  });

  it('changes nothing when it is read-only', async () => {
    await start({ readOnly: true });
    await reading.type('R', /Read-only/);
    await reading.type('s', /● canary/);
    await reading.type('x', /There is no key x; \? lists them/);
    expect(reading.client.calls).toEqual([]);
  });

  it('ends by q and at the end of its input, and listens no more', async () => {
    await start();
    await reading.type('q');
    await reading.done;
    expect(reading.client.listeners).toBe(0);
  });
});
