import { EXIT, type ExitCode } from '../../core/errors.ts';
import { oneLine } from '../../core/text.ts';
import { findConfig, testNotices } from '../../server/direct.ts';
import { columns } from '../columns.ts';
import { type CommonOptions, serverOf } from '../options.ts';
import { print, printJson } from '../output.ts';

/** `cutover notify test`: a test notice by every rule, and what came of each; exit code 1 when one failed. */
export async function notifyTest(options: CommonOptions & { json?: boolean }): Promise<ExitCode> {
  const tests = await testNotices({
    server: serverOf(options),
    configFolder: findConfig(options.config, process.env),
    env: process.env,
    ring: process.stdout.isTTY ? () => process.stdout.write('\u0007') : null,
  });
  if (options.json === true) printJson({ v: 1, tests });
  else if (tests.length === 0) print('no notices are asked for; docs/notices.md says how');
  else
    print(
      ...columns(
        tests.map(({ rule, on, delivery }) => [
          delivery.ok ? '✓' : '✗',
          oneLine(rule),
          on.join(', '),
          oneLine(delivery.ok ? delivery.what : delivery.problem),
        ]),
      ),
    );
  return tests.every(({ delivery }) => delivery.ok) ? EXIT.ok : EXIT.error;
}
