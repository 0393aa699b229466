/** One line says why a start failed, and what to do about it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { folderError, listenError, StartError, startFault } from "../../../../src/server/start/start-error.js";

const failed = (code: string): Error => Object.assign(new Error(`${code}: it went wrong, open '/x'`), { code });

test("a fault of the system is named in words, the folder and its flag with it", () => {
  const words = {
    EACCES: "permission denied",
    EMFILE: "too many files are open; raise the limit (ulimit -n)",
    ENAMETOOLONG: "the name is too long",
    ENOENT: "such a folder cannot be made",
    ENOSPC: "the disk is full",
    ENOTDIR: "a file is in the way of a folder",
    EODD: "EODD: it went wrong, open '/x'",
  };
  for (const [code, said] of Object.entries(words)) {
    assert.equal(folderError("/d", "--data-dir", failed(code)).message, `cannot use /d (--data-dir): ${said}`);
  }
});

test("a start that ran out of open files says so; anything else keeps its own words", () => {
  assert.equal(startFault(failed("EMFILE")), "cannot start: too many files are open; raise the limit (ulimit -n)");
  assert.equal(startFault(failed("ENOENT")), "cannot start: ENOENT: it went wrong, open '/x'");
  assert.equal(startFault(new StartError("the port is in use")), "the port is in use");
});

test("an address of IPv6 stands in brackets before its port", () => {
  const flag = "--secure-port";
  const said = (address: string): string => listenError({ address, port: 6443, flag }, failed("EADDRINUSE")).message;
  assert.match(said("::"), /^cannot listen on \[::\]:6443: the port is in use/);
  assert.match(said("127.0.0.1"), /^cannot listen on 127\.0\.0\.1:6443: the port is in use/);
});
