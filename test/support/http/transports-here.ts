/** For tests that start a server on each transport: uWebSockets.js has no binary for every Node and C library. */
import { test } from "node:test";
import { chooseTransport } from "../../../src/http/select.js";

export type TransportName = "uws" | "node";

/** Those that load here; for what is missing a skipped test says why. */
export async function transportsHere(): Promise<readonly TransportName[]> {
  try {
    await chooseTransport("uws", {});
    return ["uws", "node"];
  } catch (error) {
    test("uws: the tests of this file", { skip: (error as Error).message }, () => {});
    return ["node"];
  }
}
