import './support/utc.ts';
import type { ActionsView } from '../../src/core/actions.ts';
import { describeFrames, type FrameCase } from './support/frame-case.ts';
import { actingView, RUN } from './support/sample-actions.ts';

type Place = readonly [columns: number, rows: number];
const SMALL: readonly Place[] = [
  [74, 19],
  [80, 24],
];
const LARGE: readonly Place[] = [
  [120, 40],
  [200, 50],
];

function at(
  name: string,
  sizes: readonly Place[],
  keys: string[],
  shows: string,
  actions: Partial<ActionsView> = {},
): FrameCase[] {
  return sizes.map(([columns, rows]) => ({
    name: `actions-${name}-${columns}x${rows}`,
    ...{ columns, rows, keys, shows, snapshot: { actions: actingView(actions) } },
  }));
}

const PM = ['/shop:2', '\r', '\r'];
const LIMITED = ['/api:1.0', '\r', '\r'];
const PAGE_DOWN = '\u001b[6~';
const UNDER_WAY = { running: [RUN], wishes: [] };
const HINDERED = {
  running: [{ ...RUN, id: 813, kind: 'notify_pm', tries: null, step: 'types the notice into shop:2.0' }, RUN],
  problem: 'another cutover acts on this tmux server',
} satisfies Partial<ActionsView>;

describeFrames('what is done to agents', [
  ...at('under-way', [...SMALL, ...LARGE], [], '↻ ', UNDER_WAY),
  ...at('hindered', [SMALL[0]!, LARGE[0]!], [], '+1 more', HINDERED),
  ...at('health', SMALL, ['3'], 'more ↓'),
  ...at('health-scrolled', [SMALL[0]!], ['3', PAGE_DOWN, PAGE_DOWN], 'Wanted now'),
  ...at('health-scrolled', [SMALL[1]!], ['3', PAGE_DOWN], 'Wanted now'),
  ...at('health-full', LARGE, ['3', 'z'], 'Wanted now'),
  ...at('health', [LARGE[0]!], ['3'], 'more ↓'),
  ...at('pm', LARGE, PM, 'recovered in 14 s'),
  ...at('pm', SMALL, [...PM, '2'], 'recovered in 14 s'),
  ...at('pm-under-way', [LARGE[0]!], PM, '↻ modular waits', UNDER_WAY),
  ...at('limited', LARGE, LIMITED, '1h46m'),
  ...at('limited', SMALL, [...LIMITED, '2'], '1h46m'),
]);
