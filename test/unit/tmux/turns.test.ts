import { describe, expect, it } from 'vitest';
import { SLOW_READ_MS } from '../../../src/core/tmux.ts';
import { ReadingTurns, takingTurns } from '../../../src/tmux/turns.ts';

const pause = (ms: number) => new Promise<void>((passed) => setTimeout(passed, ms));

describe('turns at reading a server', () => {
  it('are taken one at a time, first come, first served, also when one throws', async () => {
    const turns = new ReadingTurns();
    let running = 0;
    const order: number[] = [];
    const read = (n: number) =>
      turns.take(async () => {
        expect(++running).toBe(1);
        order.push(n);
        await pause(5);
        running--;
        if (n === 1) throw new Error('lost');
        return n;
      });
    const all = await Promise.allSettled([0, 1, 2, 3].map(read));
    expect(order).toEqual([0, 1, 2, 3]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('tell how long they were waited for', async () => {
    const turns = new ReadingTurns();
    const first = turns.take(() => pause(60));
    const command = takingTurns(async () => ({ code: 0, stdout: 'x', stderr: '', timedOut: false }), turns);
    const second = await command(['list-panes'], { timeoutMs: 1000 });
    expect((await first).waitedMs).toBeLessThan(second.waitedMs ?? 0);
    expect(second.waitedMs).toBeGreaterThanOrEqual(55);
    expect(second.stdout).toBe('x');
  });

  it('leave a server that is slow as much time as the read took', async () => {
    const turns = new ReadingTurns();
    await turns.take(() => pause(SLOW_READ_MS + 100));
    // Once may be chance.
    const second = await turns.take(() => pause(SLOW_READ_MS + 100));
    expect(second.waitedMs).toBeLessThan(SLOW_READ_MS);
    const { waitedMs } = await turns.take(async () => {});
    expect(waitedMs).toBeGreaterThanOrEqual(SLOW_READ_MS);
    // It was answered at once: no pause after it.
    expect((await turns.take(async () => {})).waitedMs).toBeLessThan(SLOW_READ_MS);
  });
});
