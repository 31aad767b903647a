import type { AgentKind, AgentState } from '../core/agent.ts';
import type { Expectation, Frame } from '../core/frame.ts';
import type { RuleBook } from './book.ts';
import { type JudgeMemory, type Judgement, judge } from './judge.ts';

/** What a monitor says of a case: its verdict after the last frame. */
export interface CaseVerdict {
  case: string;
  /** null: not an agent. */
  agent: AgentKind | null;
  state: AgentState | null;
  detail: string | null;
  rule: string | null;
  /** Zero-based line of the last frame's text. */
  line: number | null;
  expect?: Expectation;
}

/** A share of cases. */
export interface Share {
  right: number;
  of: number;
}

export interface Score {
  all: Share;
  /** Of the cases whose state is right and whose detail is labelled. */
  details: Share;
  /** By labelled agent (`none`: not an agent), then by labelled state; a case with several labels counts by its first. */
  byAgent: Map<string, Map<string, Share>>;
  /** Labelled state → judged state → number of cases, the wrong ones only. */
  confusion: Map<string, Map<string, number>>;
  wrong: CaseVerdict[];
  /** Cases without a label: shown, not counted. */
  unlabelled: number;
}

const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** Judges the frames of one case in their order, each at its own time, and gives the verdict after the last. */
export function replayModular(frames: Frame[], name: string, book?: RuleBook): CaseVerdict {
  let memory: JudgeMemory | null = null;
  let judgement: Judgement | null = null;
  for (const frame of frames) ({ judgement, memory } = judge(frame, memory, frame.t, book));
  const expect = frames.findLast((frame) => frame.expect !== undefined)?.expect;
  return {
    case: name,
    agent: judgement?.kind ?? null,
    state: judgement?.state ?? null,
    detail: judgement?.detail ?? null,
    rule: judgement?.evidence.rule ?? null,
    line: judgement?.evidence.line ?? null,
    ...(expect === undefined ? {} : { expect }),
  };
}

/** Whether agent and state are among what the label accepts. */
export function isRight(verdict: CaseVerdict): boolean {
  const { expect } = verdict;
  return (
    expect !== undefined &&
    many(expect.agent).includes(verdict.agent) &&
    many(expect.state).includes(verdict.state)
  );
}

/** Compares verdicts with their labels. */
export function score(verdicts: CaseVerdict[]): Score {
  const result: Score = {
    all: { right: 0, of: 0 },
    details: { right: 0, of: 0 },
    byAgent: new Map(),
    confusion: new Map(),
    wrong: [],
    unlabelled: 0,
  };
  for (const verdict of verdicts) {
    const { expect } = verdict;
    if (expect === undefined) {
      result.unlabelled++;
      continue;
    }
    const right = isRight(verdict);
    const agent = many(expect.agent)[0] ?? 'none';
    const state = many(expect.state)[0] ?? 'none';
    const states = result.byAgent.get(agent) ?? new Map<string, Share>();
    const share = states.get(state) ?? { right: 0, of: 0 };
    for (const counted of [result.all, share]) {
      counted.of++;
      if (right) counted.right++;
    }
    states.set(state, share);
    result.byAgent.set(agent, states);
    if (!right) {
      result.wrong.push(verdict);
      const row = result.confusion.get(state) ?? new Map<string, number>();
      const judged = verdict.state ?? 'none';
      row.set(judged, (row.get(judged) ?? 0) + 1);
      result.confusion.set(state, row);
    } else if (typeof expect.detail === 'string') {
      result.details.of++;
      if (expect.detail === verdict.detail) result.details.right++;
    }
  }
  return result;
}

const percent = ({ right, of }: Share): string =>
  of === 0 ? 'no case' : `${right} of ${of} (${((100 * right) / of).toFixed(1)} %)`;

/** The score as text: accuracy over all and by agent and state, what was taken for what, every wrong case. */
export function formatScore(score: Score): string {
  const lines = [`accuracy  ${percent(score.all)}`, `details   ${percent(score.details)}`];
  if (score.unlabelled > 0) lines.push(`unlabelled ${score.unlabelled}`);
  for (const [agent, states] of [...score.byAgent].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const shares = [...states.values()];
    const sum = {
      right: shares.reduce((total, share) => total + share.right, 0),
      of: shares.reduce((total, share) => total + share.of, 0),
    };
    lines.push('', `${agent.padEnd(10)}${percent(sum)}`);
    for (const [state, share] of [...states].sort(([a], [b]) => (a < b ? -1 : 1))) {
      lines.push(`  ${state.padEnd(16)}${percent(share)}`);
    }
  }
  if (score.confusion.size > 0) lines.push('', 'labelled → judged');
  for (const [state, row] of score.confusion) {
    const cells = [...row].map(([judged, count]) => `${judged} ${count}`).join(', ');
    lines.push(`  ${state.padEnd(16)}→ ${cells}`);
  }
  if (score.wrong.length > 0) lines.push('', 'wrong');
  for (const verdict of score.wrong) {
    const wanted = `${many(verdict.expect!.agent).join('|')} ${many(verdict.expect!.state).join('|')}`;
    const said = `${verdict.agent ?? 'no agent'} ${verdict.state ?? ''}`.trim();
    lines.push(`  ${verdict.case}: ${said} (${verdict.rule ?? 'no rule'}), labelled ${wanted}`);
  }
  return lines.join('\n');
}
