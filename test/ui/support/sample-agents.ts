import type { AgentKind, AgentState, Role, StateDetail } from '../../../src/core/agent.ts';
import type { Divergence, DivergenceCause, DivergenceClass, Side } from '../../../src/core/divergence.ts';
import type { AgentRow, MonitorView } from '../../../src/core/snapshot.ts';

/** 24 November 2026, 21:14:02 UTC. */
export const NOW = Date.UTC(2026, 10, 24, 21, 14, 2);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

type Word = {
  state: AgentState;
  detail?: StateDetail;
  rule?: string;
  line?: number;
  text?: string;
  resetsAt?: number;
  notes?: string[];
  age?: number;
};

function view(word: Word, sinceMs: number): MonitorView {
  return {
    state: word.state,
    detail: word.detail ?? null,
    resetsAt: word.resetsAt ?? null,
    notes: word.notes ?? [],
    rule: word.rule ?? `rule.${word.state}`,
    line: word.line ?? null,
    text: word.text ?? '',
    at: NOW - (word.age ?? SECOND),
    since: NOW - sinceMs,
  };
}

interface Sample {
  target: string;
  role: Role;
  kind: AgentKind;
  legacy: Word | null;
  modular: Word | null;
  since: number;
  differs?: { class: DivergenceClass; cause: DivergenceCause; why: string };
  title?: string;
}

export const clock = (minutes: number, seconds: number): number => minutes * MINUTE + seconds * SECOND;

export const SAMPLES: Sample[] = [
  {
    target: 'shop:1.0',
    role: 'developer',
    kind: 'claude',
    since: clock(0, 42),
    title: '✳ Plan the checkout',
    legacy: { state: 'idle', rule: 'legacy.idle', age: 27 * SECOND },
    modular: {
      state: 'waiting',
      detail: 'plan',
      rule: 'claude.waiting.plan',
      line: 7,
      text: 'Would you like to proceed?',
    },
    differs: { class: 'state', cause: 'logic', why: 'given the same frames the two still differ' },
  },
  {
    target: 'shop:2.0',
    role: 'pm',
    kind: 'claude',
    since: clock(3, 10),
    legacy: { state: 'working' },
    modular: { state: 'working' },
  },
  {
    target: 'shop:3.0',
    role: 'qa',
    kind: 'codex',
    since: clock(0, 7),
    legacy: { state: 'error', rule: 'legacy.no-ui.error' },
    modular: { state: 'working', rule: 'codex.working.title' },
    differs: { class: 'state', cause: 'logic', why: 'no box drawing in view; rule legacy.no-ui.error' },
  },
  {
    target: 'shop:4.1',
    role: 'devops',
    kind: 'opencode',
    since: clock(12, 31),
    legacy: { state: 'idle' },
    modular: { state: 'idle' },
  },
  {
    target: 'api:1.0',
    role: 'backend',
    kind: 'claude',
    since: clock(41, 9),
    legacy: { state: 'idle' },
    modular: { state: 'rate_limited', resetsAt: Date.UTC(2026, 10, 24, 23, 0) },
    differs: {
      class: 'state',
      cause: 'refinement',
      why: 'legacy does not know this wording of a usage limit',
    },
  },
  {
    target: 'api:2.0',
    role: 'frontend',
    kind: 'gemini',
    since: clock(0, 55),
    legacy: { state: 'working' },
    modular: { state: 'working' },
  },
  {
    target: 'api:2.1',
    role: 'agent',
    kind: 'aider',
    since: clock(0, 12),
    legacy: null,
    modular: { state: 'waiting', detail: 'permission', rule: 'aider.waiting.permission' },
    differs: {
      class: 'missing_in_legacy',
      cause: 'discovery',
      why: 'legacy looks at the active pane of windows with known names only',
    },
  },
  {
    target: 'api:3.0',
    role: 'pm',
    kind: 'claude',
    since: clock(6, 48),
    legacy: { state: 'idle' },
    modular: { state: 'idle' },
  },
  {
    target: 'docs:1.0',
    role: 'writer',
    kind: 'claude',
    since: clock(1, 20),
    legacy: { state: 'working' },
    modular: { state: 'working', detail: 'background', notes: ['2 shells'] },
  },
  {
    target: 'docs:2.0',
    role: 'agent',
    kind: 'claude',
    since: clock(0, 31),
    legacy: { state: 'crashed', rule: 'legacy.no-ui.crashed', age: 3 * SECOND },
    modular: { state: 'idle' },
    differs: { class: 'state', cause: 'timing', why: 'the legacy captures were 1.9 s older' },
  },
  {
    target: 'docs:3.0',
    role: 'reviewer',
    kind: 'qwen',
    since: clock(22, 15),
    legacy: { state: 'idle' },
    modular: { state: 'idle' },
  },
  {
    target: 'infra:1.0',
    role: 'devops',
    kind: 'codex',
    since: clock(0, 3),
    legacy: { state: 'working' },
    modular: { state: 'working' },
  },
];

export function toRow(sample: Sample, i: number): AgentRow {
  const paneId = `%${i + 12}`;
  return {
    id: `${paneId}:${4700 + i}`,
    target: sample.target,
    session: sample.target.split(':')[0] as string,
    windowName: sample.role,
    paneId,
    role: sample.role,
    kind: sample.kind,
    title: sample.title ?? `${sample.kind} ${sample.role}`,
    cols: 120,
    rows: 36,
    legacy: sample.legacy === null ? null : view(sample.legacy, sample.since),
    modular: sample.modular === null ? null : view(sample.modular, sample.since),
    legacyPending: false,
    differs:
      sample.differs === undefined
        ? null
        : {
            class: sample.differs.class,
            cause: sample.differs.cause,
            signature: signatureOf(sample),
            judged: null,
          },
    stale: false,
  };
}

function signatureOf(sample: Sample): string {
  return `${sample.kind} ${sample.legacy?.state ?? 'not seen'} → ${sample.modular?.state ?? 'not seen'}`;
}

function side(word: Word | null): Side | null {
  if (word === null) return null;
  return {
    state: word.state,
    detail: word.detail ?? null,
    rule: word.rule ?? `rule.${word.state}`,
    line: word.line ?? null,
    text: word.text ?? '',
    at: NOW - (word.age ?? SECOND),
  };
}

export function toDivergence(sample: Sample, i: number): Divergence[] {
  if (sample.differs === undefined) return [];
  const { legacy, modular } = sample;
  return [
    {
      agentId: `%${i + 12}:${4700 + i}`,
      target: sample.target,
      kind: sample.kind,
      class: sample.differs.class,
      cause: sample.differs.cause,
      legacy: side(legacy),
      modular: side(modular),
      signature: signatureOf(sample),
      why: sample.differs.why,
      crossed:
        legacy === null || modular === null
          ? null
          : { legacyOnModularFrames: legacy.state, modularOnLegacyFrames: modular.state },
      gapMs: legacy === null || modular === null ? null : 1900,
      at: NOW - 2 * SECOND,
    },
  ];
}
/** As many agents as asked for, with names and titles that try to break a table. */
export function manyRows(count: number): AgentRow[] {
  const names = [
    'shop',
    'a-very-long-session-name-indeed',
    '東京',
    'emoji-😀👨‍👩‍👧',
    'über',
    'tab\there',
    'esc\u001b[2Jape',
  ];
  return Array.from({ length: count }, (_, i) => {
    const row = toRow(SAMPLES[i % SAMPLES.length] as Sample, i);
    return {
      ...row,
      target: `${names[i % names.length]}:${i}.0`,
      title: `日本語のタイトル ⚠️ ${i} \u001b]0;x\u0007`,
    };
  });
}
