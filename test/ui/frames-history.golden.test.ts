import './support/utc.ts';
import { describeFrames, type FrameCase } from './support/frame-case.ts';

const SIZES = [
  [74, 19],
  [80, 24],
  [120, 40],
  [200, 50],
] as const;

const CASES: FrameCase[] = SIZES.flatMap(([columns, rows]): FrameCase[] => {
  // Where all areas are in view at once, the one that is looked at is given the whole screen.
  const full = columns >= 100 ? ['z'] : [];
  return [
    {
      name: `health-history-${columns}x${rows}`,
      columns,
      rows,
      history: true,
      // At the end of what is to be scrolled.
      keys: columns >= 100 ? ['3', ...full] : ['3', 'G'],
      shows: 'a usual cycle',
    },
    {
      name: `stage-history-${columns}x${rows}`,
      columns,
      rows,
      history: true,
      keys: columns >= 100 ? ['4', ...full] : ['4', '\u001b[6~', '\u001b[6~'],
      shows: 'stages so far',
    },
  ];
});

describeFrames('health over time and the stages so far', CASES);
