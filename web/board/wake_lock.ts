// Asks the screen not to sleep. Browsers drop the lock when the page is hidden, so it is asked for again.
export function keepAwake(): void {
  const ask = () => {
    if (document.visibilityState === "visible") void navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
