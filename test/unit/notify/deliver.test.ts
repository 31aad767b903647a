import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Delivery, type Notice, noticeRuleSchema } from '../../../src/core/notices.ts';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { Notifier } from '../../../src/engine/notify/notifier.ts';
import { testNotice } from '../../../src/engine/notify/words.ts';
import { createDelivery } from '../../../src/notify/deliver.ts';
import { runCommand } from '../../../src/process/run.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startTmuxServer, type TestServer, until } from '../../support/tmux-server.ts';
import { sampleSnapshot } from '../../ui/support/sample-snapshot.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const notice: Notice = {
  ...testNotice('waiting', 5),
  text: '#(touch pwned) #{pane_id} 100% %H #[fg=red]x; end;',
};

describe('a message of tmux', () => {
  let server: TestServer;
  let outer: TestServer | null = null;
  beforeEach(async () => {
    server = await startTmuxServer();
  });
  afterEach(async () => {
    await outer?.kill();
    outer = null;
    await server.kill();
  });
  const deliver = () =>
    createDelivery({ tmux: server.command, run: runCommand, env: process.env, ring: null })(
      'tmux-message',
      notice,
    );

  it('shows on every client as it is, and runs nothing', async () => {
    // A client in a terminal: that of another server.
    const attach = `cd '${folder.path}'; env -u TMUX tmux -u -L ${server.name} attach-session`;
    outer = await startTmuxServer({ cols: 120, command: attach });
    await until('a client', async () => (await server.run('list-clients')) !== '');
    expect(await deliver()).toEqual({ ok: true, what: 'shown on 1 client' });
    const screen = () => outer!.run('capture-pane', '-p');
    await until('the message', async () =>
      (await screen()).includes('cutover: #(touch pwned) #{pane_id} 100% %H # [fg=red]x; end;'),
    );
    await expect(access(join(folder.path, 'pwned'))).rejects.toThrow('ENOENT');
  });

  it('reaches nobody where nobody is attached, or no server is', async () => {
    expect(await deliver()).toEqual({ ok: false, problem: 'nobody is attached to the tmux server' });
    await server.kill();
    expect(await deliver()).toMatchObject({ ok: false, problem: expect.stringMatching(/^tmux: /) });
  });
});

describe('a command', () => {
  const deliver = (script: string, timeout?: number): Promise<Delivery> => {
    const command: [string, ...string[]] = ['sh', '-c', script, 'sh', join(folder.path, 'out')];
    const parts = {
      tmux: () => Promise.reject(new Error('not asked')),
      run: runCommand,
      env: process.env,
      ring: null,
    };
    return createDelivery(parts)({ command, timeout }, notice);
  };

  it('gets the notice as one line of JSON on its standard input', async () => {
    expect(await deliver('cat > "$1"')).toEqual({ ok: true, what: 'done' });
    const said = await readFile(join(folder.path, 'out'), 'utf8');
    expect(said).toBe(`${JSON.stringify(notice)}\n`);
  });

  it('that fails says why', async () => {
    expect(await deliver('echo no route >&2; exit 4')).toEqual({
      ok: false,
      problem: 'exit code 4; it said: no route',
    });
    expect(await deliver('sleep 100', 200)).toEqual({ ok: false, problem: 'took longer than 0.2 s' });
  });
});

describe('the bell', () => {
  it('is rung, or there is none', async () => {
    let rung = 0;
    const parts = { tmux: () => Promise.reject(new Error('not asked')), run: runCommand, env: {} };
    const ring = () => {
      rung++;
    };
    expect(await createDelivery({ ...parts, ring })('bell', notice)).toMatchObject({ ok: true });
    expect(rung).toBe(1);
    expect(await createDelivery({ ...parts, ring: null })('bell', notice)).toMatchObject({ ok: false });
  });
});

describe('the notifier', () => {
  const base = sampleSnapshot();
  const mine: Snapshot = { ...base, rollout: { ...base.rollout, controller: { mine: true, pid: 1 } } };

  const crashed: Snapshot = {
    ...mine,
    rows: [],
    monitors: {
      ...mine.monitors,
      modular: {
        ...mine.monitors.modular,
        enabled: true,
        error: { kind: 'crash', message: 'x', mend: '' },
      },
    },
  };

  function notifier(answers: Delivery[]) {
    const sent: Notice[] = [];
    const said: string[] = [];
    const one = new Notifier({
      rules: [
        noticeRuleSchema.parse({
          on: ['waiting', 'crashed'],
          to: 'tmux-message',
          debounce: '10ms',
          cooldown: '1ms',
        }),
      ],
      deliver: async (_, what) => {
        sent.push(what);
        return answers.shift() ?? { ok: true, what: '' };
      },
      tmux: 'tmux',
      tell: (_level, _glyph, text) => said.push(text),
      now: () => Date.now(),
    });
    return { one, sent, said };
  }

  it('tells by itself when the debounce is over, without another snapshot', async () => {
    const { one, sent } = notifier([]);
    one.take(mine);
    const [first] = await until('a notice', () => sent.length > 0 && sent);
    const waiting = mine.rows.filter((row) => (row.modular ?? row.legacy)?.state === 'waiting');
    expect(first).toMatchObject({ kind: 'waiting', where: waiting.map(({ target }) => target) });
    await one.close();
  });

  it('says once that a rule fails, and once that it works again', async () => {
    const down: Delivery = { ok: false, problem: 'no route' };
    const { one, sent, said } = notifier([down, down, { ok: true, what: '' }]);
    for (let times = 1; times <= 3; times++) {
      one.take(crashed);
      await until('a notice', () => sent.length === times);
      // The cooldown is over with the next millisecond.
      await until('the next moment', () => new Promise<boolean>((done) => setTimeout(() => done(true), 2)));
      one.take({ ...mine, rows: [] });
    }
    await one.close();
    expect(said).toEqual(['notice 1 (tmux-message) failed: no route', 'notice 1 (tmux-message) works again']);
  });

  it('is silent where another engine decides, and says at once what is urgent where this one does', async () => {
    for (const [decides, times] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const { one, sent } = notifier([]);
      one.take({ ...crashed, rollout: { ...mine.rollout, controller: { mine: decides, pid: 1 } } });
      await one.close();
      expect(sent.filter(({ urgent }) => urgent)).toHaveLength(times);
    }
  });
});
