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
    const recorded = await open({ outside: true });
    await recorded.press('a', (screen) => screen.includes('these panes are recorded'));
  });

  it('outside of tmux gives the terminal away, and says when it is back', async () => {
    const attached: string[] = [];
    shown = await show(WIDE, {
      attach: async (paneId) => {
        attached.push(paneId);
        if (attached.length > 1) throw new CutoverError('pane_gone', 'the pane is gone', 'look for it');
      },
    });
    await shown.press('a', (screen) => screen.includes('back from api:1.0'));
    expect(attached).toEqual([paneOf(shown, 'api:1.0')]);
    await shown.press('a', (screen) => screen.includes('the pane is gone'));
  });
});
