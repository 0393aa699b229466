/** What the JavaScript engine is told, and shown, before the server runs. */
import v8 from "node:v8";

/**
 * V8 takes a server that is asked little for an idle page: eight seconds after a collection it makes three more, which throw compiled code
 * away, and it all is compiled again. Memory that is no longer needed goes back after ten minutes.
 */
const memoryReducerDelayMs = 10 * 60_000;

export function prepareEngine(): void {
  v8.setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${memoryReducerDelayMs}`);
  changeValueOnce();
}

/**
 * Compiled loops over arrays rely on it that nobody ever changed the `value` of an object whose first member that is, as iterators'
 * results begin. prom-client does, on the first scrape of /metrics, which cost a server half of its compiled code.
 */
function changeValueOnce(): void {
  const result: { value: unknown; done: boolean } = { value: 0, done: false };
  for (const value of [1, 0.5, "", result]) result.value = value;
}
