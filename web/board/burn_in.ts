// Moves the picture by a few pixels every ten minutes, so that no edge burns into a screen that never sleeps.
const EVERY_MS = 10 * 60_000;
const steps = [[0, 0], [3, 1], [5, 3], [3, 5], [0, 4], [-3, 5], [-5, 3], [-3, 1]] as const;

export function shiftAgainstBurnIn(root: HTMLElement): void {
  const shift = () => {
    const [x, y] = steps[Math.floor(Date.now() / EVERY_MS) % steps.length] ?? steps[0];
    root.style.setProperty("--shift-x", `${x}px`);
    root.style.setProperty("--shift-y", `${y}px`);
  };
  shift();
  setInterval(shift, 60_000);
}
