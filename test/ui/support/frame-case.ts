import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/core/snapshot.ts';
import { FakeClient } from './fake-client.ts';
import { expectGolden } from './golden.ts';
import { expectSoundScreen } from './invariants.ts';
import { sampleSnapshot } from './sample-snapshot.ts';
import { show } from './terminal.ts';

/** A screen that is compared with its golden frame. */
export interface FrameCase {
  name: string;
  columns: number;
  rows: number;
  keys?: string[];
  snapshot?: Partial<Snapshot>;
  /** Text that has to be on the screen before it is compared. */
  shows: string;
  dialog?: boolean;
  readOnly?: boolean;
  /** Health over time and the stages so far are there. */
  history?: boolean;
  after?: (client: FakeClient) => void;
}

/** Draws each of them on a terminal, sound, and as its golden frame. */
export function describeFrames(title: string, cases: readonly FrameCase[]): void {
  describe(title, () => {
    it.each(cases)('$name', async (one) => {
      const { name, columns, rows, keys = [], snapshot, shows, dialog = false, readOnly = false } = one;
      const client = new FakeClient(sampleSnapshot(snapshot));
      client.keepsHistory = one.history === true;
      const shown = await show({ columns, rows }, { client, readOnly });
      let before = '';
      for (const key of keys) {
        before = shown.terminal.text();
        await shown.press(key, (screen) => screen !== before);
      }
      one.after?.(client);
      await shown.until((screen) => screen.includes(shows));
      await shown.settled();
      expectSoundScreen(shown.terminal, { dialog });
      expectGolden(name, shown.terminal.text());
      await shown.close();
      expect(shown.terminal.alternate).toBe(false);
    });
  });
}
