import type { Judges } from '../../../src/compare/compare.ts';
import type { AgentKind, AgentState, StateDetail } from '../../../src/core/agent.ts';
import type { Frame } from '../../../src/core/frame.ts';
import type { Observation } from '../../../src/core/report.ts';
import { judgeLegacy } from '../../../src/detect/legacy/judge.ts';

export const T = 1_790_000_000_000;

export function frame(text: string, t = T, over: Partial<Frame> = {}): Frame {
  return {
    v: 1,
    t,
    paneId: '%1',
    target: 'shop:1.0',
    title: '',
    command: '',
    cols: 80,
    rows: 4,
    cursor: [0, 0],
    text,
    ...over,
  };
}

interface Said {
  state: AgentState;
  detail?: StateDetail | null;
  rule?: string;
  kind?: AgentKind | null;
  windowName?: string;
  line?: number | null;
  text?: string;
  id?: string;
  frames?: Frame[];
  at?: number;
}

export function observation(said: Said): Observation {
  const frames = said.frames ?? [frame('')];
  return {
    agent: {
      id: said.id ?? '%1:7',
      kind: said.kind === undefined ? 'claude' : said.kind,
      role: 'developer',
      target: 'shop:1.0',
      session: 'shop',
      windowIndex: 1,
      windowName: said.windowName ?? 'claude-x',
      paneIndex: 0,
      paneId: '%1',
      panePid: 7,
    },
    state: said.state,
    detail: said.detail ?? null,
    resetsAt: null,
    notes: [],
    evidence: {
      rule: said.rule ?? `rule.${said.state}`,
      line: said.line ?? null,
      text: said.text ?? '',
      region: null,
      nearly: null,
    },
    at: said.at ?? frames.at(-1)?.t ?? T,
    frames,
  };
}

/** What legacy really says of these captures, 300 ms apart. */
export function legacySays(captures: string[], at = T, over: Partial<Said> = {}): Observation {
  const verdict = judgeLegacy(captures);
  const frames = captures.map((text, i) => frame(text, at - 300 * (captures.length - 1 - i)));
  return observation({ kind: null, ...verdict, frames, ...over });
}

/** A stand-in for modular's rules: the last line of the screen names the state, `state:detail`. */
export const judges: { [Name in keyof Judges]: NonNullable<Judges[Name]> } = {
  legacy: judgeLegacy,
  modular: ({ text }) => {
    const [state, detail] = text.trimEnd().split('\n').at(-1)!.trim().split(':');
    return {
      state: (state || 'unknown') as AgentState,
      detail: (detail as StateDetail | undefined) ?? null,
      rule: `claude.${state}`,
    };
  },
};

/** What the stand-in says of this screen. */
export function modularSays(text: string, at = T, over: Partial<Said> = {}): Observation {
  const seen = frame(text, at, { title: '✳ topic', command: 'claude', processes: ['claude'] });
  return observation({ ...judges.modular(seen, 'claude'), frames: [seen], ...over });
}
