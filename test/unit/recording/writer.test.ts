import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { parseRecording } from '../../../src/detect/recording.ts';
import { encodeFrame, openRecording, type WriteMode } from '../../../src/recording/writer.ts';
import { temporaryFolder } from '../../support/program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, 'recording.jsonl');
});
afterEach(() => folder.remove());

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u001b]0;x\u0007', '\u009b31m', '\u2028\n', '日本'),
);
const frame: fc.Arbitrary<Frame> = fc.record(
  {
    v: fc.constant(1 as const),
    case: text,
    t: fc.integer(),
    paneId: text,
    target: text,
    title: text,
    command: text,
    processes: fc.array(text, { maxLength: 3 }),
    cols: fc.integer({ min: 1, max: 500 }),
    rows: fc.integer({ min: 1, max: 200 }),
    cursor: fc.tuple(fc.nat(500), fc.nat(200)),
    text,
    ansi: text,
    dead: fc.boolean(),
    panePid: fc.nat(),
    windowName: text,
    active: fc.boolean(),
    end: fc.constantFrom('closed' as const, 'stopped' as const),
  },
  { requiredKeys: ['v', 't', 'paneId', 'target', 'title', 'command', 'cols', 'rows', 'cursor', 'text'] },
);
const some: Frame = fc.sample(frame, { numRuns: 1, seed: 7 })[0]!;

async function write(frames: Frame[], mode: WriteMode): Promise<void> {
  const writer = await openRecording(path, mode);
  await writer.write(frames);
  await writer.close();
}
const read = async () => parseRecording(await readFile(path, 'utf8'), path);

describe('a line', () => {
  it('is read as it was written, one line whatever is in it, and nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
        const lines = frames.map(encodeFrame);
        for (const line of lines) {
          expect(line.indexOf('\n')).toBe(line.length - 1);
          expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        }
        expect(parseRecording(lines.join(''), 'x')).toEqual(frames);
      }),
    );
  });
});

describe('a file', () => {
  it('is its owner’s alone', async () => {
    await write([some], 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await read()).toEqual([some]);
  });

  it('that is there is refused, gone on with, or replaced, as asked for', async () => {
    await write([some], 'new');
    await expect(openRecording(path, 'new')).rejects.toMatchObject({ code: 'file_exists' });
    expect(await read()).toEqual([some]);
    await write([{ ...some, t: 2 }], 'append');
    expect((await read()).map(({ t }) => t)).toEqual([some.t, 2]);
    await write([{ ...some, t: 3 }], 'replace');
    expect((await read()).map(({ t }) => t)).toEqual([3]);
  });

  it('whose last line was cut off, at any byte, is mended before it is gone on with', async () => {
    const whole = Buffer.from(encodeFrame(some) + encodeFrame({ ...some, title: '日本' }));
    const first = whole.indexOf('\n') + 1;
    for (let cut = first; cut < whole.length; cut += 7) {
      await writeFile(path, whole.subarray(0, cut));
      await write([{ ...some, t: 9 }], 'append');
      expect((await read()).map(({ t }) => t)).toEqual([some.t, 9]);
    }
  });

  it('is found to be cut even where the last line is long', async () => {
    const long = encodeFrame({ ...some, text: 'x'.repeat(200_000) });
    await writeFile(path, encodeFrame(some) + long.slice(0, -10));
    await write([], 'append');
    expect(await readFile(path, 'utf8')).toBe(encodeFrame(some));
  });

  it.each(['a letter to nobody', 'a letter\nto nobody', '{"v": 1}\n', '{"v'])(
    'that is no recording (%j) is left as it is',
    async (content) => {
      await writeFile(path, content);
      await expect(openRecording(path, 'append')).rejects.toMatchObject({ code: 'no_recording' });
      expect(await readFile(path, 'utf8')).toBe(content);
    },
  );

  it('is begun by --append where it is empty or not there', async () => {
    await write([some], 'append');
    expect(await read()).toEqual([some]);
    await writeFile(path, '');
    await write([some], 'append');
    expect(await read()).toEqual([some]);
  });

  it('that cannot be opened is named, with a mend', async () => {
    await mkdir(join(folder.path, 'inner'));
    for (const bad of [join(folder.path, 'no', 'where'), join(folder.path, 'inner')]) {
      const refused = openRecording(bad, 'append');
      await expect(refused).rejects.toMatchObject({
        code: 'not_written',
        mend: expect.stringContaining('folder'),
      });
      await expect(refused).rejects.toThrow(bad);
    }
  });

  it.runIf(existsSync('/dev/full'))('on a disk that is full is an error that says so', async () => {
    const writer = await openRecording('/dev/full', 'append');
    await expect(writer.write([some])).rejects.toMatchObject({
      code: 'not_written',
      mend: expect.stringContaining('disk is full'),
    });
    await writer.close();
  });
});
