import { deedText, doerText } from '../../core/action-words.ts';
import { formatClock, formatCount, formatDuration } from '../../core/format.ts';
import type { EventItem, EventLevel, Snapshot } from '../../core/snapshot.ts';
import { foreign } from '../cells.ts';
import { VERDICT_SIGNS } from '../glyphs.ts';
import { problemsOf } from '../problems.ts';

/** Before an event that somebody should hear as such; the others are told as they are. */
const LEVEL_WORDS: Record<EventLevel, string> = { info: '', good: '', warn: '', bad: 'alarm: ' };

/** Events that are new; after a restart of the server they may be counted anew. */
function newEvents(before: Snapshot, after: Snapshot): EventItem[] {
  const last = before.events.at(-1);
  if (last === undefined) return after.events;
  const countedOn = after.events.some(({ id, at }) => id === last.id && at === last.at);
  return after.events.filter(({ id, at }) => (countedOn ? id > last.id : at > last.at));
}

function problemChanges(before: Snapshot, after: Snapshot): string[] {
  const [earlier, now] = [problemsOf(before, []), problemsOf(after, [])];
  const come = now.filter(({ text }) => !earlier.some((one) => one.text === text));
  const gone = earlier.filter(({ text }) => !now.some((one) => one.text === text));
  return [
    ...come.map(({ text, mend }) => `wrong now: ${text}${mend === '' ? '' : `; ${mend}`}`),
    ...gone.map(({ text }) => `no longer: ${text}`),
  ];
}

function agentChanges(before: Snapshot, after: Snapshot): string[] {
  const [earlier, now] = [before.rows, after.rows].map((rows) => new Map(rows.map((row) => [row.id, row])));
  const come = [...now!.values()].filter(({ id }) => !earlier!.has(id));
  const gone = [...earlier!.values()].filter(({ id }) => !now!.has(id));
  return [
    ...come.map((row) => `${foreign(row.target)} is there: ${foreign(row.label ?? row.kind ?? 'an agent')}`),
    ...gone.map(({ target }) => `${foreign(target)} is gone`),
  ];
}

function checkChanges(before: Snapshot, after: Snapshot): string[] {
  return after.health.checks.flatMap(({ id, label, verdict, shown, reason }) => {
    const earlier = before.health.checks.find((one) => one.id === id);
    if (earlier === undefined || earlier.verdict === verdict) return [];
    const words = [VERDICT_SIGNS[earlier.verdict].word, VERDICT_SIGNS[verdict].word].join(' → ');
    const why = [`${shown.value} ${shown.bound}`.trim(), reason].filter((part) => part !== '').join('; ');
    return [foreign(`${label}: ${words}${why === '' ? '' : `: ${why}`}`)];
  });
}

/** What is begun to be done to agents; how it ends is an event. */
function deeds(before: Snapshot, after: Snapshot): string[] {
  const known = new Set(before.actions.running.map(deedText));
  return after.actions.running
    .filter((run) => !known.has(deedText(run)))
    .map((run) => foreign(`${deedText(run)} (${doerText(run)})`));
}

/** The proof that a rollback took effect, once it is there. */
function served(before: Snapshot, after: Snapshot): string[] {
  const proof = after.rollback;
  if (proof === null || proof.served === null) return [];
  if (before.rollback?.at === proof.at && before.rollback.served !== null) return [];
  const { tick, afterMs, agents, of } = proof.served;
  return [
    `legacy served cycle ${formatCount(tick)} after ${formatDuration(afterMs)}, ${agents} of ${of} agents`,
  ];
}

/**
 * What has changed between two Snapshots and somebody may want to hear, a line each, with its time: what happened, what is
 * wrong and no longer wrong, agents that came and went, checks that judge otherwise. Nothing where nothing did.
 */
export function changesBetween(before: Snapshot, after: Snapshot): string[] {
  const told = newEvents(before, after).map(
    ({ at, level, text }) => `${formatClock(at)} ${LEVEL_WORDS[level]}${foreign(text)}`,
  );
  const seen = [
    ...problemChanges(before, after),
    ...agentChanges(before, after),
    ...checkChanges(before, after),
    ...deeds(before, after),
    ...served(before, after),
  ];
  return [...told, ...seen.map((text) => `${formatClock(after.at)} ${text}`)];
}
