/** `make`, asked again only when something it is made from is another thing than the last time. */
export function remembered<From extends readonly unknown[], Made>(
  make: (...from: From) => Made,
): (...from: From) => Made {
  let last: { from: From; made: Made } | null = null;
  return (...from) => {
    if (last === null || from.some((one, i) => one !== last?.from[i])) last = { from, made: make(...from) };
    return last.made;
  };
}
