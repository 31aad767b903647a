/*
 * `npm run bench:statistics`: how the rules of the error rate decide, by simulated stages through the judgement that
 * health's check makes. Prints a Markdown table beside figures that were computed by other means; `--seeds N` runs more
 * or fewer stages of each kind. The same seeds give the same table.
 */
import { formatCount } from '../src/core/format.ts';
import { CYCLES_PER_LOOK, type Figure, figures } from './statistics/figures.ts';

const flag = process.argv.indexOf('--seeds');
const seeds = flag < 0 ? 2000 : Number(process.argv[flag + 1]);
if (!Number.isInteger(seeds) || seeds < 1) throw new Error('--seeds needs a whole number above 0');

function askedOf({ share, asked: { least, most } }: Figure): string {
  const missed = (least !== undefined && share < least) || (most !== undefined && share > most);
  const bounds = [
    ...(least === undefined ? [] : [least === 1 ? 'always' : `≥ ${least}`]),
    ...(most === undefined ? [] : [most === 0 ? 'never' : `≤ ${most}`]),
  ];
  return `${bounds.join(', ')}${missed ? ': **missed**' : ''}`;
}

function rowOf(figure: Figure): string {
  const { what, outcome, share, medianCycle, independently } = figure;
  const spread = 1.96 * Math.sqrt((share * (1 - share)) / seeds);
  const at =
    outcome === 'rolled back' && medianCycle !== null ? `, median cycle ${formatCount(medianCycle)}` : '';
  const simulated = `${share.toFixed(3)} ± ${spread.toFixed(3)}${at}`;
  return `| ${what} | ${outcome} | ${simulated} | ${askedOf(figure)} | ${independently} |`;
}

const heading = `${formatCount(seeds)} stages of each kind, ${formatCount(CYCLES_PER_LOOK)} cycles to a look (24 h at 10 s);`;
console.log(
  `${heading} each look may err in half of what is left of 5 %, and the rollback rules are active all the while.\n`,
);
console.log('| failures | outcome | simulated | asked | computed independently |');
console.log('|---|---|---|---|---|');
for (const figure of figures(seeds)) console.log(rowOf(figure));
