import './support/utc.ts';
import { render } from 'ink-testing-library';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../src/ui/components/app.tsx';
import { Controller } from '../../src/ui/controller.ts';
import { makeThemes } from '../../src/ui/theme.ts';
import { FakeClient } from './support/fake-client.ts';
import { NOW } from './support/sample-snapshot.ts';
import { PLAIN } from './support/terminal.ts';

const complaints = vi.spyOn(console, 'error');
beforeEach(() => complaints.mockClear());
afterEach(() => expect(complaints).not.toHaveBeenCalled());

it('shows the frames of its controller and hands it the keys', async () => {
  const onQuit = vi.fn();
  const client = new FakeClient();
  const options = {
    client,
    who: 'ana',
    readOnly: false,
    themes: makeThemes(PLAIN),
    clock: () => NOW,
    onQuit,
  };
  const controller = new Controller({ ...options, size: { columns: 100, rows: 24 } });
  const { lastFrame, stdin, unmount } = render(<App controller={controller} />);
  await vi.waitFor(() => expect(lastFrame()).toContain('[1 Agents 12]'));
  stdin.write('2j');
  await vi.waitFor(() => expect(lastFrame()).toContain('▸shop:3.0'));
  client.publish({ divergences: [], signatures: [] });
  await vi.waitFor(() => expect(lastFrame()).toContain('Both monitors say the same of every agent.'));
  stdin.write('q');
  await vi.waitFor(() => expect(onQuit).toHaveBeenCalledOnce());
  unmount();
  controller.dispose();
});
