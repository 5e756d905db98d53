/** Often enough to see that it goes on, seldom enough to cost nothing. */
const INTERVAL_MS = 100;

/** One line on a terminal that is overwritten as work goes on; nothing at all where there is no terminal. */
export function lineOf(out: NodeJS.WriteStream): { show(text: string): void; end(): void } {
  let last = 0;
  let shown = false;
  return {
    show(text) {
      if (!out.isTTY) return;
      const now = performance.now();
      if (now - last < INTERVAL_MS) return;
      last = now;
      shown = true;
      // A terminal that nobody has told its size says 0.
      out.write(`\r\x1b[2K${text.slice(0, (out.columns || 80) - 1)}`);
    },
    end() {
      if (shown) out.write('\r\x1b[2K');
    },
  };
}
