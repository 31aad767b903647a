import type { Observation, WantedAction } from '../../core/report.ts';
import { hashText } from '../hash.ts';
import type { AgentMemory } from './memory.ts';

const STANDS_MS = 30_000;
const ATTEMPTS = 5;
const APART_MS = 10_000;

/**
 * The wish to send a text that was left in a prompt: once it has stood unchanged for 30 s, in five attempts at most, 10 s
 * apart. Another text, or another state in between, is counted anew.
 */
export function submission(
  observation: Observation,
  before: AgentMemory['queued'],
  now: number,
): { queued: AgentMemory['queued']; wanted: WantedAction | null } {
  if (observation.state !== 'message_queued') return { queued: null, wanted: null };
  const text = hashText(observation.evidence.text);
  const below = hashText(fromPromptOn(observation));
  const known = before?.text === text ? before : { attempts: 0, at: null };
  const stood = before?.text === text && before.below === below;
  const since = stood ? Math.min(before.since, now) : now;
  const at = known.at === null ? null : Math.min(known.at, now);
  const queued = { text, below, since, attempts: known.attempts, at };
  const due = now - since >= STANDS_MS && (at === null || now - at >= APART_MS);
  if (!due || known.attempts >= ATTEMPTS) return { queued, wanted: null };
  const attempts = known.attempts + 1;
  return {
    queued: { ...queued, attempts, at: now },
    wanted: {
      kind: 'submit_message',
      target: observation.agent.target,
      reason: `unsent message, attempt ${attempts} of ${ATTEMPTS}`,
    },
  };
}

/**
 * The screen from the text on. The text of the evidence is its first line: somebody may still be at work on the others.
 * Clocks and percentages below the prompt do not count.
 */
function fromPromptOn({ frames, evidence }: Observation): string {
  const lines = frames.at(-1)?.text.split('\n') ?? [];
  return lines
    .slice(evidence.line ?? lines.length)
    .join('\n')
    .replace(/\d+/g, '');
}
