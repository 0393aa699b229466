/** `apiserver version`: this program and the Kubernetes API it serves. */
import { kubernetesVersion, type VersionInfo, versionInfo } from "../server/version.js";
import { ProgramCommand } from "./program.base.js";

export default class Version extends ProgramCommand {
  static override summary = "Print the version of this program and of the Kubernetes API it serves.";
  static override examples = ["<%= config.bin %> version", "<%= config.bin %> version --json"];
  static override enableJsonFlag = true;

  async run(): Promise<VersionInfo> {
    await this.parse(Version);
    const info = versionInfo(this.config.version);
    this.log(
      `${this.config.bin} ${this.config.version} (Kubernetes ${kubernetesVersion}, Node ${process.versions.node})`,
    );
    return info;
  }
}
