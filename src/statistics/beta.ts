/** Lanczos coefficients for g = 7, n = 9 (Godfrey): ln Γ to about 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  const t = y + 7.5;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (y + i);
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const TINY = 1e-300;

/** The continued fraction of the incomplete beta function, by Lentz's method (Numerical Recipes, 6.4). */
function fraction(a: number, b: number, x: number): number {
  const guard = (v: number): number => (Math.abs(v) < TINY ? TINY : v);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let h = d;
  // It converges in about √max(a, b) steps.
  const most = 200 + 10 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m <= most; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** ln I_x(a, b) and ln(1 − I_x(a, b)), given ln B(a, b): neither vanishes where it is too small for a double. */
function logTails(x: number, a: number, b: number, logB: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: Number.NEGATIVE_INFINITY, upper: 0 };
  if (x >= 1) return { lower: 0, upper: Number.NEGATIVE_INFINITY };
  const front = a * Math.log(x) + b * Math.log1p(-x) - logB;
  // The fraction converges fast on this side of the mean; the other side is the complement.
  if (x < (a + 1) / (a + b + 2)) {
    const lower = front + Math.log(fraction(a, b, x) / a);
    return { lower, upper: Math.log1p(-Math.exp(lower)) };
  }
  const upper = front + Math.log(fraction(b, a, 1 - x) / b);
  return { lower: Math.log1p(-Math.exp(upper)), upper };
}

/** ln I_x(a, b), which does not vanish where I itself is too small for a double. */
export function logIncompleteBeta(x: number, a: number, b: number): number {
  return logTails(x, a, b, logBeta(a, b)).lower;
}

/** The regularised incomplete beta function I_x(a, b): the probability that a Beta(a, b) variable is at most x. */
export function incompleteBeta(x: number, a: number, b: number): number {
  return Math.exp(logIncompleteBeta(x, a, b));
}

/**
 * The x at which I_x(a, b) = p. Newton's method on the logarithm of the smaller tail, which is nearly straight there, so
 * that a few steps do; a step that leaves the interval known to hold x halves it instead.
 */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const logB = logBeta(a, b);
  const upperTail = p > 0.5;
  const target = upperTail ? Math.log1p(-p) : Math.log(p);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const { lower, upper } = logTails(x, a, b, logB);
    const tail = upperTail ? upper : lower;
    const off = upperTail ? target - tail : tail - target;
    if (off < 0) low = x;
    else high = x;
    // The slope of the logarithm of the tail: density by tail.
    const slope = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logB - tail);
    const next = x - off / slope;
    if (Math.abs(next - x) <= 1e-15 * x) return x;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}
