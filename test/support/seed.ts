import fc from 'fast-check';

// The same cases in every run: a change is judged by what it changes. `SEED=$RANDOM npm test` looks at others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_261_125) });
