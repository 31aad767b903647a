import type { ActionsConfig, StartCommand } from '../core/actions-config.ts';
import { messageOf } from '../core/errors.ts';
import type { PaneInfo } from '../core/tmux.ts';
import type { JudgeMemory } from '../detect/judge.ts';
import type { Hands, Opened } from './hands.ts';
import {
  type Eyes,
  hasStarted,
  livingPms,
  lookAtPane,
  lookAtSession,
  type PaneLook,
  wordsOf,
} from './look.ts';
import { type ActionOutcome, type Performance, Stopped } from './performance.ts';
import { filledIn, startArguments } from './start.ts';
import { typeInto } from './type.ts';

/** A pane that starts is looked at this often, in ms. */
const LOOK_EVERY_MS = 300;
const ROLE = 'pm';

/** What a recovery needs beside the config. */
export interface RecoverParts {
  eyes: Eyes;
  hands: Hands;
  config: ActionsConfig;
  start: StartCommand;
  /** Marks the panes that this action opens; letters and digits. */
  mark: string;
  /** Marks of earlier recoveries in this session whose pane may still be on its way to a prompt. */
  earlierMarks: readonly string[];
  /** Starts that are left to this monitor within the hour. */
  tries: number;
  /** An agent was seen in the pane, living or crashed. */
  isAgentPane(pane: PaneInfo): boolean;
}

/** What the recovery of a PM is about. `legacy`: its windows are killed first, where that is allowed, and one is opened. */
export interface Recovery {
  session: string;
  by: 'legacy' | 'modular';
}

/**
 * Brings the PM of a session back (MONITORS.md): confirms by a fresh look that none is alive, opens a window or respawns
 * the pane of the dead one, waits until its prompt is detected, and verifies that it is the only one. Throws Stopped when
 * the authority goes, TmuxError when the server cannot be read. Kills nothing but what it has opened itself and in which
 * no agent runs, and legacy's windows by `allowKillWindows`.
 */
export async function recoverPm(
  recovery: Recovery,
  parts: RecoverParts,
  performance: Performance,
): Promise<ActionOutcome> {
  const { session, by } = recovery;
  const began = parts.eyes.now();
  let problem = '';
  for (performance.attempt = 1; performance.attempt <= parts.tries; performance.attempt++) {
    if (performance.attempt > 1) {
      const pause = parts.config.recoverPm.backOff * 2 ** (performance.attempt - 2);
      performance.step(`tries again in ${Math.round(pause / 1000)} s: ${problem}`);
      await performance.wait(pause);
    }
    performance.step(`looks whether the PM of ${session} is gone`);
    let panes = await lookAtSession(parts.eyes, session);
    if (by === 'legacy' && parts.config.allowKillWindows) {
      if (await killPmWindows(panes, parts, performance)) panes = await lookAtSession(parts.eyes, session);
    }
    const [alive] = livingPms(panes);
    if (alive !== undefined)
      return { result: 'refused', alive: true, text: `the PM is alive: ${alive.target} ${wordsOf(alive)}` };
    const tried = await start(session, panes, by === 'modular', parts, performance);
    if (tried.outcome !== 'retry') return concluded(tried, parts.eyes.now() - began);
    problem = tried.problem;
  }
  performance.attempt = parts.tries;
  const tries = parts.tries === 1 ? 'the only try left' : `${parts.tries} tries`;
  return { result: 'failed', text: `failed after ${tries}: ${problem}` };
}

type Tried =
  | { outcome: 'recovered'; opened: Opened }
  | { outcome: 'retry'; problem: string }
  | { outcome: 'failed'; problem: string };

function concluded(tried: Exclude<Tried, { outcome: 'retry' }>, ms: number): ActionOutcome {
  if (tried.outcome === 'failed') return { result: 'failed', text: `failed: ${tried.problem}` };
  const seconds = ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));
  return { result: 'done', text: `recovered in ${seconds} s: ${tried.opened.target}` };
}

/** One start: a pane, its prompt, the proof that it is the only PM, and its briefing. */
async function start(
  session: string,
  panes: readonly PaneLook[],
  mayRespawn: boolean,
  parts: RecoverParts,
  performance: Performance,
): Promise<Tried> {
  const { eyes, hands, config } = parts;
  let opened: Opened;
  try {
    opened =
      (await takenUp(panes, parts, performance)) ??
      (await open(session, panes, mayRespawn, parts, performance));
  } catch (error) {
    if (error instanceof Stopped) throw error;
    return { outcome: 'retry', problem: messageOf(error) };
  }
  performance.paneId = opened.paneId;
  performance.step(`waits for the prompt of ${opened.target}`);
  const seen = await waitForPrompt(opened, parts, performance);
  if (seen.problem !== '') {
    if (seen.agent) return { outcome: 'failed', problem: seen.problem };
    await clearAway(opened, parts, performance);
    return { outcome: 'retry', problem: seen.problem };
  }
  performance.step('verifies that it is the only PM');
  const pms = livingPms(await lookAtSession(eyes, session));
  const others = pms.filter(({ pane }) => pane.paneId !== opened.paneId);
  if (others.length > 0)
    return {
      outcome: 'failed',
      problem: `another PM has come up beside ${opened.target}: ${others[0]!.target}`,
    };
  if (pms.length === 0) return { outcome: 'retry', problem: `${opened.target} is gone again` };
  const { briefing } = config.recoverPm;
  if (briefing !== undefined) {
    performance.step(`briefs ${opened.target}`);
    const text = filledIn(briefing, { session, role: ROLE });
    const problem = await typeInto(opened.paneId, text, { eyes, hands }, performance);
    if (problem !== '')
      return { outcome: 'failed', problem: `it is back, but could not be briefed: ${problem}` };
  }
  return { outcome: 'recovered', opened };
}

/** A pane that an earlier recovery has opened and that is still there: it is waited for instead of opening another. */
async function takenUp(
  panes: readonly PaneLook[],
  parts: RecoverParts,
  performance: Performance,
): Promise<Opened | null> {
  for (const mark of parts.earlierMarks) {
    const marked = await parts.hands.marked(mark);
    const one = panes.find(({ pane }) => marked.includes(pane.paneId) && !pane.dead);
    if (one === undefined) continue;
    performance.step(`takes up ${one.target}, which was opened before`);
    return { paneId: one.pane.paneId, target: one.target };
  }
  return null;
}

async function open(
  session: string,
  panes: readonly PaneLook[],
  mayRespawn: boolean,
  parts: RecoverParts,
  performance: Performance,
): Promise<Opened> {
  const { hands, mark, config } = parts;
  const names = { session, role: ROLE };
  const argv = startArguments(parts.start, names, { mark, shell: await hands.shell() });
  const old = panes.find(({ isPm, pane }) => isPm && parts.isAgentPane(pane));
  if (mayRespawn && old?.pane.dead) {
    performance.step(`starts the PM anew in ${old.target}`, { starts: true });
    await hands.respawn(old.pane.paneId, argv);
    return { paneId: old.pane.paneId, target: old.target };
  }
  performance.step(`opens the window ${config.recoverPm.window} in ${session}`, { starts: true });
  return hands.openWindow(session, config.recoverPm.window, argv, old?.pane.paneId ?? null);
}

/** Until the prompt is seen twice in a row; otherwise what is the matter, and whether an agent runs there all the same. */
async function waitForPrompt(
  { paneId, target }: Opened,
  { eyes, config }: RecoverParts,
  performance: Performance,
): Promise<{ problem: string; agent: boolean }> {
  const { promptWithin } = config.recoverPm;
  const until = eyes.now() + promptWithin;
  let memory: JudgeMemory | null = null;
  let ready = 0;
  for (;;) {
    const seen = await lookAtPane(eyes, paneId, memory);
    performance.check();
    if (seen === null) return { problem: 'the start command ended at once', agent: false };
    if (seen.pane.dead) return { problem: 'the start command ended', agent: false };
    memory = seen.memory;
    ready = hasStarted(seen) ? ready + 1 : 0;
    if (ready === 2) return { problem: '', agent: true };
    if (eyes.now() >= until) {
      const within = `no prompt within ${Math.round(promptWithin / 1000)} s`;
      return { problem: `${within}: ${target} ${wordsOf(seen)}`, agent: seen.alive };
    }
    await performance.wait(LOOK_EVERY_MS);
  }
}

/** What was opened for nothing does not stay: no agent runs in it. */
async function clearAway({ paneId }: Opened, { eyes, hands }: RecoverParts, performance: Performance) {
  const left = await lookAtPane(eyes, paneId);
  if (left === null || left.alive || left.pane.dead) return;
  performance.step(`closes ${left.target}, in which no agent came up`);
  try {
    await hands.killPane(paneId);
  } catch {
    // It has closed by itself meanwhile.
  }
  performance.paneId = null;
}

/** Legacy's way: the windows with a PM's name go first; never one with a pane in which no agent was seen. */
async function killPmWindows(
  panes: readonly PaneLook[],
  { hands, isAgentPane }: RecoverParts,
  performance: Performance,
): Promise<boolean> {
  const windows = new Map<number, PaneLook[]>();
  for (const one of panes)
    windows.set(one.pane.windowIndex, [...(windows.get(one.pane.windowIndex) ?? []), one]);
  let killed = false;
  for (const [, inWindow] of windows) {
    const [first] = inWindow as [PaneLook];
    if (!first.isPm || !inWindow.every(({ alive, pane }) => alive || isAgentPane(pane))) continue;
    performance.step(`kills the window ${first.pane.session}:${first.pane.windowIndex}`);
    await hands.killWindowOf(first.pane.paneId);
    killed = true;
  }
  return killed;
}
