/** At most one sign of life a second: taps beside the buttons and keys; every act is one already. */
const quiet = 1000;

/** Says "still here" for touches that no act has already spoken for. */
export function stillHere(say: () => void, now: () => number = () => performance.now()) {
  let last = -Infinity;
  return {
    /** An act went out. */
    acted: () => {
      last = now();
    },
    /** The person touched something. */
    touched: () => {
      if (now() - last >= quiet) say();
    },
  };
}
