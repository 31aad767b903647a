import type { AgentKind, AgentState, Role, StateDetail } from '../../../src/core/agent.ts';
import type { CheckResult } from '../../../src/core/check.ts';
import type { AgentDetail } from '../../../src/core/client.ts';
import type { Divergence, DivergenceCause, DivergenceClass, Side } from '../../../src/core/divergence.ts';
import { type FlagsState, flagsSchema } from '../../../src/core/flags.ts';
import type {
  AgentRow,
  EventItem,
  MonitorStatus,
  MonitorView,
  Snapshot,
} from '../../../src/core/snapshot.ts';

/** 24 November 2026, 21:14:02 UTC. */
export const NOW = Date.UTC(2026, 10, 24, 21, 14, 2);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

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

const clock = (minutes: number, seconds: number): number => minutes * MINUTE + seconds * SECOND;

const SAMPLES: Sample[] = [
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

function toRow(sample: Sample, i: number): AgentRow {
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

function toDivergence(sample: Sample, i: number): Divergence[] {
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

const CHECKS: CheckResult[] = [
  {
    id: 'error_rate',
    label: 'error rate',
    verdict: 'pass',
    alert: false,
    reason: '',
    value: 0,
    interval: { low: 0, high: 0.0365 },
    n: 8213,
    bound: 0.1,
    shown: { value: '0.000 %', interval: '≤ 0.036 %', bound: '< 0.1 %' },
    missing: '',
  },
  {
    id: 'p95_ratio',
    label: 'P95 ratio',
    verdict: 'pass',
    alert: false,
    reason: '',
    value: 0.41,
    interval: { low: 0.38, high: 0.45 },
    n: 812,
    bound: 1.1,
    shown: { value: '0.41', interval: '0.38–0.45', bound: '< 1.10' },
    missing: '',
  },
  {
    id: 'agreement',
    label: 'agreement',
    verdict: 'inconclusive',
    alert: false,
    reason: '4 signatures open',
    value: 58.3,
    interval: null,
    n: 12,
    bound: null,
    shown: { value: '58.3 %', interval: '', bound: '' },
    missing: 'an operator’s judgement of each',
  },
  {
    id: 'missing_agents',
    label: 'missing',
    verdict: 'pass',
    alert: false,
    reason: '',
    value: 0,
    interval: null,
    n: 12,
    bound: 0,
    shown: { value: '0', interval: '', bound: '' },
    missing: '',
  },
  {
    id: 'connectivity',
    label: 'reachable',
    verdict: 'pass',
    alert: false,
    reason: '',
    value: 100,
    interval: null,
    n: 42,
    bound: 99.9,
    shown: { value: '42/42', interval: '', bound: '' },
    missing: '',
  },
];

const EVENTS: EventItem[] = (
  [
    [33, 42, 'warn', '≠', 'docs:2.0 timing'],
    [15, 31, 'good', '↻', 'api:3.0 PM back in 14 s'],
    [12, 2, 'good', '✓', 'comparison probe flagged'],
    [4, 51, 'warn', '◷', 'api:1.0 limited till 23:00'],
    [0, 22, 'warn', '≠', 'new signature: codex error → working'],
    [0, 0, 'warn', '◆', 'shop:1.0 waits: plan'],
  ] as const
).map(([minutes, seconds, level, glyph, text], i) => ({
  id: i + 1,
  at: NOW - clock(minutes, seconds),
  level,
  glyph,
  text,
  agentId: text.startsWith('shop:1.0') ? '%12:4700' : null,
}));

export function sampleFlags(over: Partial<FlagsState> = {}): FlagsState {
  const flags = flagsSchema.parse({
    use_modular_monitor: true,
    rollout_stage: 'canary',
    rollout_percentage: 5,
    parallel_run_comparison: true,
  });
  return {
    path: '/srv/team/.tmux_orchestrator/feature_flags.json',
    status: 'ok',
    problem: null,
    desired: flags,
    effective: flags,
    overrides: [],
    killed: false,
    contradiction: null,
    revision: 'r1',
    ...over,
  };
}

function monitor(durationMs: number, subprocesses: number, over: Partial<MonitorStatus> = {}): MonitorStatus {
  return {
    running: false,
    enabled: true,
    cycles: 120,
    failures: 0,
    startedAt: NOW - 3 * SECOND,
    endedAt: NOW - SECOND,
    durationMs,
    waitedMs: 0,
    subprocesses,
    agents: 12,
    error: null,
    wanted: [],
    ...over,
  };
}

function countsOf(rows: readonly AgentRow[]): Snapshot['counts'] {
  const counts: Snapshot['counts'] = {};
  for (const row of rows) {
    const state = (row.modular ?? row.legacy)?.state;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** The rollout of the target screens: twelve agents, of which five are seen differently. */
export function sampleSnapshot(over: Partial<Snapshot> = {}): Snapshot {
  const rows = over.rows ?? SAMPLES.map(toRow);
  const divergences = SAMPLES.flatMap(toDivergence);
  return {
    v: 1,
    sequence: 120,
    at: NOW,
    startedAt: NOW - HOUR,
    intervalMs: 5000,
    tmux: {
      status: 'ok',
      message: '',
      mend: '',
      since: NOW - HOUR,
      version: '3.4',
      server: 'default',
      readMs: 41,
    },
    flags: sampleFlags(),
    stage: { current: 'canary', percentage: 5, since: NOW - 13 * HOUR - 12 * MINUTE, dwellMs: 24 * HOUR },
    authority: {
      tick: 8213,
      monitor: 'legacy',
      shadow: 'modular',
      changesIn: 7,
      lastServed: { tick: 8212, monitor: 'legacy', at: NOW - 4 * SECOND, lateMs: 21 * SECOND },
      ticks: 8213,
      modularTicks: 410,
      disagreement: null,
    },
    monitors: { legacy: monitor(38_200, 48, { waitedMs: 10_800 }), modular: monitor(140, 2) },
    rows,
    counts: countsOf(rows),
    divergences,
    signatures: divergences.map((d) => ({
      signature: d.signature,
      kind: d.kind,
      class: d.class,
      cause: d.cause,
      legacy: d.legacy?.state ?? 'not seen',
      modular: d.modular?.state ?? 'not seen',
      times: 31,
      agents: 6,
      firstAt: NOW - HOUR,
      lastAt: NOW,
      open: d.cause === 'logic' || d.cause === 'discovery',
      judgement: null,
    })),
    accuracy: { right: 0, judged: 0 },
    health: {
      checks: CHECKS,
      verdict: 'inconclusive',
      percentiles: {
        legacy: { n: 812, p50: 38_200, p95: 41_000, p99: 44_700 },
        modular: { n: 8213, p50: 110, p95: 140, p99: 190 },
      },
      recentMs: Array.from({ length: 60 }, (_, i) => 110 + ((i * 37) % 11) * 8 + (i % 17 === 0 ? 90 : 0)),
    },
    events: EVENTS,
    rollback: null,
    ...over,
  };
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

const ESC = '\u001b';

/** The agent view's data for the first agent: a plan that waits for an answer. */
export function sampleDetail(over: Partial<AgentDetail> = {}): AgentDetail {
  const screen = [
    `${ESC}[38;5;231m●${ESC}[0m I have read the plan of the checkout service and prepared the change.`,
    '',
    `${ESC}[36m╭─ Plan ────────────────────────────────────────────────╮${ESC}[0m`,
    `${ESC}[36m│${ESC}[0m 1. Move the tax rules into their own module           ${ESC}[36m│${ESC}[0m`,
    `${ESC}[36m│${ESC}[0m 2. Add tests for the rounding of each currency        ${ESC}[36m│${ESC}[0m`,
    `${ESC}[36m╰───────────────────────────────────────────────────────╯${ESC}[0m`,
    '',
    ' Would you like to proceed?',
    '',
    ` ${ESC}[1;34m❯ 1. Yes, and use auto mode${ESC}[0m`,
    '   2. Yes, and ask before each edit',
    '   3. No, keep planning',
    '',
    ` ${ESC}[2mEsc to cancel${ESC}[0m`,
    ...Array.from({ length: 22 }, () => ''),
  ];
  return {
    id: '%12:4700',
    screen,
    cols: 120,
    rows: 36,
    capturedAt: NOW - 200,
    problem: null,
    evidence: {
      modular: {
        rule: 'claude.waiting.plan',
        line: 7,
        text: 'Would you like to proceed?',
        region: 'above_prompt',
        nearly: { rule: 'claude.idle.prompt-box', why: 'no prompt box in view' },
      },
      legacy: { rule: 'legacy.idle', line: null, text: '', region: null, nearly: null },
    },
    divergence: sampleSnapshot().divergences.find((d) => d.agentId === '%12:4700') ?? null,
    signature: { times: 31, agents: 6, judgement: null },
    label: null,
    history: [
      { at: NOW - 14 * MINUTE, monitor: 'legacy', state: 'working' },
      { at: NOW - 14 * MINUTE, monitor: 'modular', state: 'working' },
      { at: NOW - 10 * MINUTE, monitor: 'legacy', state: 'idle' },
      { at: NOW - 10 * MINUTE, monitor: 'modular', state: 'idle' },
      { at: NOW - 7 * MINUTE, monitor: 'legacy', state: 'working' },
      { at: NOW - 7 * MINUTE, monitor: 'modular', state: 'working' },
      { at: NOW - 1 * MINUTE, monitor: 'legacy', state: 'idle' },
      { at: NOW - 42 * SECOND, monitor: 'modular', state: 'waiting: plan' },
    ],
    ...over,
  };
}
