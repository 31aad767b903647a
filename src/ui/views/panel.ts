import { clip, exactly, type Line, lineWidth, textWidth, tone } from '../cells.ts';
import type { View } from './scene.ts';

const LIGHT = { tl: '╭', tr: '╮', bl: '╰', br: '╯', h: '─', v: '│' };
const HEAVY = { tl: '┏', tr: '┓', bl: '┗', br: '┛', h: '━', v: '┃' };

/** A framed view of exactly this size; the heavy frame is the one that has the focus. */
export function panel(view: View, width: number, height: number, focused: boolean): Line[] {
  const b = focused ? HEAVY : LIGHT;
  const border = focused ? 'accent' : 'dim';
  const inner = width - 4;

  const right = view.right === undefined || lineWidth(view.right) + 8 > width ? [] : view.right;
  const rightWidth = right.length === 0 ? 0 : lineWidth(right) + 3;
  const title = clip(view.title, width - 6 - rightWidth);
  const rule = b.h.repeat(Math.max(0, width - 5 - textWidth(title) - rightWidth));
  const top: Line = [
    tone(border, `${b.tl}${b.h} `),
    tone(focused ? 'title' : 'plain', title),
    tone(border, ` ${rule}`),
    ...(right.length === 0 ? [] : [tone(border, ' '), ...right, tone(border, ` ${b.h}`)]),
    tone(border, b.tr),
  ];

  const foot = view.foot === undefined || lineWidth(view.foot) + 8 > width ? [] : view.foot;
  const bottom: Line =
    foot.length === 0
      ? [tone(border, b.bl + b.h.repeat(width - 2) + b.br)]
      : [
          tone(border, `${b.bl}${b.h.repeat(width - 5 - lineWidth(foot))} `),
          ...foot,
          tone(border, ` ${b.h}${b.br}`),
        ];

  const body: Line[] = [];
  for (let i = 0; i < height - 2; i++)
    body.push([tone(border, `${b.v} `), ...exactly(view.body[i] ?? [], inner), tone(border, ` ${b.v}`)]);
  return [top, ...body, bottom];
}

/** The same without a frame, a column free at each side. */
export function bare(view: View, width: number, height: number): Line[] {
  return Array.from({ length: height }, (_, i) => [' ', ...exactly(view.body[i] ?? [], width - 2), ' ']);
}
