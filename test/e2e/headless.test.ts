import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

let site: RolloutSite;
const here = () => ['-L', site.tmux];
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

async function serve(): Promise<void> {
  site.spawn('server', '--foreground', ...here(), '--interval', '0.3').stdout?.resume();
  await until('the server', async () => (await site.status()).rollout !== null, 20_000);
}

describe('without a window', () => {
  it('watch has a line for each cycle, and wait ends when what it waits for is so', async () => {
    for (const command of ['watch', 'wait'])
      expect(
        await site.run(command, ...here(), ...(command === 'wait' ? ['--stage', 'beta'] : [])),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/no cutover server runs .*; start it with/),
      });
    await serve();

    const watching = site.spawn('watch', ...here(), '--json');
    let lines: { tick: number; stage: string; agents: number; counts: object }[] = [];
    let text = '';
    watching.stdout?.on('data', (data) => {
      text += data;
      lines = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    });
    await until('three cycles', () => lines.length >= 3, 20_000);
    expect(lines[0]).toMatchObject({
      v: 1,
      stage: 'canary',
      percentage: 5,
      sub: 'running',
      tmux: 'ok',
      agents: 1,
    });
    const ticks = lines.map(({ tick }) => tick);
    expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));

    const idle = await site.run(
      'wait',
      ...here(),
      '--agent',
      'main:1.0',
      '--state',
      'idle',
      '--timeout',
      '20',
      '--json',
    );
    expect(idle.code).toBe(0);
    expect(JSON.parse(idle.stdout)).toMatchObject({ counts: { idle: 1 } });
    const late = await site.run('wait', ...here(), '--stage', 'production', '--timeout', '0.5');
    expect(late).toMatchObject({ code: 1, stderr: expect.stringMatching(/not so within 0.5 s/) });
    const waiting = site.run('wait', ...here(), '--stage', 'disabled', '--timeout', '30');
    await site.run('rollback');
    expect((await waiting).code).toBe(0);

    await site.run('kill-server', ...here());
    await until('the end of the watch', () => watching.exitCode !== null);
    expect(watching.exitCode).toBe(1);
  });

  it.each([
    [['wait'], /there is nothing to wait for/],
    [['wait', '--agent', 'main:1.0'], /--agent and --state go together/],
    [['wait', '--stage', 'everything'], /everything/],
    [['status', '--format', '{nope}'], /\{nope\} is no part of a status; there are stage, percentage/],
    [['status', '--format', 'tmux', '--json'], /cannot be used with/],
  ])('%j is wrong usage', async (args, said) => {
    expect(await site.run(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(said) });
  });

  it('status has a line for tmux and for any template, with and without a server', async () => {
    expect(await site.run('status', '--format', 'tmux')).toMatchObject({ code: 0, stdout: 'CANARY 5%\n' });
    await serve();
    const template = '{stage}/{percentage} {sub} of {bake_of} next {next}, open {open}';
    const { stdout } = await site.run('status', '--format', template);
    expect(stdout).toMatch(/^canary\/5 running of 24h next beta, open \d+\n$/);
    expect((await site.run('status', '--format', 'tmux')).stdout).toMatch(/^◐ CANARY 5% .*bake .* of 24h\n$/);
    await site.run('rollback', '--why', '#(touch pwned) #[fg=red]');
    await until('the rollback', async () => (await site.status()).rollout?.sub.kind === 'rolled_back');
    expect((await site.run('status', '--format', 'tmux')).stdout).toMatch(
      /ROLLED BACK canary \d\d:\d\d: ##\(touch pwned\) ##\[fg=red\]/,
    );
  });
});
