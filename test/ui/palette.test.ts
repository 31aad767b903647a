import { describe, expect, it } from 'vitest';
import { BINDINGS } from '../../src/ui/keymap.ts';
import { paletteEntries } from '../../src/ui/views/palette.ts';
import { calls, has, lacks, start } from './support/cockpit.ts';

const WIDE = { columns: 120, rows: 40 };
const POPUP = { columns: 74, rows: 19 };
const OPEN = has('━ Commands', ':▏');

describe('the palette', () => {
  it('runs what is found by a few letters, on the smallest of screens too', async () => {
    const shown = await start(POPUP);
    await shown.press(':', OPEN);
    await shown.press('filt', has(':filt▏', '▸ filter by target'));
    await shown.press('\r', has('filter /▏'));
    await shown.press('\u001b', lacks('filter /▏'));
    await shown.press(':', has('▸ filter by target'));
  });

  it('has every command of the view that is open, each once', async () => {
    const shown = await start(WIDE);
    const scene = shown.controller.scene();
    const listed = paletteEntries(scene, '').map(({ command }) => command);
    expect(new Set(listed).size).toBe(listed.length);
    const bound = BINDINGS.filter((b) => b.contexts.includes('dashboard') && b.when === undefined);
    for (const { command } of bound) if (command !== 'palette') expect(listed).toContain(command);
  });

  it('has what makes sense everywhere in every view', async () => {
    const shown = await start(WIDE);
    const everywhere = BINDINGS.filter((b) => b.everywhere === true).map((b) => b.command);
    expect(everywhere).toContain('filter.start');
    for (const [key, inView] of [
      ['\r', 'What the monitors say'],
      ['d', 'Differences by signature'],
    ] as const) {
      await shown.press(key, has(inView));
      const listed = paletteEntries(shown.controller.scene(), '').map(({ command }) => command);
      expect(listed).toEqual(expect.arrayContaining([...everywhere, 'rollback.ask', 'area.events']));
    }
  });

  it('goes from an agent to a list that has no key there', async () => {
    const shown = await start(WIDE);
    await shown.press('\r', has('What the monitors say'));
    await shown.press(':', OPEN);
    await shown.press('events dash', has('▸ the events, on the dashboard'));
    expect(shown.terminal.text()).toMatch(/the events, on the dashboard +┃/);
    await shown.press('\r', has('┏━ Events'));
    await shown.press(':', OPEN);
    await shown.press('sort', has('▸ sort by target'));
    await shown.press('\r', has('sorted by attention'));
  });

  it('chooses by arrows, starts anew with other letters, and says when nothing fits', async () => {
    const shown = await start(POPUP);
    await shown.press(':', OPEN);
    await shown.press('\u001b[B\u001b[B', (screen) => /\n.*┃ {3}.*\n.*┃ {3}.*\n.*┃ ▸/.test(screen));
    await shown.press('qqq', has('no command has these letters'));
    await shown.press('\r', has('no command has these letters'));
    await shown.press('\u007f\u007f\u007f', has(':▏'));
    await shown.press('\u001b[6~', has('▸'));
    await shown.press('\u001b', lacks('Commands'));
    expect(shown.client.calls).toEqual([]);
  });

  it('has what was run last at its top', async () => {
    const shown = await start(WIDE);
    await shown.press(':', OPEN);
    await shown.press('what is wrong\r', has('Nothing is wrong.'));
    await shown.press('q', lacks('Nothing is wrong.'));
    await shown.press(':', has('▸ what is wrong now, in full'));
    await shown.press('area focus full\r', lacks('Differences ──'));
    await shown.press(':', has('▸ the area with the focus in full'));
    expect(shown.terminal.text()).toMatch(/▸ the area with the focus.*\n.*what is wrong now, in full/);
  });

  it('finds a command by its name in the settings', async () => {
    const shown = await start(WIDE);
    await shown.press('d', has('Differences by signature'));
    await shown.press(':', OPEN);
    await shown.press('judge.legacy', has('▸ legacy right: legacy is right here'));
  });

  it('asks before what is dangerous, as the key does', async () => {
    const shown = await start(WIDE);
    await shown.press(':', OPEN);
    await shown.press('rollback', has('▸ ROLLBACK: roll back to legacy'));
    await shown.press('\r', has('roll back now'));
    expect(calls(shown, 'rollBack')).toEqual([]);
    await shown.press('n', lacks('roll back now'));
  });

  it('takes pasted text as text', async () => {
    const shown = await start(WIDE);
    await shown.press(':', OPEN);
    await shown.press('\u001b[200~roll\rback\u001b[201~', has(':roll back▏'));
  });

  it('has nothing that writes in a read-only cockpit', async () => {
    const shown = await start(WIDE, { readOnly: true });
    const listed = paletteEntries(shown.controller.scene(), '').map(({ command }) => command);
    const writing = BINDINGS.filter((b) => b.writes).map((b) => b.command);
    expect(listed.filter((command) => writing.includes(command))).toEqual([]);
    await shown.press(':', OPEN);
    await shown.press('rollback', lacks('ROLLBACK'));
  });
});

describe('a read-only cockpit', () => {
  it('says so in the header and when a key would change something', async () => {
    const shown = await start(POPUP, { readOnly: true });
    expect(shown.terminal.lines()[0]).toContain('read-only');
    const refused = 'read-only: nothing can be changed from here';
    for (const key of ['R', 'T', 'P', 'F', 'D', 'A']) {
      await shown.press(key, has(refused));
      await shown.press('j', lacks(refused));
    }
    await shown.press('?', has('Keys of the dashboard'));
    expect(shown.terminal.text()).not.toMatch(/roll back|retry|pause|approve/);
    await shown.press('q', lacks('Keys of the dashboard'));
    await shown.press('d', has('[1 Sign'));
    for (const key of ['m', 'g', 'b', 'i', 'u', 'x']) {
      await shown.press(key, has(refused));
      await shown.press('j', lacks(refused));
    }
    expect(shown.client.calls.map(([name]) => name).filter((name) => !/Detail$/.test(String(name)))).toEqual(
      [],
    );
  });
});

describe('the first start', () => {
  it('teaches five keys until one is pressed', async () => {
    let pressed = 0;
    const welcomed = () => {
      pressed++;
    };
    const shown = await start(POPUP, { welcomed });
    await shown.until(has('Welcome  ⏎ open  d differences  s stage  R rolls back  ? all keys'));
    expect(pressed).toBe(0);
    await shown.press('j', lacks('Welcome'));
    await shown.press('k', lacks('Welcome'));
    expect(pressed).toBe(1);
  });

  it('teaches no rollback where there is none', async () => {
    const shown = await start(POPUP, { welcomed: () => {}, readOnly: true });
    await shown.until(has('Welcome  ⏎ open  d differences  s stage  : commands  ? all keys'));
  });
});
