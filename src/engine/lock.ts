/* One server for each socket: the lock of those who listen, as of those who decide. */
export {
  type Claim,
  claimController as claimServer,
  controllerOf as serverOf,
} from '../journal/controller.ts';
