import { loadSettings } from '../../config/settings.ts';
import type { Delivery } from '../../core/notices.ts';
import type { TmuxServer } from '../../core/tmux.ts';
import { nameOfRule } from './notifier.ts';
import { openDelivery } from './open.ts';
import { testNotice } from './words.ts';

/** What came of the test of one rule. */
export interface NoticeTest {
  rule: string;
  on: string[];
  delivery: Delivery;
}

/** Sends a test notice by every rule of the settings, one after the other. Throws CutoverError when they are wrong. */
export async function testNotices(options: {
  server: TmuxServer;
  configFolder: string;
  env: Record<string, string | undefined>;
  /** Rings the bell of the terminal; null: there is none. */
  ring: (() => void) | null;
}): Promise<NoticeTest[]> {
  const { notices } = await loadSettings(options.configFolder);
  const deliver = openDelivery(options.server, options.env, options.ring);
  const tests: NoticeTest[] = [];
  for (const [i, rule] of notices.entries()) {
    const delivery = await deliver(rule.to, testNotice(rule.on[0]!, Date.now()));
    tests.push({ rule: nameOfRule(rule, i), on: rule.on, delivery });
  }
  return tests;
}
