/** `apiserver serve` as oclif sees it, for help and lists; bin/run.js goes past it. */
import { Command } from "@oclif/core";
import { serveHelp } from "../server/flags/help.js";
import { main } from "../server/main.js";

/** Flags are kube-apiserver's, so they are read by src/server/flags, not by oclif. */
export default class Serve extends Command {
  static override summary = "Serve the Kubernetes API.";
  static override description = "Takes kube-apiserver's flags. `apiserver serve --help` lists them all.";
  static override examples = [
    "<%= config.bin %> serve",
    "<%= config.bin %> serve --data-dir /var/lib/apiserver --bind-address 0.0.0.0",
    "<%= config.bin %> serve --secure-port 0 --runtime-config api/all=true",
  ];
  static override strict = false;

  async run(): Promise<void> {
    if (this.argv.includes("--help")) {
      this.log(serveHelp(process.stdout.columns ?? 100));
      return;
    }
    this.exit(await main(this.argv, this.config.version));
  }
}
