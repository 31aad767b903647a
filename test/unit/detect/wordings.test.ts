import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/core/frame.ts';
import { classify } from '../../../src/detect/classify.ts';
import { claudeScreen, frame } from './fixtures.ts';

/** State and detail of a screen, as one word: `waiting permission`. */
function verdict(agent: string, text: string, fields: Partial<Frame> = {}): string {
  const { state, detail } = classify(frame({ text, ...fields }), agent, 0);
  return detail === null ? state : `${state} ${detail}`;
}

const RULE = '─'.repeat(80);
const dialog = (...lines: string[]): string => ['● Let me see.', '', RULE, ...lines].join('\n');

describe('what Claude Code says at the end of a turn', () => {
  it.each<[string, string]>([
    ["● You've hit your session limit · resets 10pm (Europe/Berlin)", 'rate_limited'],
    ["● You've hit your Opus limit · resets Nov 27 at 3pm (UTC)", 'rate_limited'],
    ['  ⎿  5-hour limit reached ∙ resets 11:40pm', 'rate_limited'],
    ['  ⎿  Weekly limit reached ∙ resets Nov 27 at 3pm', 'rate_limited'],
    ['  ⎿  Claude AI usage limit reached|1795010000', 'rate_limited'],
    ["● You've hit your monthly spend limit. Run /usage-credits to manage your limit", 'rate_limited'],
    ["● You've reached your Fable 5 limit.", 'rate_limited'],
    ["● You're out of usage credits. Run /usage-credits", 'rate_limited'],
    ['● API Error: 500 Internal server error', 'error'],
    ['● API Error (Connection error.)', 'error network'],
    [
      '● API Error: 401 {"type":"error","error":{"type":"authentication_error"}} · Please run /login',
      'error auth',
    ],
    ['● Please run /login · API Error: 401 Invalid bearer token', 'error auth'],
    ['● Failed to authenticate. API Error: 401 Invalid bearer token', 'error auth'],
    ['● OAuth token has expired · Please run /login', 'error auth'],
    ['● Opus 4.8 is currently unavailable.', 'error model_unavailable'],
    ['● claude-opus-4-8[1m] is currently unavailable. Try another one.', 'error model_unavailable'],
    ['● Opus is experiencing high load, please use /model to switch to Sonnet', 'error overloaded'],
  ])('is understood: %s', (line, expected) => {
    expect(verdict('claude', claudeScreen(`❯ go on\n\n${line}`))).toBe(expected);
  });

  it.each<[string]>([
    ['● API Error handling now lives in one place.'],
    ['● API Errors are retried three times, then shown.'],
    ['● The payment gateway is currently unavailable.'],
    ['● This is currently unavailable. I wrote a stub.'],
    ['● The database is experiencing high load, so I added an index.'],
    ['● Failed to authenticate against the staging database, so I used the local one.'],
    ['● Please run /login in the other pane first.'],
    ['● You have hit the nail on the head: usage limit reached is a constant.'],
    ["● You've hit your usage limit. API Error: 429 is what the log of the server says."],
    ["● You've reached your goal: the limit of the queue is gone."],
    ['● Usage limit reached is one of three constants.'],
    ["● You're out of extra usage strings to translate."],
    ['● Approaching usage limit · resets at 7pm'],
    ["● You've used 91% of your weekly limit · resets Nov 27"],
    ['● Bash(tail log)\n  ⎿  {"type":"error","error":{"type":"authentication_error"}}'],
    ['● Bash(tail log)\n  ⎿  429 Too Many Requests\n     Traceback (most recent call last):'],
  ])('is not read into a reply: %s', (line) => {
    expect(verdict('claude', claudeScreen(`❯ go on\n\n${line}`))).toBe('idle');
  });
});

describe('how Claude Code shows that it works', () => {
  it.each<[string]>([
    ['✻ Réticulating splines… (9m 21s · ↓ 13.7k tokens)'],
    ['✶ 思考中… (1h 2m 3s · ↑ 2 tokens)'],
    ['· Puttering…'],
    ['* Schlepping… (esc to interrupt)'],
    ['● Wibbling… (12s · ↓ 13 tokens)'],
    ['✢ Fixing the parser (1h 12m 3s · ↓ 3k tokens · thinking)'],
  ])('%s', (line) => {
    expect(verdict('claude', claudeScreen(`● Let me see.\n\n${line}`))).toBe('working');
  });

  it.each<[string]>([
    ['✻ Sautéed for 36s'],
    ['✻ Baked for 1h 2m 3s'],
    ['● Wibbling… and so on (it took 12s).'],
    ['● Reading the file… (see above)'],
    ['  ✻ Simplifying… (2m 18s · ↓ 4.8k tokens)'],
  ])('but not: %s', (line) => {
    expect(verdict('claude', claudeScreen(`● Let me see.\n\n${line}`))).toBe('idle');
  });
});

describe('what Claude Code asks', () => {
  it.each<[string, string[], string]>([
    ['to deny', [' Allow the tool?', ' ❯ 1. Approve', '   2. Deny (esc)'], 'waiting permission'],
    [
      'with a plan file',
      [' Here it is', ' ❯ 1. Yes', '   2. No', ' ctrl-g to edit in Vim · ~/.claude/plans/a-b.md'],
      'waiting plan',
    ],
    ['to review', [' Review your answers', '', ' ❯ 1. Submit', '   2. Cancel'], 'waiting question'],
    [
      'in words nobody has seen',
      [' Shall the frobnicator be primed?', ' ❯ 1. Prime it', '   2. Leave it'],
      'waiting',
    ],
    [
      'in 22 columns',
      [' Do you want', ' to proceed?', ' ❯ 1. Yes', '   2. Yes, and don’t', '   ask again', '   3. No'],
      'waiting permission',
    ],
  ])('%s', (_, lines, expected) => {
    expect(verdict('claude', dialog(...lines))).toBe(expected);
  });

  it('but not when a prompt stands below what looks so', () => {
    const quoted = '● It shows:\n\n  ❯ 1. Approve\n    2. Deny (esc)\n\n  Review your answers';
    expect(verdict('claude', claudeScreen(quoted))).toBe('idle');
  });
});

describe("Gemini's composer without borders, in a terminal of 256 colours", () => {
  const composer = (above: string, typed = '  Type your message or @path/to/file'): string =>
    `${above}\n\n${' '.repeat(60)}? for shortcuts\n${RULE}\n Shift+Tab to accept edits\n\n > ${typed}\n\n workspace (/directory)   /model\n ~/proj   Auto`;
  const at = (text: string): Partial<Frame> => ({
    cursor: [3, text.split('\n').findLastIndex((line) => line.startsWith(' > '))],
  });

  it.each<[string, string, string | undefined, string]>([
    ['idle', '✦ Done.', undefined, 'idle'],
    ['an error of its last turn', ' > go on\n\n✕ [API Error: {"error":{"code":500}}]', undefined, 'error'],
    [
      'an error of an older turn',
      '✕ [API Error: x]\n\n > go on\n\n\nℹ Request cancelled.',
      undefined,
      'idle',
    ],
    ['a spinner', ' > go on\n\n ⠦ Thinking... (esc to cancel, 6s)', undefined, 'working'],
  ])('%s', (_, above, typed, expected) => {
    const text = composer(above, typed);
    expect(verdict('gemini', text, at(text))).toBe(expected);
  });

  it('with text typed in', () => {
    expect(verdict('gemini', composer('✦ Done.', 'Action Required: 429, esc to cancel'))).toBe(
      'message_queued',
    );
  });

  it('in shell mode', () => {
    const text = `✦ Done.\n\n${RULE}\n  shell mode enabled (esc to disable)\n\n\n ! ls\n\n workspace (/directory)   /model`;
    expect(verdict('gemini', text)).toBe('message_queued');
  });

  it('but a message of the past, with a dialog below it, is none', () => {
    const past = `${RULE}\n Shift+Tab to accept edits\n\n > run it\n\n╭────────────╮\n│ Allow execution of: 'x'? │\n│ ● 1. Allow once │\n╰────────────╯`;
    expect(verdict('gemini', past)).toBe('waiting permission');
  });

  it('with rules as borders, without colours', () => {
    const text = `✦ Done.\n\n${RULE}\n > Type your message or @path/to/file\n${RULE}\n workspace (/directory)   /model`;
    expect(verdict('gemini', text, { cursor: [3, 3] })).toBe('idle');
  });
});

describe('where a dialog of Qwen Code stands at its start', () => {
  it('three columns in', () => {
    const box =
      '   ╭──────────────────────────────╮\n   │ Do you trust this folder?    │\n   │ › 1. Trust folder (proj)     │\n   │   2. Don’t trust (esc)       │\n   ╰──────────────────────────────╯';
    expect(verdict('qwen', box)).toBe('waiting trust');
    expect(
      verdict('qwen', `${box}\n\n${RULE}\n>   Type your message or @path/to/file\n${RULE}`),
    ).not.toContain('waiting');
  });
});

describe('a slash command that is none', () => {
  const qwenBox = `${RULE}\n>   Type your message or @path/to/file\n${RULE}`;
  const geminiBox = `${RULE}\n Shift+Tab to accept edits\n${'▄'.repeat(80)}\n >   Type your message or @path/to/file\n${'▀'.repeat(80)}`;
  const codexBox = '› Ask Codex to do anything\n\n  gpt-5.5 medium · ~/proj';
  it.each<[string, string, string]>([
    ['gemini', `✕ Unknown command: /zzzz\n\n${geminiBox}`, 'idle'],
    ['gemini', `✕ Please provide a subcommand for /permissions.\n\n${geminiBox}`, 'idle'],
    ['gemini', `✕ [API Error: fetch failed]\n\n${geminiBox}`, 'error network'],
    ['qwen', `  ✕ Unknown command: /zzzz\n\n${qwenBox}`, 'idle'],
    ['qwen', `  ✕ [API Error: 500]\n\n${qwenBox}`, 'error'],
    ['codex', `■ Unknown permission profile \`/zzzz\`. Run \`/permissions\`.\n\n${codexBox}`, 'idle'],
    ['codex', `■ '/model' is disabled while a task is in progress.\n\n${codexBox}`, 'idle'],
    ['codex', `■ unexpected status 500\n\n${codexBox}`, 'error'],
  ])('leaves %s idle, an error does not: %s', (agent, text, expected) => {
    const row = text.split('\n').findLastIndex((line) => /^ ?[>›] /.test(line));
    expect(verdict(agent, text, { cursor: [agent === 'gemini' ? 3 : 2, row] })).toBe(expected);
  });
});

describe("a full-screen view of Copilot's operator", () => {
  it.each<[string, boolean]>([
    [' ←/→ switch view · ↑/↓ select row · / search · enter add · r refresh · esc close', true],
    [' / search · ↑/↓ navigate · enter open · r refresh · n new session · esc cancel', true],
    [' ↑/↓ select · enter accept · esc cancel', false],
  ])('%s', (line, covers) => {
    const shown = frame({ text: ` MCP\n [Installed (0)]  Online\n   +  Add MCP server…\n\n${line}` });
    expect(classify(shown, 'copilot', 0).keepPrevious).toBe(covers);
  });
});

describe('a dialog in words that nobody has seen', () => {
  const boxed = (...inside: string[]): string =>
    [`╭${'─'.repeat(40)}╮`, ...inside.map((line) => `│ ${line.padEnd(38)} │`), `╰${'─'.repeat(40)}╯`].join(
      '\n',
    );
  const ASKS = 'Shall the frobnicator be primed?';
  const DIALOGS: Record<string, string> = {
    claude: `${RULE}\n ${ASKS}\n ❯ 1. Prime it\n   2. Leave it`,
    codex: `  ${ASKS}\n\n› 1. Prime it\n  2. Leave it\n\n  enter/esc confirm · ^c quit`,
    gemini: boxed(ASKS, '', '● 1. Prime it', '  2. Leave it'),
    qwen: boxed(ASKS, '', '› 1. Prime it', '  2. Leave it'),
    copilot: boxed(ASKS, '', '❯ 1. Prime it', '  2. Leave it'),
    opencode: `  ┃  ${ASKS}\n  ┃\n  ┃  Prime it   Leave it      ⇆ select  enter confirm`,
    cursor: ` ${ASKS}\n  → Prime it (enter)\n    Leave it (esc)`,
  };
  it.each(Object.entries(DIALOGS))('of %s waits', (agent, text) => {
    expect(verdict(agent, text)).toMatch(/^waiting/u);
  });

  const AT_REST: Record<string, string> = {
    claude: claudeScreen('● Done.'),
    codex: '• Done.\n\n› Ask Codex to do anything\n\n  gpt-5.5 medium · ~/proj',
    qwen: `  ✦ Done.\n\n${RULE}\n>   Type your message or @path/to/file\n${RULE}`,
    copilot: ` ● Done.\n\n ~/proj\n${RULE}\n❯\n${RULE}\n ← open sidebar · Interactive`,
  };
  it.each(Object.entries(AT_REST))('of %s does not, when the prompt stands below it', (agent, text) => {
    const row = text.split('\n').findLastIndex((line) => /^[❯›>]/u.test(line));
    const above = DIALOGS[agent]!.split('\n');
    const screen = [...above, '', text].join('\n');
    expect(verdict(agent, screen, { cursor: [2, row + above.length + 1] })).toBe('idle');
  });
});
