import { isLiveSession } from '../core/live.ts';
import type { Delivery, Notice, NoticeRule } from '../core/notices.ts';
import type { RunCommand } from '../core/operator-command.ts';
import { oneLine } from '../core/text.ts';
import type { TmuxCommand } from '../core/tmux.ts';
import { messageArgument } from './tmux-text.ts';

const COMMAND_TIMEOUT_MS = 10_000;
const TMUX_TIMEOUT_MS = 5000;
/** A message stays this long on a client, or until a key is pressed, in ms. */
const SHOWN_MS = 6000;
/** As much as a client's status line may hold. */
const MOST_TEXT = 400;
const MOST_OUTPUT_BYTES = 1024 * 1024;

/** What notices are delivered with. */
export interface DeliveryParts {
  /** On the watched server. */
  tmux: TmuxCommand;
  run: RunCommand;
  /** Passed on to commands. */
  env: Record<string, string | undefined>;
  /** Rings the bell of every window of cutover, or of this terminal; null: there is none. */
  ring: (() => void) | null;
}

/** Delivers one notice; never rejects. */
export type Deliver = (to: NoticeRule['to'], notice: Notice, signal?: AbortSignal) => Promise<Delivery>;

/** Makes the function that delivers notices: by tmux, by the bell, or by a command, never through a shell. */
export function createDelivery({ tmux, run, env, ring }: DeliveryParts): Deliver {
  const ofTmux = async (text: string): Promise<Delivery> => {
    const format = '#{client_control_mode} #{client_name} #{client_session}';
    const listed = await tmux(['list-clients', '-F', format], { timeoutMs: TMUX_TIMEOUT_MS });
    if (listed.code !== 0) return { ok: false, problem: `tmux: ${lastLine(listed.stderr) || 'no answer'}` };
    const clients = listed.stdout.split('\n').flatMap((line) => {
      const [, client, session] = /^0 (\S+) (.*)$/.exec(line) ?? [];
      return client === undefined || isLiveSession(session!) ? [] : [client];
    });
    if (clients.length === 0) return { ok: false, problem: 'nobody is attached to the tmux server' };
    const message = messageArgument(`cutover: ${text.slice(0, MOST_TEXT)}`);
    let reached = 0;
    let problem = '';
    for (const client of clients) {
      const args = ['display-message', '-d', String(SHOWN_MS), '-c', client, '--', message];
      const shown = await tmux(args, { timeoutMs: TMUX_TIMEOUT_MS });
      if (shown.code === 0) reached++;
      else problem = lastLine(shown.stderr) || 'no answer';
    }
    return reached === 0
      ? { ok: false, problem: `tmux: ${problem}` }
      : { ok: true, what: `shown on ${reached} ${reached === 1 ? 'client' : 'clients'}` };
  };

  return async (to, notice, signal) => {
    try {
      if (to === 'tmux-message') return await ofTmux(notice.text);
      if (to === 'bell') {
        if (ring === null) return { ok: false, problem: 'there is no terminal here' };
        ring();
        return { ok: true, what: 'rung' };
      }
      const { command, timeout = COMMAND_TIMEOUT_MS, cwd } = to;
      const { end, stderrEnd } = await run(command, {
        timeoutMs: timeout,
        mostBytes: MOST_OUTPUT_BYTES,
        env,
        input: `${JSON.stringify(notice)}\n`,
        ...(cwd !== undefined && { cwd }),
        ...(signal !== undefined && { signal }),
      });
      if (end.how === 'exit' && end.code === 0) return { ok: true, what: 'done' };
      const said = stderrEnd === '' ? '' : `; it said: ${stderrEnd}`;
      return { ok: false, problem: oneLine(`${endWords(end, timeout)}${said}`) };
    } catch (error) {
      return { ok: false, problem: oneLine((error as Error).message) };
    }
  };
}

function endWords(end: Awaited<ReturnType<RunCommand>>['end'], timeoutMs: number): string {
  switch (end.how) {
    case 'exit':
      return `exit code ${end.code}`;
    case 'signal':
      return `ended by ${end.signal}`;
    case 'timeout':
      return `took longer than ${timeoutMs / 1000} s`;
    case 'oversize':
      return 'printed too much';
    case 'aborted':
      return 'cutover ended';
    case 'not_started':
      return end.reason;
  }
}

function lastLine(text: string): string {
  return oneLine(text.trim().split('\n').at(-1) ?? '');
}
