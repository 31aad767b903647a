import { z } from 'zod';
import { agentKindSchema, agentStateSchema } from './agent.ts';

const oneOrMany = <T extends z.ZodType>(value: T) => z.union([value, z.array(value).min(1)]);

/** What a labelled frame is expected to be judged as; lists name everything acceptable, null: not an agent. */
export const expectationSchema = z.object({
  agent: oneOrMany(agentKindSchema.nullable()),
  state: oneOrMany(agentStateSchema.nullable()),
  detail: z.string().nullish(),
});
export type Expectation = z.infer<typeof expectationSchema>;

/**
 * One capture of one pane: a line of a recording (`v: 1`). Text has no colours and no trailing spaces;
 * `ansi` is the same screen with its SGR sequences.
 */
export const frameSchema = z.object({
  v: z.literal(1),
  /** Frames of the same case are one pane in time order. */
  case: z.string().optional(),
  /** Milliseconds: since the epoch when live, since the start of the case in the corpus. */
  t: z.number(),
  paneId: z.string(),
  /** `session:window.pane` */
  target: z.string(),
  title: z.string(),
  /** tmux's `pane_current_command`. */
  command: z.string(),
  /** Command lines of the pane's foreground process group and its children; absent: not looked up. */
  processes: z.array(z.string()).optional(),
  cols: z.number().int(),
  rows: z.number().int(),
  cursor: z.tuple([z.number().int(), z.number().int()]),
  text: z.string(),
  ansi: z.string().optional(),
  /** tmux's `pane_dead`: the process has ended and the pane is kept. */
  dead: z.boolean().optional(),
  panePid: z.number().int().optional(),
  windowName: z.string().optional(),
  /** The active pane of its window, the only one that legacy looks at; absent: not known. */
  active: z.boolean().optional(),
  /** The last frame of a stretch: the pane was closed, or the recording was stopped, its screen still as it was. */
  end: z.enum(['closed', 'stopped']).optional(),
  expect: expectationSchema.optional(),
  note: z.string().optional(),
});
export type Frame = z.infer<typeof frameSchema>;
