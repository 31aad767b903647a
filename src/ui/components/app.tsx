import { Box, Text, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { memo, useEffect, useSyncExternalStore } from 'react';
import type { Controller } from '../controller.ts';
import { type Block, sameBlock } from '../views/frame.ts';

const BlockView = memo(
  function BlockView({ block }: { block: Block }) {
    const { x, y, width, height } = block.rect;
    return (
      <Box position="absolute" marginLeft={x} marginTop={y} width={width} height={height} flexShrink={0}>
        <Text>{block.text}</Text>
      </Box>
    );
  },
  (a, b) => sameBlock(a.block, b.block),
);

/** The cockpit on a terminal: hands keys to the controller and shows its frames. */
export function App({ controller }: { controller: Controller }) {
  const { columns, rows } = useWindowSize();
  const frame = useSyncExternalStore(controller.subscribe, controller.frame);

  useEffect(() => controller.resize({ columns, rows }), [controller, columns, rows]);

  const { suspendTerminal } = useApp();
  useEffect(() => {
    controller.suspend = suspendTerminal;
  }, [controller, suspendTerminal]);

  useInput((input, key) => controller.input(input, key));
  usePaste((text) => controller.paste(text));

  // A frame of another size would wrap; it is gone with the next one.
  const fits = frame.size.columns <= columns && frame.size.rows <= rows;
  // Every block fits in its rectangle, and every rectangle on the screen: to clip them would cost a third of a frame.
  return (
    <Box width={columns} height={rows}>
      {fits && frame.blocks.map((block) => <BlockView key={block.id} block={block} />)}
    </Box>
  );
}

/** The element to render: whoever loads this file late needs no React of its own. */
export function appOf(controller: Controller) {
  return <App controller={controller} />;
}
