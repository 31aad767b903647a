export type DoctorVerdict = 'ok' | 'warn' | 'fail';

/** What one check found. */
export interface Finding {
  /** Names the check, for programs. */
  id: string;
  /** The same, for people. */
  label: string;
  verdict: DoctorVerdict;
  text: string;
  /** What to do about it; empty when ok. */
  mend: string;
}

/** Makes the findings of one check. */
export function finder(id: string, label: string) {
  return {
    ok: (text: string): Finding => ({ id, label, verdict: 'ok', text, mend: '' }),
    warn: (text: string, mend: string): Finding => ({ id, label, verdict: 'warn', text, mend }),
    fail: (text: string, mend: string): Finding => ({ id, label, verdict: 'fail', text, mend }),
  };
}
