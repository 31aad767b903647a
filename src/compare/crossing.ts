import type { AgentKind, AgentState, StateDetail } from '../core/agent.ts';
import type { Frame } from '../core/frame.ts';
import type { Observation } from '../core/report.ts';
import { relate } from './refinement.ts';

/** The rules of either monitor, to be given the other's frames; null: an external monitor's, which are not known. */
export interface Judges {
  /** Legacy's rules over captures, oldest first. */
  legacy: ((captures: string[]) => { state: AgentState; rule: string }) | null;
  /** Modular's rules on one frame of an agent of this kind. */
  modular:
    | ((frame: Frame, kind: AgentKind) => { state: AgentState; detail: StateDetail | null; rule: string })
    | null;
}

/** What each monitor's rules say of the other's frames; null: that is not known, but never of both. */
export interface Crossing {
  legacyOnModular: AgentState | null;
  modularOnLegacy: { state: AgentState; detail: StateDetail | null } | null;
  /** How many of modular's frames there were for legacy's rules. */
  modularFrames: number;
}

/**
 * Judges crosswise; null when one side has no frames, or it is not known which rules are modular's for this agent, or the
 * rules of neither are known.
 */
export function cross(
  legacy: Observation,
  modular: Observation,
  around: readonly Frame[],
  judges: Judges,
): Crossing | null {
  const capture = legacy.frames.at(-1);
  const frame = modular.frames[0];
  const { kind } = modular.agent;
  if (capture === undefined || frame === undefined) return null;
  // A command in the place of modular need not know kinds; our modular's rules are those of a kind.
  if (judges.modular === null ? judges.legacy === null : kind === null) return null;
  const frames = inOrder([...around, frame]);
  return {
    legacyOnModular: judges.legacy?.(frames.map(({ text }) => text)).state ?? null,
    modularOnLegacy: kind === null ? null : (judges.modular?.(asModularFrame(capture, frame), kind) ?? null),
    modularFrames: frames.length,
  };
}

/**
 * Whether the two would have agreed on the same frames, so that only the time between them made the difference. Where the
 * rules of one are not known, what the other says of its frames decides.
 */
export function isTiming(legacy: Observation, modular: Observation, crossing: Crossing): boolean {
  const { legacyOnModular, modularOnLegacy } = crossing;
  const agreeOnLegacys =
    modularOnLegacy === null ||
    relate(legacy.state, modularOnLegacy.state, modularOnLegacy.detail).kind !== 'difference';
  // Legacy sees work by change: of a single frame its "idle" proves nothing, unless nothing else is there to say so.
  const blind =
    crossing.modularFrames < 2 &&
    legacyOnModular === 'idle' &&
    modular.state === 'working' &&
    modularOnLegacy !== null;
  const agreeOnModulars =
    legacyOnModular === null ||
    blind ||
    relate(legacyOnModular, modular.state, modular.detail).kind !== 'difference';
  return agreeOnLegacys && agreeOnModulars;
}

function inOrder(frames: readonly Frame[]): Frame[] {
  return [...new Map(frames.map((frame) => [frame.t, frame])).values()].sort((a, b) => a.t - b.t);
}

/**
 * Legacy's last capture as modular would have got it: the screen without the history above it, with what legacy does
 * not ask for (title, command, processes, cursor) from modular's nearest frame.
 */
function asModularFrame(capture: Frame, nearest: Frame): Frame {
  const { ansi: _coloursOfAnotherScreen, ...known } = nearest;
  const lines = capture.text.replace(/\n$/, '').split('\n');
  return {
    ...known,
    t: capture.t,
    cols: capture.cols,
    rows: capture.rows,
    text: `${lines.slice(-capture.rows).join('\n')}\n`,
  };
}
