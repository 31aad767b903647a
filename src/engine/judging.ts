import { basename, dirname, join } from 'node:path';
import type { AgentId } from '../core/agent.ts';
import type { Act, AgentDetail } from '../core/client.ts';
import { CutoverError } from '../core/errors.ts';
import type { AgentExplanation, SignatureDetail } from '../core/examples.ts';
import type { Expectation, Frame } from '../core/frame.ts';
import type { Judgement, Ruling, StateLabel } from '../core/judgement.ts';
import type { Tmux } from '../core/tmux.ts';
import type { RuleBook } from '../detect/book.ts';
import { explain } from '../detect/explain.ts';
import type { Labels } from '../journal/labels.ts';
import type { Comparison } from './comparison.ts';
import { readDetail } from './detail.ts';
import type { EventLog } from './event-log.ts';
import { recordingOf, shownExample } from './examples.ts';
import { writeRecording } from './labels.ts';
import type { Entry, Roster } from './roster.ts';

/** Screens that operators have looked at and may still label. */
const VIEWED_KEPT = 16;
/** Broken lines of the labels that are told one by one. */
const TOLD_PROBLEMS = 3;

/** What judging rests on. */
export interface JudgingParts {
  labels: Labels;
  tmux: Tmux;
  comparison: Comparison;
  roster: Roster;
  log: EventLog;
  /** The rules that modular judges by; undefined: the built-in ones. */
  book(): RuleBook | undefined;
  /** Modular is a command of the operator's, whose rules are not known. */
  modularIsExternal: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What operators say: of signatures, of screens; and what they look at to say it. */
export class Judging {
  private readonly parts: JudgingParts;
  private viewed: { id: AgentId; frame: Frame }[] = [];

  constructor(parts: JudgingParts) {
    this.parts = parts;
    this.tellProblems();
  }

  /** One agent in full; its screen may be labelled from then on. */
  async agentDetail(id: AgentId): Promise<AgentDetail> {
    const entry = this.entry(id);
    const about = entry.divergences[0]?.signature;
    const said = {
      signature: this.parts.comparison.signatures().find((row) => row.signature === about),
      label: this.lastLabel(id),
    };
    const { detail, frame } = await readDetail(entry, this.parts.tmux, said, this.parts.now);
    if (frame !== null) this.viewed = [...this.viewed, { id, frame }].slice(-VIEWED_KEPT);
    return detail;
  }

  /** The examples of a signature. */
  signatureDetail(signature: string): SignatureDetail {
    return { signature, examples: this.parts.comparison.examples.of(signature).map(shownExample) };
  }

  async judge(signature: string, { verdict, until }: Ruling, act: Act): Promise<void> {
    const at = this.parts.now();
    await this.parts.labels.append({ kind: 'judgement', at, ...act, signature, verdict, until });
    const end =
      until === null ? '' : ` until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    this.parts.log.add(
      at,
      'info',
      '≠',
      `${verdict.replace('_', ' ')}${end}: ${this.words(signature)}, by ${act.who}`,
    );
  }

  async undoJudgement(signature: string, act: Act): Promise<Judgement> {
    const last = this.parts.labels.standing().judgements.get(signature);
    if (last === undefined) {
      throw new CutoverError('not_judged', 'this signature is not judged', 'there is nothing to take back');
    }
    const at = this.parts.now();
    await this.parts.labels.append({ kind: 'undo', at, ...act, of: last.id });
    const what = `${last.verdict.replace('_', ' ')}: ${this.words(signature)}`;
    this.parts.log.add(at, 'info', '≠', `taken back: ${what}, by ${act.who}`);
    return last;
  }

  async labelAgent(id: AgentId, capturedAt: number, expect: Expectation, act: Act): Promise<void> {
    const viewed = this.viewed.findLast((one) => one.id === id && one.frame.t === capturedAt);
    if (viewed === undefined) {
      throw new CutoverError(
        'screen_moved',
        'this screen is not at hand any more',
        'look at it again and label it',
      );
    }
    const at = this.parts.now();
    const frame = { ...viewed.frame, expect };
    await this.parts.labels.append({ kind: 'label', at, ...act, agentId: id, frame });
    this.parts.log.add(at, 'info', '✎', `${frame.target} labelled ${labelWords(expect)}, by ${act.who}`, id);
  }

  async undoLabel(id: AgentId, act: Act): Promise<StateLabel> {
    const last = this.lastLabel(id);
    if (last === undefined) {
      throw new CutoverError(
        'not_labelled',
        'no screen of this agent is labelled',
        'there is nothing to take back',
      );
    }
    const at = this.parts.now();
    await this.parts.labels.append({ kind: 'undo', at, ...act, of: last.id });
    const { target, expect } = last.frame;
    this.parts.log.add(
      at,
      'info',
      '✎',
      `taken back: ${target} labelled ${labelWords(expect)}, by ${act.who}`,
      id,
    );
    return last;
  }

  /** Why modular judges its last frame of the agent as it does. */
  explainAgent(id: AgentId): AgentExplanation {
    const { agent, latest } = this.entry(id);
    if (this.parts.modularIsExternal) {
      throw new CutoverError(
        'external',
        'modular is a command of your own here, and its rules are not known',
        `see its evidence above; \`cutover explain ${agent.target}\` asks the built-in rules`,
      );
    }
    const frame = latest.modular?.observation.frames.at(-1);
    if (frame === undefined) {
      throw new CutoverError(
        'not_seen',
        'modular does not take this pane for an agent',
        `see \`cutover explain ${agent.target}\``,
      );
    }
    const options = { now: this.parts.now(), book: this.parts.book() };
    const found = explain(frame, options);
    // An agent that is not found in this one frame is still there for modular; its kind is known from before.
    const { discovery, chosen, candidates } =
      found.discovery !== null || agent.kind === null || agent.kind === 'custom'
        ? found
        : explain(frame, { ...options, kind: agent.kind });
    return {
      target: agent.target,
      at: frame.t,
      agent: discovery === null ? null : { kind: discovery.kind, by: discovery.by },
      lines: frame.text.replace(/\n$/, '').split('\n').length,
      chosen,
      candidates: candidates.filter((one) => one.rule !== chosen?.rule),
    };
  }

  /** Writes the screens of an example as a recording beside the labels; returns its path. */
  async writeExample(signature: string, id: number): Promise<string> {
    const example = this.parts.comparison.examples.of(signature).find((one) => one.id === id);
    if (example === undefined) {
      throw new CutoverError('no_example', 'this example is not kept any more', 'choose another one');
    }
    const verdict = this.parts.comparison.judgement(signature)?.verdict ?? null;
    const stamp = new Date(example.divergence.at).toISOString().slice(0, 19).replace(/[-:]/g, '');
    const name = `example-${stamp}-${id}`;
    const path = join(dirname(this.parts.labels.path), `${name}.jsonl`);
    await writeRecording(path, recordingOf(example, name, verdict));
    return path;
  }

  private entry(id: AgentId): Entry {
    const entry = this.parts.roster.get(id);
    if (entry !== undefined) return entry;
    throw new CutoverError('agent_gone', 'this agent is not there any more', 'go back to the list with Esc');
  }

  private lastLabel(id: AgentId): StateLabel | undefined {
    return this.parts.labels.standing().labels.findLast((label) => label.agentId === id);
  }

  /** A signature as the table shows it; one that has not been seen since the start by its whole name. */
  private words(signature: string): string {
    const row = this.parts.comparison.signatures().find((one) => one.signature === signature);
    return row === undefined ? signature : `${row.kind ?? 'no agent'} ${row.legacy} → ${row.modular}`;
  }

  private tellProblems(): void {
    const { problems } = this.parts.labels;
    const at = this.parts.now();
    for (const { path, line, message } of problems.slice(0, TOLD_PROBLEMS)) {
      const place = line === null ? basename(path) : `${basename(path)}:${line}`;
      this.parts.log.add(
        at,
        'warn',
        '!',
        `${place} ${message}${line === null ? '' : '; the line is skipped'}`,
      );
    }
    const more = problems.length - TOLD_PROBLEMS;
    if (more > 0)
      this.parts.log.add(at, 'warn', '!', `${more} more lines of the labels: see \`cutover labels\``);
  }
}

/** A label as operators say it: `waiting: plan`, `not an agent`. */
function labelWords({ state, detail }: Expectation): string {
  const states = [state].flat().map((one) => one ?? 'not an agent');
  return typeof detail === 'string' ? `${states.join(' or ')}: ${detail}` : states.join(' or ');
}
