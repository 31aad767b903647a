import type { Signature } from '../../core/divergence.ts';
import type { Example } from '../../core/examples.ts';
import { MONITOR_NAMES, type MonitorName } from '../../core/report.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { screenLength } from '../views/agent-screen.ts';
import { exampleView } from '../views/example.ts';
import type { Scene } from '../views/scene.ts';
import { plainScene } from './scene.ts';
import { INDENT, type PlainOptions, paragraphs, plainView } from './text.ts';

/** Lines of a side beside those of its screen: its time, its verdict with rule and reason, and air. */
const FACTS = 12;

/** An example of a difference as text: what each monitor saw, one below the other, and what it said of it. */
export function exampleText(
  example: Example,
  { signature }: Signature,
  snapshot: Snapshot,
  now: number,
  options: PlainOptions,
): string[] {
  const scene = plainScene(snapshot, now, options.width);
  const detail = { signature, examples: [example] };
  const differences = { part: 'signatures' as const, example: null, top: 0, detail, problem: null };
  const { lists, state } = scene;
  const shown: Scene = {
    ...scene,
    state: { ...state, differences },
    lists: {
      ...lists,
      signatures: lists.signatures.filter((one) => one.signature === signature),
      keys: { ...lists.keys, signatures: [signature] },
    },
  };
  const side = (name: MonitorName): string[] => {
    const rows = screenLength(example[name]?.screen ?? []) + FACTS;
    const size = { columns: options.width - INDENT.length, rows };
    return plainView(exampleView(shown, name, size, false), options);
  };
  return paragraphs(...MONITOR_NAMES.map(side));
}
