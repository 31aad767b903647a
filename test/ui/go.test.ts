import './support/utc.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { CutoverError } from '../../src/core/errors.ts';
import { WIDE } from './support/cockpit.ts';
import { type Shown, show } from './support/terminal.ts';

let shown: Shown | null = null;
afterEach(() => shown?.close());

const visited: string[] = [];
async function open(options: { popup?: boolean; fails?: boolean; outside?: boolean } = {}): Promise<Shown> {
  visited.length = 0;
  const goTo = async (paneId: string) => {
    if (options.fails === true) throw new CutoverError('other_tmux', 'it is another tmux', 'attach there');
    visited.push(paneId);
  };
  shown = await show(WIDE, { ...(options.outside !== true && { goTo }), popup: options.popup ?? false });
  return shown;
}
const paneOf = ({ client }: Shown, target: string) =>
  client.current.rows.find((row) => row.target === target)?.paneId;

describe('going to an agent', () => {
  it('takes tmux to the pane under the cursor, and the cockpit stays', async () => {
    const cockpit = await open();
    await cockpit.press('ja', (screen) => screen.includes('your tmux shows api:2.0'));
    expect(visited).toEqual([paneOf(cockpit, 'api:2.0')]);
    expect(cockpit.quits).toBe(0);
    await cockpit.press('\r', (screen) => screen.includes('Esc back'));
    await cockpit.press('a', (screen) => screen.includes('your tmux shows api:2.0'));
    expect(visited).toHaveLength(2);
  });

  it('by Enter in a popup closes it, where the arrow opens the agent', async () => {
    const cockpit = await open({ popup: true });
    expect(cockpit.terminal.text()).toContain('⏎ go to it');
    await cockpit.press('\u001b[C', (screen) => screen.includes('Esc back'));
    await cockpit.press('q', (screen) => screen.includes('⏎ go to it'));
    cockpit.terminal.type('\r');
    await expect.poll(() => cockpit.quits).toBe(1);
    expect(visited).toEqual([paneOf(cockpit, 'api:1.0')]);
  });

  it('says why it cannot', async () => {
    const elsewhere = await open({ fails: true, popup: true });
    await elsewhere.press('\r', (screen) => screen.includes('it is another tmux'));
    expect(elsewhere.quits).toBe(0);
    await elsewhere.close();
    const outside = await open({ outside: true });
    await outside.press('a', (screen) => screen.includes('runs in no tmux: tmux attach -t api:1.0'));
  });
});
