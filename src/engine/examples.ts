import type { Divergence } from '../core/divergence.ts';
import type { Example, ExampleSide } from '../core/examples.ts';
import type { Frame } from '../core/frame.ts';
import type { JudgementVerdict } from '../core/judgement.ts';
import type { Observation } from '../core/report.ts';
import { sgrOnly } from '../core/text.ts';

/** Examples kept of one signature, and of all together. */
const KEPT_OF_ONE = 20;
const KEPT = 200;

/** One occurrence of a signature with the frames that both monitors had. */
export interface KeptExample {
  id: number;
  divergence: Divergence;
  /** Legacy's captures, oldest first. */
  legacy: readonly Frame[];
  modular: Frame | null;
}

/**
 * The last occurrences of each signature. An agent whose screens stay the same is one example, however often it is
 * seen: the operator pages through different ones, and a night on one dialog pushes no others out.
 */
export class Examples {
  private readonly bySignature = new Map<string, KeptExample[]>();
  private nextId = 1;
  private kept = 0;

  /** Takes an occurrence in; what does not fit any more is let go, the oldest first. */
  add(divergence: Divergence, legacy: Observation | null, modular: Observation | null): void {
    const list = this.bySignature.get(divergence.signature) ?? [];
    this.bySignature.set(divergence.signature, list);
    const frame = modular?.frames.at(-1) ?? null;
    const captures = legacy?.frames ?? [];
    const same = list.findIndex(
      (one) => one.divergence.agentId === divergence.agentId && isSame(one, captures, frame),
    );
    if (same >= 0) {
      const [known] = list.splice(same, 1);
      const { legacy: oldCaptures, modular: oldFrame } = known!;
      list.push({
        id: known!.id,
        divergence,
        legacy: captures.map((capture, i) => ({ ...capture, text: oldCaptures[i]!.text })),
        modular: frame === null || oldFrame === null ? null : { ...oldFrame, t: frame.t },
      });
      return;
    }
    list.push({ id: this.nextId++, divergence, legacy: shared(captures), modular: frame });
    this.kept++;
    if (list.length > KEPT_OF_ONE) this.drop(list);
    else if (this.kept > KEPT) {
      // Few examples of each are worth more than many of one.
      this.drop(
        [...this.bySignature.values()].reduce((most, one) => (one.length > most.length ? one : most)),
      );
    }
  }

  /** The examples of a signature, newest first. */
  of(signature: string): KeptExample[] {
    return [...(this.bySignature.get(signature) ?? [])].reverse();
  }

  private drop(list: KeptExample[]): void {
    list.shift();
    this.kept--;
  }
}

/** The example as it is shown. */
export function shownExample({ id, divergence, legacy, modular }: KeptExample): Example {
  const { at, agentId, target, cause, why, crossed } = divergence;
  return {
    id,
    at,
    agentId,
    target,
    cause,
    why,
    legacy: divergence.legacy && sideOf(divergence.legacy, legacy, crossed?.legacyOnModularFrames ?? null),
    modular:
      divergence.modular &&
      sideOf(divergence.modular, modular === null ? [] : [modular], crossed?.modularOnLegacyFrames ?? null),
  };
}

function sideOf(
  said: NonNullable<Divergence['legacy']>,
  frames: readonly Frame[],
  given: string | null,
): ExampleSide {
  const [first, last] = [frames[0], frames.at(-1)];
  const { state, detail, rule, line, text, at } = said;
  return {
    screen: (last?.ansi ?? last?.text ?? '').replace(/\n$/, '').split('\n').map(sgrOnly),
    from: first?.t ?? at,
    to: last?.t ?? at,
    captures: frames.length,
    equal: frames.every((frame) => frame.text === first?.text),
    state,
    detail,
    rule,
    line,
    text,
    given,
  };
}

/**
 * The frames of an example as a recording: legacy's captures are one case, modular's frame is another, because legacy's
 * hold lines of the history that modular's does not. `expect` is known where the judgement says who is right.
 */
export function recordingOf(
  { divergence, legacy, modular }: KeptExample,
  name: string,
  judged: JudgementVerdict | null,
): Frame[] {
  const note = `${divergence.signature}; ${divergence.why}`;
  const { kind } = divergence;
  const right =
    judged === 'modular_right' ? divergence.modular : judged === 'legacy_right' ? divergence.legacy : null;
  const expect =
    right === null || kind === null
      ? undefined
      : { agent: kind, state: right.state, ...(right.detail !== null && { detail: right.detail }) };
  return [
    ...legacy.map((frame) => ({ ...frame, case: `${name}-legacy`, note })),
    ...(modular === null ? [] : [{ ...modular, case: `${name}-modular`, note, ...(expect && { expect }) }]),
  ];
}

function isSame(known: KeptExample, captures: readonly Frame[], frame: Frame | null): boolean {
  return (
    known.modular?.text === frame?.text &&
    known.legacy.length === captures.length &&
    known.legacy.every((capture, i) => capture.text === captures[i]!.text)
  );
}

/** The captures, of which those that are the same share one text. */
function shared(captures: readonly Frame[]): Frame[] {
  const out: Frame[] = [];
  for (const capture of captures) {
    const same = out.find((one) => one.text === capture.text);
    out.push(same === undefined ? capture : { ...capture, text: same.text });
  }
  return out;
}
