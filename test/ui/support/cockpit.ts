import { afterEach } from 'vitest';
import { type Shown, show } from './terminal.ts';

export const WIDE = { columns: 120, rows: 40 };
export const SMALL = { columns: 80, rows: 24 };
const open: Shown[] = [];

/** The cockpit on a terminal, closed after the test. */
export async function start(...args: Parameters<typeof show>): Promise<Shown> {
  const shown = await show(...args);
  open.push(shown);
  return shown;
}

afterEach(async () => {
  for (const shown of open.splice(0)) await shown.close();
});

export const has =
  (...texts: string[]) =>
  (screen: string): boolean =>
    texts.every((text) => screen.includes(text));
export const lacks = (text: string) => (screen: string) => !screen.includes(text);
/** What the engine was told under this name. */
export const calls = (shown: Shown, name: string): unknown[][] =>
  shown.client.calls.filter(([call]) => call === name);
