/*
 * `npm run bench:table`: what the table of a thousand agents costs: the lists when a snapshot comes and when only a key does,
 * and a whole frame at 120×40, up to the text that Ink gets. It asserts no times: machines differ.
 */

import { SORTS } from '../src/ui/agent-order.ts';
import { BINDINGS } from '../src/ui/keymap.ts';
import { firstLook } from '../src/ui/looks.ts';
import { listsCache } from '../src/ui/selectors.ts';
import { initialState, type UiState } from '../src/ui/store.ts';
import { makeThemes } from '../src/ui/theme.ts';
import { composeFrame } from '../src/ui/views/frame.ts';
import { manyRows } from '../test/ui/support/sample-agents.ts';
import { sampleSnapshot } from '../test/ui/support/sample-snapshot.ts';
import { median } from './measure.ts';

const RUNS = 200;
const rows = manyRows(1000).map((row) => ({ ...row, session: row.target.split(':')[0] as string }));
const snapshot = sampleSnapshot({ rows });
const themes = makeThemes({ colour: 'dark', ascii: false });

/** As a delta makes it: the rows that have not changed are the same, a few are others. */
function next(i: number): typeof snapshot {
  const changed = snapshot.rows.map((row, at) =>
    at % 50 === i % 50 && row.modular !== null
      ? { ...row, modular: { ...row.modular, since: row.modular.since + i } }
      : row,
  );
  return { ...snapshot, sequence: i, rows: changed };
}

async function measure(state: UiState): Promise<string> {
  const listsOf = listsCache();
  let i = 0;
  const fresh = await median(RUNS, () => listsOf(next(i++), state));
  const making = await median(RUNS, () => next(i++));
  listsOf(snapshot, state);
  const key = await median(RUNS, () => listsOf(snapshot, state));
  const keys = listsOf(snapshot, state).keys.agents;
  const frame = await median(RUNS, () => {
    i += 37;
    const index = i % Math.max(1, keys.length);
    const cursor = { key: keys[index] ?? null, index, top: Math.max(0, index - 5) };
    const at = { ...state, cursors: { ...state.cursors, agents: cursor } };
    const size = { columns: 120, rows: 40 };
    const scene = { snapshot, state: at, lists: listsOf(snapshot, at), problems: [], size };
    composeFrame({ ...scene, now: snapshot.at, readOnly: false, bindings: BINDINGS }, themes);
  });
  const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(9);
  return `lists of a new snapshot ${ms(fresh - making)}   after a key ${ms(key)}   frame ${ms(frame)}`;
}

const state = { ...initialState(), looks: firstLook(snapshot.at - 60_000) };
for (const sort of SORTS)
  process.stdout.write(`sort ${sort.padEnd(12)} ${await measure({ ...state, sort })}\n`);
const grouped = { ...state.table, grouped: true };
process.stdout.write(`by session        ${await measure({ ...state, table: grouped })}\n`);
process.stdout.write(`filtered          ${await measure({ ...state, filter: 'claude -role:pm' })}\n`);
process.stdout.write('goal at 1,000 agents: a frame ≤ 16 ms\n');
