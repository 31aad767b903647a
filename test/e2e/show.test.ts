import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSite, type RolloutSite } from '../support/rollout-site.ts';
import { until } from '../support/tmux-server.ts';

let site: RolloutSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const show = (...args: string[]) => site.run('show', ...args, '-L', site.tmux);

describe('show', () => {
  it('runs one cycle of its own where no server runs, and says so', async () => {
    const agents = await show('agents');
    expect(agents).toMatchObject({ code: 0, stderr: '' });
    expect(agents.stdout).toMatch(/^From one cycle of its own, .*: no cutover server runs\./);
    expect(agents.stdout).toMatch(/main:1\.0 .*claude/);

    const agent = await show('agent', 'main:1');
    expect(agent.stdout).toMatch(/main:1\.0 .* claude/);
    expect(agent.stdout).toMatch(/ {2}modular +\S \w+/);
    expect(agent.stdout).toMatch(/Screen, \d+×\d+, at /);

    const stage = await show('stage');
    expect(stage.stdout).toMatch(/^From the files, .*[\s\S]*● canary/);
    expect(await show('health')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('health is measured over time by a cutover server, and none runs'),
    });
  });

  it('reads the running server, as text and as data under the names of the Snapshot', async () => {
    site.spawn('server', '--foreground', '-L', site.tmux, '--interval', '0.5').stdout?.resume();
    const pid = await until('the server', async () => (await site.status()).engine?.pid ?? undefined, 20_000);
    const dashboard = await until('an agent', async () => {
      const { stdout } = await show('dashboard', '--width', '80');
      return stdout.includes('main:1.0') && stdout;
    });
    expect(dashboard).toMatch(new RegExp(`^From the running cutover server \\(pid ${pid}\\)`));
    expect(dashboard).toMatch(/Agents 1[\s\S]*Health[\s\S]*● canary[\s\S]*Events/);
    expect(dashboard).not.toMatch(/\u001b|[─│┃╭▸]/);

    const data = JSON.parse((await show('agents', '--json')).stdout);
    expect(data).toMatchObject({ v: 1, view: 'agents', source: { kind: 'server', pid } });
    expect(data.agents).toMatchObject([{ target: 'main:1.0', kind: 'claude' }]);
    const one = JSON.parse((await show('agent', 'main:1.0', '--json')).stdout);
    expect(one).toMatchObject({ view: 'agent', agent: { target: 'main:1.0' }, detail: { problem: null } });
    const health = JSON.parse((await show('health', '--json')).stdout);
    expect(health.health.checks.length).toBeGreaterThan(3);
    expect(health.history).toMatchObject({ span: 'day', points: expect.any(Array) });
  });

  it('names what there is where something else is asked for', async () => {
    expect(await show('agent', 'shop:9')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/there is no agent at shop:9; there are main:1\.0/),
    });
    expect(await show('agent')).toMatchObject({ code: 2 });
    expect(await show('agents', 'main:1')).toMatchObject({ code: 2 });
    expect(await show('weather')).toMatchObject({ code: 2, stderr: expect.stringContaining('dashboard') });
  });
});
