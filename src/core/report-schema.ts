import { z } from 'zod';
import { ACTION_KINDS } from './actions.ts';
import { type Agent, agentId, agentKindSchema, agentStateSchema, ROLES, stateDetailSchema } from './agent.ts';
import { type Frame, frameSchema } from './frame.ts';
import { MONITOR_NAMES, type Report } from './report.ts';
import { oneLine, sgrOnly, stripControls } from './text.ts';

/** More of anything than this in one report is a mistake. */
const MOST = 10_000;
const MOST_FRAMES = 8;

const line = z.string().transform(oneLine);
const count = z.number().int().min(0);
const duration = z.number().min(0);
/** Whether a time lies in the last day is for those to say who know what time it is. */
const time = z.number().min(0).describe('milliseconds since the epoch');

const agentSchema = z
  .strictObject({
    paneId: z
      .string()
      .regex(/^%\d+$/u, 'write the pane id of tmux, as %12')
      .describe("tmux's pane_id"),
    panePid: count.describe("tmux's pane_pid: with paneId the identity of the agent"),
    target: z
      .string()
      .regex(/^.+:\d+\.\d+$/u, 'write session:window.pane, as shop:1.0')
      .describe('session:window.pane, with the indexes of window and pane'),
    windowName: line.default(''),
    kind: agentKindSchema.nullable().default(null).describe('null: not known'),
    label: line.optional().describe('the name of a custom agent'),
    role: z.enum(ROLES).default('agent'),
    id: z.string().optional().describe('not read: made from paneId and panePid'),
    session: z.string().optional().describe('not read: made from target'),
    windowIndex: count.optional().describe('not read: made from target'),
    paneIndex: count.optional().describe('not read: made from target'),
  })
  .transform(({ target: given, label, ...rest }): Agent => {
    const target = oneLine(given);
    const [, session = '', window = '', pane = ''] = /^(.+):(\d+)\.(\d+)$/su.exec(target) ?? [];
    return {
      ...rest,
      ...(label !== undefined && { label }),
      id: agentId(rest.paneId, rest.panePid),
      target,
      session,
      windowIndex: Number(window),
      paneIndex: Number(pane),
    };
  });

const evidenceSchema = z.strictObject({
  rule: line.describe('the rule that decided; differences are grouped by it'),
  line: count.nullable().default(null).describe("zero-based line of the frame's text"),
  text: line.default('').describe('what it matched'),
  region: line.nullable().default(null),
  nearly: z.strictObject({ rule: line, why: line }).nullable().default(null),
});

const observationSchema = z.strictObject({
  agent: agentSchema,
  state: agentStateSchema,
  detail: stateDetailSchema.nullable().default(null),
  resetsAt: time.nullable().default(null).describe('when a usage limit ends, ms since the epoch'),
  notes: z.array(line).max(100).default([]),
  evidence: evidenceSchema.prefault({ rule: 'external' }),
  at: time.describe('when the screen was captured that it rests on, ms since the epoch'),
  frames: z
    .array(frameSchema.transform(safeFrame))
    .max(MOST_FRAMES)
    .default([])
    .describe('the captures it rests on, oldest first; without them no cause but logic can be found'),
});

const failureSchema = z.strictObject({
  kind: z.enum(['crash', 'timeout', 'exception', 'listing_failed', 'no_server', 'not_installed', 'too_old']),
  message: line,
  mend: line.default('see the monitor itself'),
});

const wantedSchema = z.strictObject({
  kind: z.enum(ACTION_KINDS),
  target: line,
  reason: line,
});

/**
 * A Report that a program prints: what it may leave out has a default, every text is without control characters, and the
 * identity of an agent is made from its pane. What the program says of its name and times is measured by who runs it.
 */
export const reportSchema = z
  .strictObject({
    v: z.literal(1),
    monitor: z.enum(MONITOR_NAMES).default('modular').describe('not read: its place in the settings counts'),
    startedAt: time.default(0).describe('not read: the start of the program counts'),
    durationMs: duration.default(0).describe('not read: the time the program took counts'),
    waitedMs: duration.default(0).describe('part of it spent waiting between samples, in ms'),
    subprocesses: count.default(0).describe('processes it started itself'),
    captures: count.default(0),
    observations: z.array(observationSchema).max(MOST),
    wanted: z.array(wantedSchema).max(MOST).default([]),
    panes: z
      .strictObject({ asked: count, answered: count })
      .refine(({ asked, answered }) => answered <= asked, 'more panes answered than were asked')
      .prefault({ asked: 0, answered: 0 }),
    paneErrors: z
      .array(z.strictObject({ paneId: line, message: line }))
      .max(MOST)
      .default([]),
    error: failureSchema.nullable().default(null).describe('the cycle as a whole failed'),
  })
  .describe('what a monitor of your own prints: one report a run');

/** Does not compile when schema and type drift apart. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
export const REPORT_SCHEMA_IS_REPORT: Same<z.output<typeof reportSchema>, Report> = true;

/** The JSON schema of a Report, for those who write a monitor. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportSchema, { io: 'input' });
}

function safeFrame({ ansi, ...frame }: Frame): Frame {
  return {
    ...frame,
    target: oneLine(frame.target),
    title: oneLine(frame.title),
    command: oneLine(frame.command),
    ...(frame.processes !== undefined && { processes: frame.processes.map(oneLine) }),
    ...(frame.windowName !== undefined && { windowName: oneLine(frame.windowName) }),
    text: stripControls(frame.text),
    ...(ansi !== undefined && { ansi: ansi.split('\n').map(sgrOnly).join('\n') }),
  };
}
