/** An operator's decision to leave a signature alone for a while. */
export interface IgnoreRule {
  signature: string;
  /** Who decided it. */
  owner: string;
  reason: string;
  /** Milliseconds since the epoch from which on it holds no more. */
  expiresAt: number;
}

/** The rule that holds for this signature at this time, if any. */
export function ignoreRuleFor(
  rules: readonly IgnoreRule[],
  signature: string,
  now: number,
): IgnoreRule | undefined {
  return rules.find((rule) => rule.signature === signature && now < rule.expiresAt);
}

/** Says by whom, until when (date, UTC) and why. */
export function ignoredWords(rule: IgnoreRule): string {
  const until = new Date(rule.expiresAt).toISOString().slice(0, 10);
  return `ignored by ${rule.owner} until ${until}: ${rule.reason}`;
}
