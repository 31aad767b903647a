import { ACTION_NAMES } from '../../core/action-words.ts';
import { formatDuration, formatStamp } from '../../core/format.ts';
import { oneLine } from '../../core/text.ts';
import { findFlags, journalPath, type ListedAction, readActions } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { print, printJsonLines } from '../output.ts';

interface ActionsOptions {
  flags?: string;
  journal?: string;
  limit: number;
  json?: boolean;
}

/** `cutover actions`: what was done to agents, newest last. */
export function actions(options: ActionsOptions): void {
  const path = options.journal ?? journalPath(findFlags(options.flags, process.env));
  const listed = readActions(path, options.limit);
  if (options.json === true) {
    printJsonLines(listed.map((action) => ({ v: 1, ...action })));
    return;
  }
  print(...(listed.length === 0 ? ['nothing has been done to an agent yet'] : columns(listed.map(row))));
}

function row({ at, by, kind, target, result, ms, text, step }: ListedAction): string[] {
  return [
    formatStamp(at),
    by,
    ACTION_NAMES[kind],
    oneLine(target),
    result ?? 'no end',
    ms === null ? '' : formatDuration(ms),
    oneLine(result === null ? step : text),
  ];
}
