import { writeSync } from 'node:fs';
import { version } from '../../../package.json';
import { CutoverError } from '../../core/errors.ts';
import { formatClock } from '../../core/format.ts';
import { findConfig, findFlags } from '../../server/direct.ts';
import { startServer } from '../../server/run.ts';
import { connectTo, startServerFor } from '../background.ts';
import { type CommonOptions, serverOf } from '../options.ts';
import { print, printJson } from '../output.ts';

interface ServerOptions extends CommonOptions {
  compare: 'always' | 'flag';
  tmuxStatus?: boolean;
  foreground?: boolean;
  json?: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** `cutover server`: an engine without a window, in the background; with `--foreground` in this process. */
export async function server(options: ServerOptions): Promise<void> {
  if (options.foreground === true) return serveHere(options);
  const where = {
    server: serverOf(options),
    flagsPath: findFlags(options.flags, process.env),
    configFolder: findConfig(options.config, process.env),
  };
  const running = await connectTo(where);
  const client = running ?? (await startServerFor(where, options));
  await client.close();
  if (options.json === true) printJson({ v: 1, pid: client.pid, started: running === null });
  else print(`the cutover server runs${running === null ? '' : ' already'} (pid ${client.pid})`);
}

/** Until a signal or `cutover kill-server` ends it. */
async function serveHere(options: ServerOptions): Promise<void> {
  // It outlives the terminal that it was started in.
  process.on('SIGHUP', () => {});
  const running = await startServer(
    {
      server: serverOf(options),
      flagsPath: findFlags(options.flags, process.env),
      configFolder: findConfig(options.config, process.env),
      env: process.env,
      intervalMs: options.interval * 1000,
      comparison: options.compare,
      tmuxStatus: options.tmuxStatus ?? false,
      version,
    },
    ({ at, glyph, text }) => log(`${formatClock(at)} ${glyph} ${text}`),
  );
  for (const signal of SIGNALS) process.on(signal, () => running.end());
  log(`cutover server (pid ${process.pid}) on ${running.path}`);
  await running.ended;
}

/** Standard output is its log. A line that cannot be written (a full disk, a reader that is gone) is lost, and no more than that. */
function log(line: string): void {
  try {
    writeSync(1, `${line}\n`);
  } catch {
    // The stream of Node would be closed by this for good, and what its error throws would end the engine.
  }
}

/** `cutover kill-server`: ends the engine that runs for itself. */
export async function killServer(
  options: Pick<CommonOptions, 'socketName' | 'socketPath' | 'flags'> & { json?: boolean },
): Promise<void> {
  const flagsPath = findFlags(options.flags, process.env);
  const client = await connectTo({ server: serverOf(options), flagsPath });
  if (client === null)
    throw new CutoverError(
      'no_server',
      'no cutover server runs for this tmux server and flags file',
      '`cutover server` starts one',
    );
  const { pid } = client;
  try {
    await client.shutdown();
  } finally {
    await client.close();
  }
  if (options.json === true) printJson({ v: 1, pid });
  else print(`ended (pid ${pid})`);
}
