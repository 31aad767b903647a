// node-pty comes as the alias of a build with ready-made binaries, which declares its types under its own name.
/// <reference path="../node_modules/node-pty/node-pty.d.ts" />
export * from '@lydell/node-pty';
